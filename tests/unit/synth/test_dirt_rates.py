"""The rates of dirt: what is asked for is what comes, and a wrong file is refused in one sentence."""

from collections import Counter
from pathlib import Path

import pytest

from fangxian.lib.fault import Fault
from fangxian.synth import rounds, universe
from fangxian.synth.dirt import rates
from fangxian.synth.universe import Universe

PEOPLE = 15_000


@pytest.fixture(scope="module")
def everyone() -> Universe:
    return universe.draw(21, PEOPLE, rates.load())


def kinds(everyone: Universe, said: rates.Rates) -> Counter[str]:
    truth = rounds.draw(21, 1, everyone, said).truth
    return Counter(one for kind in truth["kind"].to_pylist() for one in kind.split("|"))


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("number", "number_one_digit"),
        ("number", "number_missing"),
        ("number", "number_of_relative"),
        ("name", "name_masked"),
        ("name", "name_homophone"),
        ("phone", "phone_missing"),
        ("time", "time_spelling"),
        ("row", "tested_twice"),
        ("row", "row_duplicate"),
    ],
)
def test_a_rate_that_is_set_is_kept(everyone: Universe, table: str, kind: str) -> None:
    said = rates.load()
    said[table] = dict.fromkeys(said[table], 0.0) | {kind: 0.2}
    found = kinds(everyone, said)
    rows = 16_700
    # People who live alone have no relative; a few names have no homophone in our lists.
    low = 0.10 if kind.endswith("_of_relative") else 0.17
    assert low < found[kind] / rows < 0.23
    assert not (set(said[table]) - {kind}) & found.keys()


def test_without_dirt_nothing_is_dirty(everyone: Universe) -> None:
    clean = {table: dict.fromkeys(kinds, 0.0) for table, kinds in rates.load().items()}
    assert set(kinds(everyone, clean)) == {"", "outsider", "outsider_look_alike"}


def test_kinds_of_one_table_exclude_each_other(everyone: Universe) -> None:
    said = rates.load()
    said["number"] = dict.fromkeys(said["number"], 0.07)
    truth = rounds.draw(21, 1, everyone, said).truth["kind"].to_pylist()
    together = [kind for kind in truth if sum(one.startswith("number_") for one in kind.split("|")) > 1]
    assert together == []


def test_usable_rows_say_whose_they_are(everyone: Universe) -> None:
    said = rates.load()
    truth = rounds.draw(21, 1, everyone, said).truth.to_pylist()
    for line in truth:
        told = set(line["kind"].split("|"))
        if told == {""}:
            continue
        if told & {"number_of_relative", "name_of_relative", "row_total", "row_blank", "row_header", "row_note"}:
            assert line["usable"] == 0
        if {"number_missing", "phone_missing"} <= told or {"number_missing", "name_missing"} <= told:
            assert line["usable"] == 0


def test_who_looks_like_a_resident_keeps_the_number_that_tells_them_apart(everyone: Universe) -> None:
    said = rates.load()
    said["number"] = dict.fromkeys(said["number"], 0.07)
    kinds = rounds.draw(21, 1, everyone, said).truth["kind"].to_pylist()
    alike = [kind for kind in kinds if "outsider_look_alike" in kind]
    assert len(alike) > 5
    assert not any("number" in kind for kind in alike)


def test_a_file_overrides_single_rates(tmp_path: Path) -> None:
    path = tmp_path / "more.toml"
    path.write_text("[number]\nnumber_missing = 0.25\n")
    assert rates.load(path)["number"]["number_missing"] == 0.25
    assert rates.load(path)["name"] == rates.load()["name"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[numbers]\nnumber_missing = 0.1\n", "no such table"),
        ("[number]\nnumber_eaten = 0.1\n", "no such kind"),
        ("[number]\nnumber_missing = 7\n", "from 0 to 1"),
        ("[number]\nnumber_missing = true\n", "from 0 to 1"),
        ("number_missing = 0.1\n", "must stand in a table"),
        ("[number]\nnumber_missing = 0.6\nnumber_cut = 0.6\n", "more than 1"),
        ("[number\n", "not TOML"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(Fault, match=complaint) as refused:
        rates.load(path)
    assert "wrong.toml" in refused.value.zh


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="not there"):
        rates.load(tmp_path / "none.toml")
