"""Splink and the compiled weights say the same of every pair (docs/decisions/0003).

The comparisons are one text, opened by Splink and compiled to SQL. Here Splink weighs pairs with its own machinery;
names are not adjusted by their frequency, which each of the two counts in its own way.
"""

import dataclasses
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from fangxian.cli.main import main
from fangxian.lake.engines import open_engine
from fangxian.lake.engines.duck import DuckEngine
from fangxian.linkage import splink_bridge, train
from fangxian.linkage.link import link
from fangxian.linkage.settings import Settings, load
from fangxian.pipelines import reading

#: Pairs that agree on none of these are not looked at by Splink.
BLOCKING = ["l.phone = r.phone", "l.name_key = r.name_key", "l.id_key = r.id_key"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    folder = tmp_path_factory.mktemp("splink")
    assert main(["synth", "--out", str(folder / "district"), "--people", "2000", "--rounds", "1"]) == 0
    residents, results = folder / "district" / "residents.csv", folder / "district" / "results" / "round-01.csv"
    with open_engine(workdir=folder) as opened:
        assert isinstance(opened, DuckEngine)
        reading.read(opened, residents, [results], mapping={}, workdir=folder)
        link(opened, settings=plain())
        yield opened


def plain() -> Settings:
    """The current settings without frequencies."""
    settings = load()
    levels = {name: [dataclasses.replace(level, frequency=False) for level in levels] for name, levels in settings}
    return dataclasses.replace(settings, comparisons=levels)


def test_every_pair_weighs_the_same(engine: DuckEngine) -> None:
    prior = 0.01
    train.sides(engine)
    said = splink_bridge.settings_for_splink(plain(), prior=prior, blocking=BLOCKING)
    linker = splink_bridge.linker(engine.connection, left="train_left", right="train_right", settings=said)
    predicted = linker.inference.predict().as_record_list()
    odds = math.log2(prior / (1 - prior))
    theirs = {(one["unique_id_l"], one["unique_id_r"]): one["match_weight"] - odds for one in predicted}
    ours = {(rid, person): bits for rid, person, bits in engine.rows("SELECT rid, person_row, bits FROM weighed")}
    both = theirs.keys() & ours.keys()
    assert len(both) > 50, "there is something to compare"
    assert {pair: round(theirs[pair], 6) for pair in both} == {pair: round(ours[pair], 6) for pair in both}


def test_weights_are_one_version_each_and_add_up() -> None:
    settings_folder = Path(splink_bridge.__file__).parent / "settings"
    for path in sorted(settings_folder.glob("*.json")):
        settings = load(path.stem)
        assert settings.id == path.stem
        for name, levels in settings:
            assert math.isclose(sum(level.m for level in levels), 1, abs_tol=0.01), (path.stem, name)
            assert math.isclose(sum(level.u for level in levels), 1, abs_tol=0.01), (path.stem, name)
