"""names.csv and name_pairs.csv hold for both forms of names: one at a time, and in the engine's SQL."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from fangxian.lake.engines import Engine, open_engine
from fangxian.terms import names
from fangxian.terms.sql import names as sql

HERE = Path(__file__).parent


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NAMES, PAIRS = table("names.csv"), table("name_pairs.csv")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", workdir=tmp_path_factory.mktemp("names")) as engine:
        sql.load_hanzi(engine)
        yield engine


@pytest.mark.parametrize("case", NAMES, ids=lambda case: f"{case['written']} ({case['why']})")
def test_a_name_is_read_as_the_table_says(case: dict[str, str]) -> None:
    found = names.features(case["written"])
    assert (found.name_key or "", found.sound_key or "") == (case["name"], case["sound"])


def test_the_engine_reads_names_as_the_table_says(engine: Engine) -> None:
    engine.load_rows("written", {"name": "VARCHAR"}, [(case["written"],) for case in NAMES])
    found = {row[0]: row[1:3] for row in engine.rows(sql.features("written", "name"))}
    assert found == {case["written"]: (case["name"] or None, case["sound"] or None) for case in NAMES}


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case['one']} - {case['other']} {case['why']}")
def test_two_names_agree_as_the_table_says(case: dict[str, str]) -> None:
    one, other = names.features(case["one"]), names.features(case["other"])
    assert names.agreement(one, other) == (case["agreement"] or None)
    assert names.agreement(other, one) == (case["agreement"] or None)


def test_the_engine_compares_names_as_the_table_says(engine: Engine) -> None:
    both = [(case["one"], case["other"]) for case in PAIRS]
    engine.load_rows("pairs", {"one": "VARCHAR", "other": "VARCHAR"}, [*both, *((b, a) for a, b in both)])
    engine.create("keys", sql.features("(SELECT one FROM pairs UNION ALL SELECT other FROM pairs) AS p", "one"))
    level = sql.agreement(*(f"{side}.{key}" for side in "ab" for key in ("name_key", "sound_key", "shape_key")))
    joined = "pairs JOIN keys a ON a.raw = pairs.one JOIN keys b ON b.raw = pairs.other"
    found = {(one, other): level for one, other, level in engine.rows(f"SELECT one, other, {level} FROM {joined}")}
    expected = {(case["one"], case["other"]): case["agreement"] or None for case in PAIRS}
    assert found == expected | {(other, one): level for (one, other), level in expected.items()}
