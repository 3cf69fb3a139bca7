"""Positive tubes: who is positive, and who only shared a tube with a lead (law 13: a lead is not a verdict).

    positives    rid, person_row, status, people_in_tube, retest

`single_positive`   a positive result in a tube of one person
`suspect`           a doubtful result in a tube of one person
`pool_hold`         everyone in a tube of several of which any result is positive or doubtful, whoever the laboratory
                    wrote it beside: on hold until the single re-test, never called positive
`retest`            the outcome of that person's own later single sample, where the files hold one
"""

from fangxian.intake.clean import RID
from fangxian.lake.engines import Engine


def find(engine: Engine) -> None:
    """Reads `samples` and the raw rows; a tube is a tube number on one day (numbers come back the next round)."""
    engine.create(
        "tubes_positive",
        f"""SELECT s.rid, nullif(trim(w.tube), '') AS tube FROM results_raw w
            JOIN (SELECT rid FROM samples WHERE class <> 'rejected' AND outcome IN ('positive', 'suspect')) s
            ON s.rid = {RID}""",
    )
    # Both rows of which the word is positive, and rows that share their tube.
    engine.create(
        "tubes_rows",
        f"""SELECT rid, tube FROM tubes_positive WHERE tube IS NULL
            UNION ALL SELECT {RID} AS rid, trim(w.tube) AS tube FROM results_raw w
            WHERE trim(w.tube) IN (SELECT tube FROM tubes_positive WHERE tube IS NOT NULL)""",
    )
    engine.create(
        "tubed",
        """SELECT s.*, t.tube,
               coalesce(CAST(s.person_row AS VARCHAR), CASE WHEN r.number = '' THEN NULL ELSE r.number END,
                   CASE WHEN r.name = '' THEN NULL ELSE r.name END, CAST(s.rid AS VARCHAR)) AS who,
               CASE WHEN t.tube IS NULL THEN concat('row ', CAST(s.rid AS VARCHAR)) ELSE
                   concat(t.tube, ' ', coalesce(CAST(CAST(s.sampled_at AS DATE) AS VARCHAR),
                       CAST(max(CAST(s.sampled_at AS DATE)) OVER (PARTITION BY t.tube, s.file_no) AS VARCHAR), ''))
               END AS vessel
           FROM samples s JOIN tubes_rows t ON t.rid = s.rid LEFT JOIN results r ON r.rid = s.rid
           WHERE s.class <> 'rejected'""",
    )
    engine.create(
        "vessels",
        """SELECT vessel, count(DISTINCT who) AS people, max(coalesce(pool_size, 0)) AS stated,
               max(CASE WHEN pool_size = 0 THEN 1 ELSE 0 END) AS pooled
           FROM tubed GROUP BY vessel
           HAVING max(CASE WHEN outcome IN ('positive', 'suspect') THEN 1 ELSE 0 END) = 1""",
    )
    engine.create(
        "leads",
        """SELECT t.rid, t.person_row, t.sampled_at, v.people AS people_in_tube,
               CASE WHEN v.people > 1 OR v.stated > 1 OR v.pooled = 1 THEN 'pool_hold'
                   WHEN t.outcome = 'positive' THEN 'single_positive' ELSE 'suspect' END AS status
           FROM tubed t JOIN vessels v ON v.vessel = t.vessel""",
    )
    engine.create(
        "retests",
        """SELECT l.rid, max_by(s.outcome, s.sampled_at) AS retest FROM leads l
           JOIN samples s ON s.person_row = l.person_row AND s.sampled_at > l.sampled_at
           WHERE l.status = 'pool_hold' AND s.pool_size = 1 AND s.outcome IN ('positive', 'negative', 'suspect')
           GROUP BY l.rid""",
    )
    engine.create(
        "positives",
        """SELECT l.rid, l.person_row, l.status, l.people_in_tube, t.retest FROM leads l
           LEFT JOIN retests t ON t.rid = l.rid""",
    )
