"""Which residents are one person, registered twice? The register is held against itself, by the comparisons and the
weights that its rows are held against it by.

    twins      first, second, score, agreed, reason, <comparison>_level, <comparison>_bits ...     first < second

`reason` says why nobody should take the two for one without looking closely: they contradict each other (two whole
numbers, two birth dates, two sexes), one document bears two names, or the names are but nearly one name, as a twin's
are. '' where nothing speaks against it.
"""

from fangxian.lake.engines import Engine
from fangxian.linkage import decide, weigh
from fangxian.linkage.numbers import STRONG, SUPPORTING, among
from fangxian.linkage.settings import Settings, bits, load
from fangxian.terms.sql import addresses, names

_BLOCKS = {
    "document": "a.document = b.document",
    "phone": """a.phone = b.phone AND NOT EXISTS (SELECT 1 FROM phones_shared x WHERE x.phone = a.phone)""",
    "name_born": "a.name = b.name AND a.born = b.born",
    "name_home": "a.name = b.name AND a.address = b.address",
    "born_home": "a.born = b.born AND a.address = b.address",
}


def find(engine: Engine, settings: Settings | None = None) -> None:
    """Makes `twins` of `residents` and `residents_raw`, after `link.prepare`."""
    settings = settings or load()
    engine.create(
        "homed", "SELECT r.*, w.address FROM residents r LEFT JOIN residents_raw w ON w.row_key = r.person_row"
    )
    engine.create("pairs", _pairs())
    _seek(engine)
    weigh.weigh(engine, settings, places=True)
    engine.create("twins", _twins(settings, weigh.share(engine)))


def _pairs() -> str:
    """Each two residents once, whom anything but a name brings together."""
    none = "CAST(NULL AS VARCHAR)"
    blocks = [
        f"SELECT a.person_row AS rid, b.person_row, {none} AS how FROM homed a JOIN homed b ON {same}"
        for same in _BLOCKS.values()
    ]
    repaired = """SELECT least(r.person_row, h.person_row) AS rid, greatest(r.person_row, h.person_row) AS person_row,
            r.how FROM residents_repairs r JOIN holders h ON h.id_key = r.candidate"""
    union = " UNION ALL ".join([*(f"{block} AND a.person_row < b.person_row" for block in blocks), repaired])
    return f"SELECT rid, person_row, min(how) AS how FROM ({union}) AS proposed GROUP BY rid, person_row"


def _seek(engine: Engine) -> None:
    """`seekers`: the first of each two, with what weighing asks of a row."""
    engine.create("first_ones", "SELECT h.* FROM homed h SEMI JOIN pairs p ON p.rid = h.person_row")
    engine.create("first_names", names.features("first_ones", "name"))
    engine.create("first_doors", addresses.features("first_ones", "address"))
    engine.create(
        "seekers",
        """SELECT h.person_row AS rid, n.name_key, n.sound_key, n.shape_key, h.number, h.number_state, h.id_key,
                h.document, CAST(NULL AS VARCHAR) AS head, h.phone, h.born, h.sex, d.address_key AS door, h.grid,
                FALSE AS disputed
            FROM first_ones h LEFT JOIN first_names n ON n.raw = h.name
            LEFT JOIN first_doors d ON d.raw = h.address""",
    )


_TWO_NUMBERS = "number_level = 'other_number'"
_TWO_BIRTH_DATES = "a.born <> b.born"
_TWO_SEXES = "a.sex <> b.sex"
_TOGETHER = "(phone_level = 'same' OR place_level = 'door')"
#: Brothers and sisters are called alike, too, and live together.
_LIKE_A_TWIN = "name_level IN ('one_character', 'near') AND number_level IS NULL"
_MORE_THAN_A_NAME = """(phone_level = 'same' OR a.born = b.born OR place_level = 'door'
    OR number_level IN ('same', 'one_edit', 'two_edits', 'cut', 'part'))"""


def _twins(settings: Settings, share: str) -> str:
    """Who may be one: the names are one name, and something else agrees. Two whole numbers are two people, unless one
    is nearly the other, or both were born on one day and share a phone or a door; two birth dates want a phone or a
    door."""
    strong = f"coalesce(name_level IN {among(STRONG)}, FALSE)"
    supports = f"coalesce(name_level IN {among(SUPPORTING)}, FALSE)"
    levels = ", ".join(f"w.{name}_level" for name, _ in settings)
    worth = ", ".join(f"{bits(name, said, f'{name}_level', share)} AS {name}_bits" for name, said in settings)
    return f"""
        SELECT rid AS first, person_row AS second, score, agreed, reason, {levels.replace("w.", "")}, {worth}
        FROM (
            SELECT w.rid, w.person_row, w.score, w.bearers, {levels}, {decide.AGREED} AS agreed,
                CASE WHEN {_TWO_NUMBERS} THEN 'two_numbers' WHEN {_TWO_BIRTH_DATES} THEN 'two_birth_dates'
                    WHEN {_TWO_SEXES} THEN 'two_sexes' WHEN NOT {supports} THEN 'two_names'
                    WHEN {_LIKE_A_TWIN} THEN 'names_nearly' ELSE '' END AS reason
            FROM weighed w JOIN residents a ON a.person_row = w.rid JOIN residents b ON b.person_row = w.person_row
            WHERE number_level = 'same' OR (score >= {settings.review!r} AND {supports} AND {_MORE_THAN_A_NAME}
                AND CASE WHEN {_TWO_NUMBERS} THEN {strong} AND (number_near OR (a.born = b.born AND {_TOGETHER}))
                    WHEN {_TWO_BIRTH_DATES} THEN {strong} AND {_TOGETHER} ELSE TRUE END)
        ) AS w"""
