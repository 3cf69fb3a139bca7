"""All batches of a round against those whom it expects: whose each row is, and what that makes of each person.

The engine, the tiers and the answer of `fangxian compare` on the same files (an example holds the two together, row for
row). What a batch says by itself was worked out when it came; here the rows that are in doubt, of all batches, are
weighed together, for who was tested elsewhere is not sought again. Of these there are one in forty.

    links_now        rid, person_row, method, score, agreed, class     of every row that was not plain at once
    standings_now    person_row, status, sampled_at, rid, method, score, lead, hold_until    of whom there is anything
    strays_now       who, rid, area_code, dwelling, times, person_row    who is not expected, each once; the person as
                     whom the registry has them living elsewhere, by number and name
    doubts_now       rid, rank, person_row, score, reason, agreed
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fangxian.exchange.results_reading import Batch, path_of
from fangxian.lake.engines import Engine, parquet
from fangxian.lib.sealing import Seal
from fangxian.linkage import candidates, decide, weigh
from fangxian.linkage import settings as weights
from fangxian.reconcile import rounds, tubes

#: Hours for which a lead holds the people of its tube until the single re-test (PROTOCOLS 1.4 sets none: a day).
HOLD_HOURS = 24
BY_HAND = "person"
TABLES = ("links", "standings", "strays", "doubts")


@dataclass(frozen=True)
class Judgement:
    """What somebody decided of rows that say the same: whose they are, or whose they are not."""

    person: int | None
    not_these: Collection[int] = ()


def settle(
    engine: Engine,
    workdir: Path,
    batches: Sequence[Batch],
    *,
    window: tuple[datetime, datetime],
    judged: Mapping[bytes, Judgement],
    index: Seal,
    now: datetime,
) -> None:
    """Makes the tables above, from batches and residents that lie in `workdir` and in the engine.

    window   the round's, local times without a zone, both ends in it
    judged   what was decided by hand, by the index of what a row says of who it is (`saying`)
    """
    _join(engine, workdir, batches)
    settings = weights.load()
    candidates.propose(engine, everybody=True)
    weigh.weigh(engine, settings, places=any(one.places for one in batches))
    decide.decide(engine, settings)
    _by_hand(engine, judged, index)
    rounds.reconcile(engine, start=window[0], end=window[1])
    tubes.find(engine)
    _links(engine)
    _standings(engine, now)
    _strays(engine)
    engine.create(
        "doubts_now",
        """SELECT v.rid, v.rank, v.person_row, v.score, v.reason, v.agreed FROM review v
           JOIN samples_sought s ON s.rid = v.rid WHERE coalesce(s.in_window, TRUE)""",
    )


def saying(number: str | None, name: str | None, phone: int | None) -> str:
    """What a row says of who it is, as one text: rows that say the same are one question."""
    return f"{number or ''}|{name or ''}|{phone or ''}"


#: What linking and reconciling call the tables of a batch.
_JOINED = {
    "result_rows": "rows", "results_whole": "sought", "seekers": "seekers", "settled": "settled",
    "seekers_repairs": "repairs", "number_hits": "hits",
}  # fmt: skip
#: Of these, the ones that say whose a row is.
_WHOSE = ("rows", "settled")


def _as_kept(select: str) -> str:
    """Rows with the resident who stands for theirs."""
    return f"""SELECT w.* EXCLUDE (person_row), coalesce(f.stands_for, w.person_row) AS person_row FROM ({select}) AS w
        LEFT JOIN folds f ON f.person_row = w.person_row"""


def _join(engine: Engine, workdir: Path, batches: Sequence[Batch]) -> None:
    """The tables that linking and reconciling read, of all batches."""

    def every(kind: str) -> str:
        listed = (f"SELECT * FROM {parquet(path_of(workdir, one.number, kind))}" for one in batches)
        return " UNION ALL ".join(listed)

    for table, kind in _JOINED.items():
        engine.create(table, _as_kept(every(kind)) if kind in _WHOSE else every(kind))
    # A view, as where a file was just read.
    engine.view("results", "SELECT * FROM results_whole")
    engine.view("results_raw", "SELECT file_no, row, tube FROM result_rows")
    candidates.know_untested(engine, recognised=True)


def _by_hand(engine: Engine, judged: Mapping[bytes, Judgement], index: Seal) -> None:
    """What people decided stands above what was weighed."""
    if not judged:
        return
    rows = engine.rows("SELECT rid, number, name, phone FROM seekers ORDER BY rid")
    known = [(rid, one) for rid, *said in rows if (one := judged.get(index.index(saying(*said))))]
    engine.load_rows(
        "decided_by_hand",
        {"rid": "BIGINT", "person_row": "BIGINT"},
        [(rid, one.person) for rid, one in known if one.person is not None],
    )
    engine.load_rows(
        "ruled_out",
        {"rid": "BIGINT", "person_row": "BIGINT"},
        [(rid, person) for rid, one in known if one.person is None for person in one.not_these],
    )
    engine.create("linked_before", "SELECT * FROM links")
    engine.create(
        "links",
        f"""SELECT * FROM linked_before l WHERE NOT EXISTS (SELECT 1 FROM decided_by_hand h WHERE h.rid = l.rid)
                AND NOT EXISTS (SELECT 1 FROM ruled_out o WHERE o.rid = l.rid AND o.person_row = l.person_row)
            UNION ALL SELECT h.rid, h.person_row, '{BY_HAND}' AS method, CAST(NULL AS DOUBLE) AS score,
                CAST(NULL AS VARCHAR) AS agreed
            FROM decided_by_hand h SEMI JOIN residents r ON r.person_row = h.person_row""",
    )
    engine.create("review_before", "SELECT * FROM review")
    engine.create(
        "review",
        """SELECT * FROM review_before v WHERE NOT EXISTS (SELECT 1 FROM decided_by_hand h WHERE h.rid = v.rid)
               AND NOT EXISTS (SELECT 1 FROM ruled_out o WHERE o.rid = v.rid AND o.person_row = v.person_row)""",
    )


def _links(engine: Engine) -> None:
    engine.create(
        "links_now",
        """SELECT s.rid, l.person_row, l.method, l.score, l.agreed, s.class FROM samples_sought s
           LEFT JOIN links l ON l.rid = s.rid""",
    )


def _standings(engine: Engine, now: datetime) -> None:
    """Of each person with a sample, a doubt or a lead: the sample that counts, and what it was linked by."""
    engine.create(
        "counting",
        f"""SELECT person_row, rid, sampled_at FROM (
               SELECT person_row, rid, sampled_at, row_number() OVER (PARTITION BY person_row ORDER BY
                   CASE WHEN in_window AND outcome IN {rounds.OBTAINED} THEN 0 ELSE 1 END, sampled_at DESC NULLS LAST,
                   rid) AS place
               FROM samples WHERE person_row IS NOT NULL AND coalesce(in_window, TRUE)) AS s WHERE place = 1""",
    )
    engine.create(
        "doubted_first",
        """SELECT v.person_row, min(v.rid) AS rid FROM review v JOIN samples_sought s ON s.rid = v.rid
           WHERE coalesce(s.in_window, TRUE) GROUP BY v.person_row""",
    )
    began = f"coalesce(r.sampled_at, TIMESTAMP '{now:%Y-%m-%d %H:%M:%S}')"
    engine.create(
        "led",
        f"""SELECT person_row, max(place) AS place, max(CASE WHEN place IN (2, 3) THEN until END) AS hold_until FROM (
               SELECT p.person_row, {began} + INTERVAL {HOLD_HOURS} HOUR AS until,
                   CASE WHEN p.status = 'single_positive' OR (p.status = 'pool_hold' AND p.retest = 'positive') THEN 4
                       WHEN p.status = 'suspect' THEN 3 WHEN coalesce(p.retest, '') <> 'negative' THEN 2 ELSE 1 END
                       AS place
               FROM positives p JOIN result_rows r ON r.rid = p.rid WHERE p.person_row IS NOT NULL) AS l
           GROUP BY person_row""",
    )
    engine.create(
        "standings_now",
        """SELECT o.person_row, o.status, c.sampled_at, coalesce(c.rid, CASE WHEN o.status = 'in_review' THEN d.rid END)
                AS rid, CASE WHEN c.rid IS NOT NULL THEN coalesce(l.method, 'exact') END AS method,
               CASE WHEN c.rid IS NOT NULL THEN CASE WHEN l.rid IS NULL THEN 1.0 ELSE l.score END END AS score,
               CASE p.place WHEN 4 THEN 'single_positive' WHEN 3 THEN 'suspect' WHEN 2 THEN 'pool_hold'
                   WHEN 1 THEN 'released' END AS lead,
               p.hold_until
           FROM outcome o LEFT JOIN counting c ON c.person_row = o.person_row
           LEFT JOIN (SELECT rid, method, score FROM links) l ON l.rid = c.rid
           LEFT JOIN doubted_first d ON d.person_row = o.person_row LEFT JOIN led p ON p.person_row = o.person_row
           WHERE o.status <> 'untested' OR p.place IS NOT NULL""",
    )
    # The rows that a lead rests on: one's own of the tube, and the single re-test that confirmed it.
    engine.create(
        "leads_now",
        """SELECT person_row, rid FROM positives WHERE person_row IS NOT NULL
           UNION SELECT s.person_row, s.rid FROM samples s JOIN positives p ON p.person_row = s.person_row
           WHERE p.retest = 'positive' AND s.pool_size = 1 AND s.outcome = 'positive'""",
    )


def _strays(engine: Engine) -> None:
    engine.create(
        "strays_now",
        """SELECT g.who, g.rid, c.area_code, c.dwelling, g.times, a.person_row FROM (
               SELECT who, min(rid) AS rid, count(*) AS times FROM (
                   SELECT c.rid, coalesce(CAST(c.id_key AS VARCHAR), c.document,
                       nullif(c.number, '') || '|' || coalesce(c.name, ''), c.name || '|' || CAST(c.phone AS VARCHAR),
                       concat('row ', CAST(c.rid AS VARCHAR))) AS who
                   FROM samples_sought s JOIN results c ON c.rid = s.rid
                   WHERE s.class = 'unknown' AND coalesce(s.in_window, TRUE)) AS w GROUP BY who) AS g
           JOIN results c ON c.rid = g.rid LEFT JOIN elsewhere a ON a.id_key = c.id_key AND a.name = c.name""",
    )
