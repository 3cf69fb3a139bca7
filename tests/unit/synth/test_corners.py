"""The tiny district of corner cases: it is whole, and its truth tells of every row."""

import csv
from pathlib import Path

from fangxian.synth import corners, numbers
from fangxian.synth.dirt import name, number, phone, time
from fangxian.synth.score import NO_SAMPLE, OUTSIDERS

KINDS = {*number.MADE, *name.MADE, *phone.MADE, *time.MADE, *NO_SAMPLE, *OUTSIDERS}
KINDS |= {"number_of_relative", "tested_twice", "row_duplicate", "result_words"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_written_as_three_files(tmp_path: Path) -> None:
    corners.write(tmp_path / "corners")
    residents, results, truth = (rows(tmp_path / f"corners/{name}.csv") for name in ("residents", "results", "truth"))
    assert len(residents) == 45
    assert len(results) == len(truth) == 60
    assert list(residents[0]) == [
        "人员编号",
        "姓名",
        "性别",
        "出生日期",
        "公民身份号码",
        "联系电话",
        "现住址",
        "网格编码",
    ]
    assert list(truth[0]) == ["file", "row", "person", "kind", "usable"]
    assert [line["row"] for line in truth] == [str(row) for row in range(1, 61)]


def test_numbers_of_eighteen_are_whole_and_tell_the_birth_date() -> None:
    for row in corners.residents():
        said = row["公民身份号码"]
        if len(said) == 18:
            assert numbers.valid(said), row["why"]
            assert (
                said[6:14] == row["出生日期"].replace("-", "")
                or "one number" in row["why"]
                or row["人员编号"] == "C010"
            )


def test_the_truth_uses_known_words_and_people() -> None:
    people = {row["人员编号"] for row in corners.residents()}
    for row in corners.results():
        assert set(row["person"].split("|")) - {""} <= people
        assert set(row["kind"].split("|")) - {""} <= KINDS
        assert row["usable"] in "01"


def test_each_row_with_dirt_says_why_it_is_there() -> None:
    assert all(row["why"] for row in corners.results() if row["kind"])
