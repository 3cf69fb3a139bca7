"""Spark and DuckDB, asked the same question of 100,000 results, give the same lists, row for row."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from fangxian.cli.main import main
from fangxian.lake.engines import EngineName
from fangxian.pipelines.compare import Request, compare

pytestmark = pytest.mark.spark

LISTS = ("links", "untested", "pending", "unknown", "review", "rejected", "positives")


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spark") / "district"
    assert main(["synth", "--out", str(folder), "--people", "90000", "--rounds", "1", "--seed", "7"]) == 0
    return folder


@pytest.fixture(scope="module")
def answers(district: Path) -> dict[str, Path]:
    def asked(engine: EngineName) -> Path:
        out = district / engine
        compare(Request(district / "residents.csv", [district / "results" / "round-01.csv"], out, engine=engine))
        return out

    return {"duckdb": asked("duckdb"), "spark": asked("spark")}


def rows(out: Path, name: str) -> list[list[str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_are_the_same_row_for_row(answers: dict[str, Path], name: str) -> None:
    ours, theirs = rows(answers["duckdb"], name), rows(answers["spark"], name)
    assert len(ours) > 1 or name == "positives"
    assert ours == theirs


def test_the_counts_are_the_same(answers: dict[str, Path]) -> None:
    def counted(out: Path) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
        for changing in ("seconds", "versions"):
            del said["total"][changing]
        del said["made"]
        return said

    assert counted(answers["duckdb"]) == counted(answers["spark"])
    assert counted(answers["duckdb"])["total"]["rows"] >= 100_000
