"""Names and addresses: DuckDB and Spark give the same keys and the same agreement, on the tables of cases."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from fangxian.lake.engines import Engine, open_engine
from fangxian.terms.sql import addresses, names

pytestmark = pytest.mark.spark

SPEC = Path(__file__).parents[1] / "spec"


def column(table: str, *fields: str) -> list[str]:
    rows = csv.DictReader((SPEC / table).read_text("utf-8").splitlines())
    return sorted({row[field] for row in rows for field in fields})


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Engine]]:
    with (
        open_engine("duckdb", workdir=tmp_path_factory.mktemp("duck")) as duck,
        open_engine("spark", workdir=tmp_path_factory.mktemp("spark")) as spark,
    ):
        yield [duck, spark]


def test_names_have_the_same_keys_and_agree_alike(both: list[Engine]) -> None:
    written = column("names.csv", "written") + column("name_pairs.csv", "one", "other")
    keys, levels = [], []
    for engine in both:
        names.load_hanzi(engine)
        engine.load_rows("written", {"name": "VARCHAR"}, [(name,) for name in written])
        engine.create("keys", names.features("written", "name"))
        keys.append(sorted(engine.rows("SELECT * FROM keys"), key=str))
        level = names.agreement(*(f"{side}.{key}" for side in "ab" for key in ("name_key", "sound_key", "shape_key")))
        pairs = f"SELECT a.raw AS one, b.raw AS other, {level} AS level FROM keys AS a CROSS JOIN keys AS b"
        levels.append(sorted((tuple(row) for row in engine.rows(pairs)), key=str))
    assert [tuple(row) for row in keys[0]] == [tuple(row) for row in keys[1]]
    assert levels[0] == levels[1]


def test_addresses_have_the_same_keys(both: list[Engine]) -> None:
    written = column("addresses.csv", "written")
    found = []
    for engine in both:
        engine.load_rows("doors", {"address": "VARCHAR"}, [(address,) for address in written])
        by_steps = engine.rows(addresses.features("doors", "address"))
        at_once = (
            f"SELECT address, {addresses.key('address')} AS k, {addresses.building_key('address')} AS b FROM doors"
        )
        found.append([sorted((tuple(row) for row in rows), key=str) for rows in (by_steps, engine.rows(at_once))])
    assert found[0] == found[1]
