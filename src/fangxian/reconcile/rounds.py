"""A testing round: everyone in the residents' file is expected to have a sample in the window; who has?

    outcome    person_row, grid, status       tested | pending | in_review | untested, one row a person
    samples    one row a result row, with what became of it; `samples_sought` the ones that were not known at once
    sampled    person_row, rows, first_rid, obtained, times, earliest       whoever has a row, each person once

Absence is not evidence (law 14): somebody whose sample is invalid, waiting or of unknown time is `pending`; somebody
who may be the one on a doubtful row is `in_review`. Only who is neither, and has no sample, is `untested`.
"""

from datetime import datetime

from fangxian.lake.engines import Engine
from fangxian.lib import clock

#: What counts as a result that was obtained, whatever it says.
OBTAINED = "('positive', 'negative', 'suspect')"


def reconcile(engine: Engine, *, start: datetime | None = None, end: datetime | None = None) -> None:
    """Holds `residents` against `result_rows` as `links`, `review` and `folds` say. The window is closed at both
    ends."""
    sample(engine, start=start, end=end)
    conclude(engine)


def sample(engine: Engine, *, start: datetime | None = None, end: datetime | None = None) -> None:
    """The first half of `reconcile`: `samples` and `sampled`, what became of each row and who has one."""
    engine.create("samples_sought", _sought(start, end))
    engine.view("samples", f"{_known(start, end)} UNION ALL SELECT * FROM samples_sought")
    count_people(engine)


def conclude(engine: Engine) -> None:
    """The second half: `outcome`, of `sampled`."""
    engine.create(
        "doubted",
        """SELECT DISTINCT v.person_row FROM review v JOIN samples s ON s.rid = v.rid
           WHERE coalesce(s.in_window, TRUE)""",
    )
    engine.create(
        "outcome",
        """SELECT p.person_row, p.grid, CASE WHEN s.obtained = 1 THEN 'tested' WHEN s.obtained = 0 THEN 'pending'
                WHEN d.person_row IS NOT NULL THEN 'in_review' ELSE 'untested' END AS status,
               coalesce(s.times, 0) AS times
           FROM residents p LEFT JOIN sampled s ON s.person_row = p.person_row
           LEFT JOIN doubted d ON d.person_row = p.person_row
           WHERE NOT EXISTS (SELECT 1 FROM folds f WHERE f.person_row = p.person_row)""",
    )


def count_people(engine: Engine) -> None:
    """Makes `sampled` of `samples`: a person's rows, the first of them, whether a sample in the window gave a result
    (NULL: there is none in it), how many did, and when the earliest of them was taken."""
    valid = f"in_window AND outcome IN {OBTAINED}"
    engine.create(
        "sampled",
        f"""SELECT person_row, count(*) AS rows, min(rid) AS first_rid,
                max(CASE WHEN {valid} THEN 1 WHEN coalesce(in_window, TRUE) THEN 0 END) AS obtained,
                count(*) FILTER (WHERE {valid}) AS times, min(CASE WHEN {valid} THEN sampled_at END) AS earliest
            FROM samples WHERE person_row IS NOT NULL GROUP BY person_row""",
    )


def _columns(person: str, start: datetime | None, end: datetime | None) -> str:
    """Of a result row: its person and whether it lies in the window (NULL: nobody knows)."""
    bounds = []
    if start is not None:
        bounds.append(f"r.sampled_at >= TIMESTAMP '{start:%Y-%m-%d %H:%M:%S}'")
    if end is not None:
        bounds.append(f"r.sampled_at <= TIMESTAMP '{end:%Y-%m-%d %H:%M:%S}'")
    # A time in the future is nobody's time: with a window, whether such a sample lies in it is unknown.
    now = f"TIMESTAMP '{clock.now():%Y-%m-%d %H:%M:%S}'"
    window = f"CASE WHEN r.sampled_at > {now} THEN NULL ELSE {' AND '.join(bounds)} END" if bounds else "TRUE"
    return f"""r.rid, r.file_no, r.row, {person} AS person_row, r.outcome, r.sampled_at, r.pool_size,
            {window} AS in_window"""


def _known(start: datetime | None, end: datetime | None) -> str:
    return f"""
        SELECT {_columns("r.person_row", start, end)}, 'exact' AS class FROM result_rows r
        WHERE r.person_row IS NOT NULL"""


def _sought(start: datetime | None, end: datetime | None) -> str:
    return f"""
        SELECT {_columns("l.person_row", start, end)},
            CASE WHEN c.rejected IS NOT NULL THEN 'rejected' WHEN l.method IS NOT NULL THEN l.method
                WHEN v.rid IS NOT NULL THEN 'review' ELSE 'unknown' END AS class
        FROM result_rows r JOIN results c ON c.rid = r.rid LEFT JOIN links l ON l.rid = r.rid
        LEFT JOIN (SELECT DISTINCT rid FROM review) v ON v.rid = r.rid"""
