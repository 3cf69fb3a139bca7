"""Numbers of persons that are not in order as they stand: nineteen in twenty are, and need none of this.

tidy_numbers    row, number, number_state, id_key, document    (see intake.clean for the states)
"""

from fangxian.lake.engines import Engine
from fangxian.terms.sql import documents, resident_id


def keyed(source: str) -> str:
    """`source` with `own_key`: the key of a number that is valid as it stands, else NULL."""
    split = f"""SELECT *, {resident_id.head("raw_id_number")} AS head17, {resident_id.check("raw_id_number")} AS check18
        FROM {source}"""
    return f"""SELECT * EXCLUDE (head17, check18), {resident_id.keyed("raw_id_number", "head17", "check18")} AS own_key
        FROM ({split}) AS split"""


def read(engine: Engine, source: str) -> None:
    """Makes `tidy_numbers` from the rows of `source` (row, raw_id_number, own_key) that have another number."""
    rest = f"SELECT row, raw_id_number FROM {source} WHERE own_key IS NULL AND raw_id_number IS NOT NULL"
    engine.create(
        "tidy_numbers",
        f"""WITH lean AS (
            SELECT *, {resident_id.bare("raw_id_number")} AS bare FROM ({rest}) AS rest
        ), stripped AS (
            SELECT *, {resident_id.meant("bare")} AS number FROM lean
        ), split AS (
            SELECT *, {resident_id.head("number")} AS head17, {resident_id.check("number")} AS check18 FROM stripped
        ), keyed AS (
            SELECT *, {resident_id.keyed("number", "head17", "check18")} AS own_key,
                {resident_id.legacy_head("number")} AS legacy FROM split
        ), widened AS (
            SELECT *, coalesce(own_key, {resident_id.lengthened("legacy")}) AS id_key,
                CASE WHEN own_key IS NULL THEN {resident_id.prefix("number")} END AS head,
                CASE WHEN own_key IS NULL THEN {documents.key("number")} END AS other FROM keyed
        )
        SELECT row, nullif(number, '') AS number, id_key,
            CASE WHEN id_key IS NULL AND head IS NULL THEN other END AS document,
            CASE WHEN own_key IS NOT NULL THEN 'cleaned' WHEN id_key IS NOT NULL THEN 'legacy'
                WHEN number IS NULL OR number = '' THEN 'missing' WHEN head IS NOT NULL THEN 'cut'
                WHEN other IS NOT NULL THEN 'other' ELSE 'damaged' END AS number_state
        FROM widened""",
    )
