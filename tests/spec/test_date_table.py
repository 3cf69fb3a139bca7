"""dates.csv holds for both forms of dates: one at a time, and in the engine's SQL."""

import csv
import datetime
from pathlib import Path

import pytest

from fangxian.lake.engines import open_engine
from fangxian.terms import dates
from fangxian.terms.sql import dates as sql

CASES = list(csv.DictReader((Path(__file__).parent / "dates.csv").read_text("utf-8").splitlines()))


def expected(case: dict[str, str]) -> tuple[datetime.datetime | None, datetime.date | None]:
    time, day = case["time"], case["day"]
    return (
        datetime.datetime.fromisoformat(time) if time else None,
        datetime.date.fromisoformat(day) if day else None,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['written']} {case['why']}".strip())
def test_a_date_is_what_the_table_says(case: dict[str, str]) -> None:
    assert (dates.timestamp(case["written"]), dates.date(case["written"])) == expected(case)


def test_the_engine_reads_the_dates_of_the_table(tmp_path: Path) -> None:
    by_text = {case["written"]: expected(case) for case in CASES}
    with open_engine("duckdb", workdir=tmp_path) as engine:
        engine.load_rows("written", {"x": "VARCHAR"}, [(written,) for written in by_text])
        found = {
            x: (time, day)
            for x, time, day in engine.rows(f"SELECT x, {sql.timestamp('x')}, {sql.date('x')} FROM written")
        }
    assert found == by_text
