"""What is due of people, held against what was obtained of them: each obligation is met, open or overdue.

    outcomes    obligation, state, fact, met_at      one row each

The outcome follows from the facts and the time alone: in whatever order they came, however late, however often.

One fact settles one obligation of a duty: that in whose own time [from_at, due_at) it falls (the earliest there
settles it), else the earliest that still waits within its grace [due_at, until_at). Facts of one kind and one moment
are one. What nothing has settled by `until_at` is overdue; the first fact after that is written beside it: it came too
late, and shows that the duty is not wanting any more.
"""

from datetime import datetime
from typing import Any

from fangxian.lake.engines import Engine


def reconcile(engine: Engine, *, at: datetime) -> None:
    """Makes `outcomes` at a local time without a zone, of two tables:

    expected    obligation, enrolment, person, duty, evidence (a kind), from_at, due_at, until_at; known_at: of what
                was known then (NULL: of all that there is)
    known       fact, person, kind, moment, recorded_at, gone_at (NULL: it stands)
    """
    engine.create("reach", _REACH)
    engine.create("settled_0", _OWN)
    engine.create("waiting_0", _WAITING)
    turns = 0
    while engine.rows(f"SELECT count(*) FROM waiting_{turns}")[0][0]:
        before, turns = turns, turns + 1
        engine.create(f"settled_{turns}", _NEXT.format(turn=before))
        engine.create(f"waiting_{turns}", _LEFT.format(turn=before, settled=turns))
    listed = " UNION ALL ".join(f"SELECT obligation, fact, moment FROM settled_{turn}" for turn in range(turns + 1))
    engine.create("settled_all", listed)
    engine.create("late", _LATE.format(at=f"TIMESTAMP '{at:%Y-%m-%d %H:%M:%S.%f}'"))
    engine.create("outcomes", _OUTCOMES.format(at=f"TIMESTAMP '{at:%Y-%m-%d %H:%M:%S.%f}'"))


def changed(engine: Engine) -> list[tuple[Any, ...]]:
    """(obligation, state, fact, met_at, state before, fact before, enrolment, person, duty) of those whose outcome is
    another than `expected` says in its columns state, fact and met_at."""
    return engine.rows(
        """SELECT o.obligation, o.state, o.fact, o.met_at, e.state, e.fact, e.enrolment, e.person, e.duty
           FROM outcomes o JOIN expected e ON e.obligation = o.obligation
           WHERE o.state <> e.state OR o.fact IS DISTINCT FROM e.fact OR o.met_at IS DISTINCT FROM e.met_at
           ORDER BY o.obligation"""
    )


#: What was known where an obligation is of the past.
_KNOWN = """(e.known_at IS NULL AND k.gone_at IS NULL
             OR k.recorded_at <= e.known_at AND (k.gone_at IS NULL OR k.gone_at > e.known_at))"""

#: Which facts could settle which obligation, in its own time or in its grace.
_REACH = f"""
    SELECT e.obligation, e.enrolment, e.duty, e.due_at, k.moment, min(k.fact) AS fact,
        CASE WHEN k.moment < e.due_at THEN 1 ELSE 0 END AS own
    FROM expected e JOIN known k ON k.person = e.person AND k.kind = e.evidence
        AND k.moment >= e.from_at AND k.moment < e.until_at AND {_KNOWN}
    GROUP BY e.obligation, e.enrolment, e.duty, e.due_at, k.moment"""

_OWN = """
    SELECT obligation, enrolment, duty, fact, moment FROM (
        SELECT obligation, enrolment, duty, fact, moment,
            row_number() OVER (PARTITION BY obligation ORDER BY moment) AS place
        FROM reach WHERE own = 1) AS r
    WHERE place = 1"""

#: What is settled in nobody's own time, and what has none in its own: who may go together.
_WAITING = """
    SELECT r.obligation, r.enrolment, r.duty, r.due_at, r.fact, r.moment FROM reach r
    WHERE r.own = 0 AND NOT EXISTS (SELECT 1 FROM settled_0 s WHERE s.obligation = r.obligation)
        AND NOT EXISTS (SELECT 1 FROM settled_0 s
            WHERE s.enrolment = r.enrolment AND s.duty = r.duty AND s.fact = r.fact)"""

#: Of each duty of each enrolment, the earliest fact takes the earliest obligation that it reaches.
_NEXT = """
    SELECT obligation, enrolment, duty, fact, moment FROM (
        SELECT obligation, enrolment, duty, fact, moment,
            row_number() OVER (PARTITION BY enrolment, duty ORDER BY moment, due_at, obligation) AS place
        FROM waiting_{turn}) AS w
    WHERE place = 1"""

_LEFT = """
    SELECT w.* FROM waiting_{turn} w
    WHERE NOT EXISTS (SELECT 1 FROM settled_{settled} s WHERE s.obligation = w.obligation)
        AND NOT EXISTS (SELECT 1 FROM settled_{settled} s
            WHERE s.enrolment = w.enrolment AND s.duty = w.duty AND s.fact = w.fact)"""

_LATE = f"""
    SELECT obligation, fact, moment FROM (
        SELECT e.obligation, k.fact, k.moment,
            row_number() OVER (PARTITION BY e.obligation ORDER BY k.moment, k.fact) AS place
        FROM (SELECT x.* FROM expected x WHERE x.until_at <= {{at}}
            AND NOT EXISTS (SELECT 1 FROM settled_all s WHERE s.obligation = x.obligation)) AS e
        JOIN known k ON k.person = e.person AND k.kind = e.evidence AND k.moment >= e.until_at AND {_KNOWN}) AS l
    WHERE place = 1"""

_OUTCOMES = """
    SELECT e.obligation,
        CASE WHEN s.obligation IS NOT NULL THEN 'met' WHEN e.until_at <= {at} THEN 'overdue' ELSE 'open' END AS state,
        coalesce(s.fact, l.fact) AS fact, coalesce(s.moment, l.moment) AS met_at
    FROM expected e LEFT JOIN settled_all s ON s.obligation = e.obligation
    LEFT JOIN late l ON l.obligation = e.obligation"""
