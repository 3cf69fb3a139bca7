"""A laboratory's file of tubes, read; and what it comes to, written as a file of results like any other: one row for
one person's sample, so that a round compares what laboratories found by tube as it compares everything else."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from fangxian import contracts, intake
from fangxian.exchange.workfolders import workfolder
from fangxian.intake import relation
from fangxian.lake.engines import open_engine
from fangxian.lib import clock
from fangxian.screening.queries import Said
from fangxian.terms.sql import results

#: The headings of what is written: those of the contract of results.
HEADINGS = ("姓名", "证件号码", "手机号", "采样时间", "检测结果", "混采方式", "采样点", "管号", "现住址")
#: Result -> its word in a file.
WORDS = {"negative": "阴性", "positive": "阳性", "suspect": "可疑", "invalid": "无效"}


def read(path: Path) -> tuple[str, list[Said]]:
    """The hash of a laboratory's file, and its rows in terms. Raises a Fault for one that cannot be read. Called by one
    at a time (exchange.turns)."""
    contract = contracts.load("tube_results")
    with workfolder() as workdir, open_engine(workdir=workdir) as engine:
        received = intake.receive(path, contract, workdir=workdir)
        engine.ingest("tubes_said", relation.select(received, contract))
        engine.create(
            "tubes_told",
            """SELECT row_number() OVER () AS row, coalesce(trim(barcode), '') AS barcode, result FROM tubes_said""",
        )
        rows = engine.rows(
            f"""SELECT row, barcode, CASE WHEN {results.unread("result")} THEN NULL
                    WHEN {results.outcome("result")} = 'pending' THEN '' ELSE {results.outcome("result")} END
                FROM tubes_told ORDER BY row"""
        )
    return received.sha256, [Said(*one) for one in rows]


def write(path: Path, rows: Iterable[tuple[Mapping[str, str], datetime, str, int, str, str]]) -> int:
    """Writes (who, sampled at, result, people of the tube, site, code) as a file of results; answers how many rows. The
    same rows give the same bytes."""
    path.touch(0o600)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for who, at, outcome, pool, site, code in rows:
            local = at.astimezone(clock.LOCAL)
            mode = "单采" if pool <= 1 else f"{pool}混1"
            writer.writerow(_line(who, f"{local:%Y-%m-%d %H:%M:%S}", WORDS[outcome], mode, site, code))
            count += 1
    return count


def _line(who: Mapping[str, str], at: str, word: str, mode: str, site: str, code: str) -> Sequence[str]:
    return (who["name"], who["number"], who["phone"], at, word, mode, site, code, who["address"])
