"""Whose each row of a batch is: a person of the registry, a newcomer, somebody to be decided, or nobody.

    <out>           row, person, newcomer, method, score, agreed, reason     one line a row, in order
    <out>-doubts    row, rank, person, newcomer, score, reason, agreed       whom a row in review may be, best first

`person` is the registry's number; `newcomer` counts the new people of the batch from 1, each once however many rows
speak of them. `method` is the linkage engine's ('exact', 'repaired', 'probable') or 'newcomer'; `reason` says why there
is neither: 'review' (a person must decide) or 'no_identity' (not even a newcomer can be made of the row).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fangxian.lake.engines import Engine
from fangxian.linkage import link
from fangxian.pipelines.resolve import columns, newcomers
from fangxian.terms.sql import resident_id

#: Hints that hold back nobody who is known by a number or by name, birth date and door: a name alone says nothing.
FAINT = "('name_alone', 'phone_alone')"

_ROW = {
    "row": "BIGINT", "name": "VARCHAR", "name_raw": "VARCHAR", "number": "VARCHAR", "number_state": "VARCHAR",
    "id_key": "BIGINT", "document": "VARCHAR", "phone": "BIGINT", "born": "DATE", "sex": "VARCHAR",
    "address": "VARCHAR", "address_key": "VARCHAR", "grid": "VARCHAR",
}  # fmt: skip
_PERSON = {
    "person": "BIGINT", "name": "VARCHAR", "number": "VARCHAR", "number_state": "VARCHAR", "id_key": "BIGINT",
    "document": "VARCHAR", "phone": "BIGINT", "born": "DATE", "sex": "VARCHAR", "address": "VARCHAR", "grid": "VARCHAR",
}  # fmt: skip


@dataclass(frozen=True)
class Resolved:
    """Rows by what became of them; `people` is how many newcomers there are. rows = linked + newcomers + review +
    no_identity."""

    rows: int
    linked: int
    newcomers: int
    review: int
    no_identity: int
    people: int


def resolve(
    engine: Engine, people: Path | None, batch: Path, out: Path, merged: Mapping[int, int] | None = None
) -> Resolved:
    """Resolves a batch (its folder or accepted.parquet) against a snapshot of the registry; None: it is empty.

    The snapshot is Parquet: person BIGINT, name, id_key, document, phone, born, sex, address, grid; it may also have
    `number` and `number_state` for people whose number is damaged. `merged`: record -> the one that stands for it, of
    people of several records: two of them are no two candidates.
    """
    engine.create("batch_rows", columns.select(engine, columns.accepted(batch), _ROW))
    if people is None:
        _nobody_known(engine)
    else:
        _results(engine)
        know_residents(engine, people)
        link.prepare(engine, merged)
        link.link(engine, places=True)
    _open(engine)
    newcomers.find(engine)
    engine.create("resolved", _RESOLVED)
    engine.write("SELECT * FROM resolved ORDER BY row", out, format="parquet")
    engine.write(_DOUBTS, doubts_beside(out), format="parquet")
    counted = engine.rows("SELECT coalesce(reason, CASE WHEN method = 'newcomer' THEN 'newcomers' ELSE 'linked' END), "
                          "count(*) FROM resolved GROUP BY 1")  # fmt: skip
    by_fate = {fate: int(rows) for fate, rows in counted}
    ((known,),) = engine.rows("SELECT coalesce(max(newcomer), 0) FROM resolved")
    return Resolved(
        rows=sum(by_fate.values()),
        linked=by_fate.get("linked", 0),
        newcomers=by_fate.get("newcomers", 0),
        review=by_fate.get("review", 0),
        no_identity=by_fate.get("no_identity", 0),
        people=int(known),
    )


def doubts_beside(out: Path) -> Path:
    """Where the candidates of the rows in review are written."""
    return out.with_name(f"{out.stem}-doubts{out.suffix}")


def _results(engine: Engine) -> None:
    """The batch as linkage knows results. It reads a birth date from where a number holds it: a row that has the date
    and no number is given the date in that place, and stays one without a number."""
    place_of_date = "concat('000000', strftime(born, '%Y%m%d'), '0000')"
    engine.create(
        "results",
        f"""SELECT row AS rid, CAST(0 AS BIGINT) AS file_no, row, name, name_raw AS written,
                CASE WHEN number_state = 'missing' AND born IS NOT NULL THEN {place_of_date} ELSE number END AS number,
                number_state, id_key, document, phone, CAST(NULL AS TIMESTAMP) AS sampled_at,
                CAST(NULL AS VARCHAR) AS outcome, CAST(NULL AS INTEGER) AS pool_size, CAST(NULL AS VARCHAR) AS tube,
                CAST(NULL AS VARCHAR) AS rejected FROM batch_rows""",
    )
    engine.view("results_raw", "SELECT CAST(0 AS BIGINT) AS file_no, row, address, grid FROM batch_rows")


def know_residents(engine: Engine, people: Path) -> None:
    """The registry as linkage knows residents: a person's own number is the row's."""
    engine.create("registered", columns.select(engine, people, _PERSON))
    state = "CASE WHEN id_key IS NOT NULL THEN 'valid' WHEN document IS NOT NULL THEN 'other' ELSE 'missing' END"
    engine.create(
        "residents",
        f"""SELECT person AS person_row, CAST(person AS VARCHAR) AS person, name, CAST(NULL AS VARCHAR) AS written,
                CASE WHEN id_key IS NOT NULL THEN {resident_id.text("id_key")} ELSE coalesce(number, document) END
                    AS number,
                coalesce(number_state, {state}) AS number_state, id_key, document, phone, grid, born, sex,
                CAST(NULL AS VARCHAR) AS rejected FROM registered""",
    )
    engine.view(
        "residents_raw", "SELECT person AS row_key, address, CAST(born AS VARCHAR) AS birth_date, sex FROM registered"
    )


def _nobody_known(engine: Engine) -> None:
    """The tables that linkage reads and leaves, empty: there is nobody to link to."""
    known = "CAST(NULL AS BIGINT) AS person_row, CAST(NULL AS VARCHAR) AS name, CAST(NULL AS DATE) AS born"
    engine.create("residents", f"SELECT {known} WHERE FALSE")
    person = "CAST(NULL AS BIGINT) AS rid, CAST(NULL AS BIGINT) AS person_row"
    said = "CAST(NULL AS DOUBLE) AS score, CAST(NULL AS VARCHAR) AS agreed"
    engine.create("links", f"SELECT {person}, CAST(NULL AS VARCHAR) AS method, {said} WHERE FALSE")
    rank = "CAST(NULL AS BIGINT) AS rank, CAST(NULL AS VARCHAR) AS reason"
    engine.create("review", f"SELECT {person}, {rank}, {said} WHERE FALSE")


def _open(engine: Engine) -> None:
    """`open`: the rows that are nobody's yet and that no solid doubt holds back; `candidates`: the doubts."""
    engine.create(
        "candidates", f"SELECT rid, person_row, rank, score, reason, agreed FROM review UNION ALL {_NAMESAKES}"
    )
    engine.create("doubted", f"SELECT DISTINCT rid FROM candidates WHERE reason NOT IN {FAINT}")
    engine.create(
        "open",
        """SELECT row, name, id_key, document, born, phone, coalesce(address_key, address) AS door FROM batch_rows b
           WHERE NOT EXISTS (SELECT 1 FROM links l WHERE l.rid = b.row)
               AND NOT EXISTS (SELECT 1 FROM doubted d WHERE d.rid = b.row)""",
    )


#: Rows without a number that bear a known person's name and birth date, letter by letter, and that linkage let pass:
#: better a question than a person twice.
_NAMESAKES = """
    SELECT b.row AS rid, p.person_row, row_number() OVER (PARTITION BY b.row ORDER BY p.person_row) AS rank,
        CAST(NULL AS DOUBLE) AS score, 'not_certain' AS reason, 'name:same;born:same' AS agreed
    FROM batch_rows b JOIN residents p ON p.name = b.name AND p.born = b.born
    WHERE b.id_key IS NULL AND b.document IS NULL AND NOT EXISTS (SELECT 1 FROM links l WHERE l.rid = b.row)
        AND NOT EXISTS (SELECT 1 FROM review r WHERE r.rid = b.row)"""

_RESOLVED = """
    SELECT b.row, l.person_row AS person, n.newcomer,
        coalesce(l.method, CASE WHEN n.row IS NOT NULL THEN 'newcomer' END) AS method,
        coalesce(l.score, r.score) AS score, coalesce(l.agreed, r.agreed) AS agreed,
        CASE WHEN l.rid IS NOT NULL OR n.row IS NOT NULL THEN NULL WHEN r.rid IS NOT NULL OR x.row IS NOT NULL
            THEN 'review' ELSE 'no_identity' END AS reason
    FROM batch_rows b LEFT JOIN links l ON l.rid = b.row LEFT JOIN newcomers n ON n.row = b.row
    LEFT JOIN (SELECT * FROM candidates WHERE rank = 1) r ON r.rid = b.row AND l.rid IS NULL AND n.row IS NULL
    LEFT JOIN newcomers_disputed x ON x.row = b.row"""

_DOUBTS = """
    SELECT row, rank, person, newcomer, score, doubt AS reason, agreed FROM (
        SELECT r.rid AS row, r.rank, r.person_row AS person, CAST(NULL AS BIGINT) AS newcomer, r.score,
            r.reason AS doubt, r.agreed FROM candidates r JOIN resolved b ON b.row = r.rid WHERE b.reason = 'review'
        UNION ALL
        SELECT row, 1 AS rank, CAST(NULL AS BIGINT) AS person, newcomer, CAST(NULL AS DOUBLE) AS score,
            'name_disagrees' AS doubt, 'number:same;name:different' AS agreed FROM newcomers_disputed) AS doubts
    ORDER BY row, rank"""
