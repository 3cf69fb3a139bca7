"""addresses.csv holds for both forms of addresses: one at a time, and in the engine's SQL."""

import csv
from pathlib import Path

import pytest

from fangxian.lake.engines import open_engine
from fangxian.terms import addresses
from fangxian.terms.sql import addresses as sql

CASES = list(csv.DictReader((Path(__file__).parent / "addresses.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['written']} {case['why']}")
def test_an_address_has_the_keys_of_the_table(case: dict[str, str]) -> None:
    assert (addresses.key(case["written"]) or "") == case["key"]
    assert (addresses.building_key(case["written"]) or "") == case["building"]


def test_the_engine_gives_the_keys_of_the_table(tmp_path: Path) -> None:
    expected = {case["written"]: (case["key"] or None, case["building"] or None) for case in CASES}
    with open_engine("duckdb", workdir=tmp_path) as engine:
        engine.load_rows("written", {"address": "VARCHAR"}, [(written,) for written in expected])
        by_steps = {raw: tuple(keys) for raw, *keys in engine.rows(sql.features("written", "address"))}
        keys = f"{sql.key('address')}, {sql.building_key('address')}"
        at_once = {raw: tuple(keys) for raw, *keys in engine.rows(f"SELECT address, {keys} FROM written")}
    assert by_steps == expected
    assert at_once == expected
