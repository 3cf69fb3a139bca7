"""The lists that a comparison writes: their columns are stable and documented (docs/outputs.md).

Raw text of a sender is neutralised: a cell that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from fangxian.intake.clean import FILE_STRIDE, PERSON, RID
from fangxian.lake.engines import Engine
from fangxian.linkage.numbers import RECOGNISED_BY


def safe(column: str) -> str:
    """Text that no spreadsheet executes: `=`, `+`, `-`, `@`, tab or line end at the start gets an apostrophe."""
    # All of them lie before the figures or right behind them, so few cells are looked at more closely.
    near = f"({column} < '0' OR {column} BETWEEN ':' AND 'A')"
    dangerous = f"{near} AND substr({column}, 1, 1) IN ('=', '+', '-', '@', '\t', '\n', '\r')"
    return f"CASE WHEN {dangerous} THEN concat('''', {column}) ELSE {column} END"


def _columns(alias: str, *names: str) -> str:
    return ", ".join(f"{safe(f'{alias}.{name}')} AS {name}" for name in names)


_SIDE_BY_SIDE = ", ".join(
    f"{safe(f'a.{name}')} AS result_{name}, {safe(f'b.{name}')} AS resident_{name}"
    for name in ("name", "id_number", "phone", "address", "grid")
)

#: How each output is ordered: as the files are, or worst first.
LISTS: dict[str, str] = {
    # Every row has its file: a LEFT JOIN, so that no engine thinks of beginning with the few files. What is said alike
    # of all rows that were known at once is added last, and carried through no join.
    "links": f"""
        SELECT f.name AS file, l.rid % {FILE_STRIDE} AS row, l.person, coalesce(l.method, 'exact') AS method,
            round(coalesce(l.score, 1.0), 4) AS score, coalesce(l.agreed, {RECOGNISED_BY.format("l")}) AS agreed,
            coalesce(l.rid <> s.first_rid, FALSE) AS duplicate
        FROM (SELECT l.rid, p.person, l.person_row, l.method, l.score, l.agreed, CAST(NULL AS VARCHAR) AS phone_level
            FROM links l JOIN residents p ON p.person_row = l.person_row UNION ALL
            SELECT rid, person, person_row, CAST(NULL AS VARCHAR), CAST(NULL AS DOUBLE), CAST(NULL AS VARCHAR),
                phone_level FROM result_rows WHERE person_row IS NOT NULL) l
        LEFT JOIN (SELECT person_row, first_rid FROM sampled WHERE rows > 1) s ON s.person_row = l.person_row
        LEFT JOIN files f ON f.file_no = l.rid // {FILE_STRIDE} ORDER BY l.rid""",
    "untested": f"""
        SELECT {PERSON.format("w")} AS person, {_columns("w", "name", "phone", "address", "grid")}
        FROM outcome o JOIN residents_raw w ON w.row_key = o.person_row
        WHERE o.status = 'untested' ORDER BY w.grid NULLS LAST, w.address NULLS LAST, o.person_row""",
    "pending": f"""
        SELECT {PERSON.format("w")} AS person, {_columns("w", "name", "phone", "address", "grid")}, s.reason
        FROM outcome o JOIN residents_raw w ON w.row_key = o.person_row
        JOIN (SELECT person_row,
                min(CASE WHEN outcome IN ('pending', 'invalid') THEN outcome ELSE 'time_unknown' END) AS reason
            FROM samples WHERE coalesce(in_window, TRUE)
            AND person_row IN (SELECT person_row FROM outcome WHERE status = 'pending')
            GROUP BY person_row) s ON s.person_row = o.person_row
        WHERE o.status = 'pending' ORDER BY w.grid NULLS LAST, o.person_row""",
    "unknown": f"""
        SELECT f.name AS file, s.row, {_columns("w", "name", "id_number", "phone")}, s.sampled_at, s.outcome,
            {_columns("w", "site", "tube")}
        FROM samples_sought s LEFT JOIN files f ON f.file_no = s.file_no JOIN unrecognised w ON w.rid = s.rid
        WHERE s.class = 'unknown' ORDER BY s.rid""",
    "review": f"""
        SELECT f.name AS file, r.row, {PERSON.format("b")} AS person, v.rank, round(v.score, 4) AS score, v.reason,
            v.agreed, {_SIDE_BY_SIDE}, r.sampled_at, r.outcome
        FROM review v JOIN samples_sought r ON r.rid = v.rid LEFT JOIN files f ON f.file_no = r.file_no
        JOIN residents_raw b ON b.row_key = v.person_row JOIN unrecognised a ON a.rid = v.rid
        JOIN (SELECT rid, max(score) AS best FROM review GROUP BY rid) t ON t.rid = v.rid
        ORDER BY t.best DESC, v.rid, v.rank""",
    "rejected": """
        SELECT f.name AS file, r.row, r.rejected AS reason FROM results r LEFT JOIN files f ON f.file_no = r.file_no
        WHERE r.rejected IS NOT NULL ORDER BY r.rid""",
    "positives": f"""
        SELECT f.name AS file, r.row, p.person, x.status, {_columns("w", "tube")}, r.pool_size, x.people_in_tube,
            r.outcome, r.sampled_at, x.retest, {_columns("w", "name", "phone")}
        FROM positives x JOIN result_rows r ON r.rid = x.rid LEFT JOIN files f ON f.file_no = r.file_no
        JOIN results_raw w ON {RID} = x.rid
        LEFT JOIN residents p ON p.person_row = x.person_row
        ORDER BY CASE x.status WHEN 'single_positive' THEN 1 WHEN 'pool_hold' THEN 2 ELSE 3 END,
            nullif(trim(w.tube), ''), x.rid""",
}


#: The lists of rows, which are known before it is found who is missing, and the others.
OF_ROWS = ("links", "unknown", "review", "rejected")
OF_PEOPLE = tuple(name for name in LISTS if name not in OF_ROWS)


def writer(folder: Path, format: str, names: Sequence[str]) -> Callable[[Engine], None]:
    """The work that writes some of the lists to `folder`."""

    def write(engine: Engine) -> None:
        for name in names:
            engine.write(LISTS[name], folder / f"{name}.{format}", format=format)

    return write
