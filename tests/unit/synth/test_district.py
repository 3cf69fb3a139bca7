"""The demo district as a whole: the same seed draws the same files, and the truth tells of every row."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.unit.synth.conftest import PEOPLE, ROUNDS, Drawn

from fangxian.cli.main import main
from fangxian.lib.fault import Fault
from fangxian.synth import district, layouts
from fangxian.synth.dirt import rates


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_seed_draws_the_same_bytes(small: Drawn, tmp_path: Path) -> None:
    district.write(tmp_path / "again", seed=7, people=PEOPLE, count=ROUNDS, rates=rates.load())
    assert files(tmp_path / "again") == files(small.folder)


def test_another_seed_draws_other_people(small: Drawn, tmp_path: Path) -> None:
    district.write(tmp_path / "other", seed=8, people=PEOPLE, count=1, rates=rates.load())
    ours = {row["公民身份号码"] for row in small.residents}
    others = {row["公民身份号码"] for row in Drawn(tmp_path / "other").residents}
    assert len(ours & others) < PEOPLE * 0.01


def test_a_round_does_not_depend_on_how_many_are_drawn(small: Drawn, tmp_path: Path) -> None:
    district.write(tmp_path / "one", seed=7, people=PEOPLE, count=1, rates=rates.load())
    assert (tmp_path / "one/results/round-01.csv").read_bytes() == (small.folder / "results/round-01.csv").read_bytes()


def test_the_truth_has_one_line_for_each_row(small: Drawn) -> None:
    for number in (1, 2):
        truth, results = small.truth(number), small.results(number)
        assert [int(line["row"]) for line in truth] == list(range(1, len(results) + 1))
        assert {line["file"] for line in truth} == {f"round-{number:02}.csv"}


def test_the_truth_names_people_of_the_residents_file(small: Drawn) -> None:
    people = {row["人员编号"] for row in small.residents}
    named = {one for line in small.truth(1) for one in line["person"].split("|") if one}
    assert named <= people


def test_a_clean_row_bears_the_name_and_number_of_its_person(small: Drawn) -> None:
    register = {row["人员编号"]: row for row in small.residents}
    agree = Counter[bool]()
    for row, line in zip(small.results(1), small.truth(1), strict=True):
        if line["person"] and not line["kind"]:
            person = register[line["person"].split("|")[0]]
            assert row["name"] == person["姓名"]
            agree[row["id_number"] == person["公民身份号码"]] += 1
    # The register has mistakes of its own: no number, an old one, a relative's.
    assert agree[False] / agree.total() < 0.006


def test_nobody_from_elsewhere_bears_a_number_of_the_register(small: Drawn) -> None:
    numbers = {row["公民身份号码"] for row in small.residents}
    for row, line in zip(small.results(1), small.truth(1), strict=True):
        if line["kind"].startswith("outsider"):
            assert row["id_number"] not in numbers or row["id_number"] == ""


def test_the_district_is_as_dirty_as_it_should_be(small: Drawn) -> None:
    situations = {"", "outsider", "outsider_look_alike"}
    truth = small.truth(1) + small.truth(2)
    dirty = sum(not set(line["kind"].split("|")) <= situations for line in truth)
    assert 0.04 < dirty / len(truth) < 0.056


def test_as_many_come_as_came(small: Drawn) -> None:
    for number in (1, 2):
        truth = small.truth(number)
        tested = {line["person"] for line in truth if line["person"]}
        assert 0.945 < len(tested) / PEOPLE < 0.975
        assert 1.09 < len(truth) / PEOPLE < 1.15  # 220,946 results of 197,000 registered people


def test_the_same_people_refuse_again(small: Drawn) -> None:
    people = {row["人员编号"] for row in small.residents}
    absent = [people - {one for line in small.truth(n) for one in line["person"].split("|")} for n in (1, 2)]
    both = len(absent[0] & absent[1]) / len(people)
    assert both > 3 * (len(absent[0]) / len(people)) * (len(absent[1]) / len(people))


def test_a_description_says_what_was_drawn(small: Drawn) -> None:
    said = json.loads((small.folder / "district.json").read_text("utf-8"))
    assert said["seed"] == 7
    assert said["people"] == PEOPLE
    assert [entry["from"] for entry in said["rounds"]] == ["2022-09-09T06:00:00", "2022-09-11T06:00:00"]
    assert said["rounds"][0]["rows"] == len(small.results(1))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(Fault, match="not empty"):
        district.write(tmp_path, seed=1, people=100, count=1, rates=rates.load())
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_the_smallest_districts_can_be_drawn(tmp_path: Path) -> None:
    for people in (1, 2, 7, 60):
        district.write(tmp_path / str(people), seed=people, people=people, count=1, rates=rates.load())
        assert len(Drawn(tmp_path / str(people)).residents) >= people


def test_a_tenth_of_the_district_is_drawn_in_no_time(tmp_path: Path) -> None:
    start = time.perf_counter()
    district.write(tmp_path / "tenth", seed=1, people=19_700, count=2, rates=rates.load())
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("number", [3, 5, 9, 10])
def test_laboratories_lay_their_files_out_in_their_own_way(tmp_path: Path, number: int) -> None:
    district.write(tmp_path / "all", seed=3, people=200, count=number, rates=rates.load())
    raw = (tmp_path / f"all/results/round-{number:02}.csv").read_bytes()
    layout = layouts.of_round(number)
    assert raw.startswith(b"\xef\xbb\xbf") == (layout.encoding == "utf-8-sig")
    assert layout.headings[0] in raw.decode(layout.encoding).splitlines()[len(layout.title)]
    drawn = Drawn(tmp_path / "all")
    assert len(drawn.results(number)) == len(drawn.truth(number))


def test_parquet_holds_the_same_rows(tmp_path: Path, small: Drawn) -> None:
    import pyarrow.parquet as pq

    district.write(tmp_path / "parquet", seed=7, people=PEOPLE, count=1, rates=rates.load(), form="parquet")
    rows = pq.read_table(tmp_path / "parquet/results/round-01.parquet").to_pylist()
    said = [[cell or "" for cell in row.values()] for row in rows]
    assert said == [list(row.values()) for row in small.results(1)]


def test_the_command_draws_and_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "--out", str(tmp_path / "d"), "--people", "300", "--rounds", "1", "--seed", "5"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "results/round-01.csv" in said.err
    assert main(["synth", "--out", str(tmp_path / "d"), "--people", "300"]) == 2
