"""Law 7: the same file twice changes nothing the second time, and the same question has the same answer."""

import json
from pathlib import Path

from tests.comparing import RESIDENTS as RESIDENT_HEADINGS
from tests.comparing import RESULTS as RESULT_HEADINGS
from tests.comparing import resident, result, write

from fangxian.pipelines.compare import Request, compare

PEOPLE = [resident("A", "王伟", "23010819800307663", "13812340001"), resident("B", "李娜", "", "13812340002")]
ROWS = [
    result("王伟", "23010819800307663", 管号="T1", 检测结果="阳性"),
    result("李娜", "", "13812340002", 管号="T1", 混采方式="10混1"),
    result("李四", "23010819900101001", "13899990000"),
]
COUNTS = ("exact", "repaired", "probable", "review", "unknown", "rejected", "duplicates")


def test_a_file_given_twice_counts_once(tmp_path: Path) -> None:
    people = write(tmp_path / "residents.csv", RESIDENT_HEADINGS, PEOPLE)
    rows = write(tmp_path / "results.csv", RESULT_HEADINGS, ROWS)
    copy = tmp_path / "again.csv"
    copy.write_bytes(rows.read_bytes())
    once = compare(Request(people, [rows], tmp_path / "once"))
    twice = compare(Request(people, [rows, copy], tmp_path / "twice"))
    for name in (*COUNTS, "people", "tested", "pending", "in_review", "untested", "tested_more_than_once", "positives"):
        assert once["total"][name] == twice["total"][name], name
    assert twice["files"][1]["same_as"] == 0
    assert twice["files"][1]["rows"] == 0
    for name in ("untested", "positives", "review"):
        assert (tmp_path / "once" / f"{name}.csv").read_bytes() == (tmp_path / "twice" / f"{name}.csv").read_bytes()


def test_the_same_command_gives_the_same_lists(tmp_path: Path) -> None:
    people = write(tmp_path / "residents.csv", RESIDENT_HEADINGS, PEOPLE)
    rows = write(tmp_path / "results.csv", RESULT_HEADINGS, ROWS)
    outs = [tmp_path / name for name in ("first", "second")]
    for out in outs:
        compare(Request(people, [rows], out))
    lists = sorted(path.name for path in outs[0].glob("*.csv"))
    assert lists == sorted(path.name for path in outs[1].glob("*.csv"))
    assert all((outs[0] / name).read_bytes() == (outs[1] / name).read_bytes() for name in lists)
    summaries = [json.loads((out / "summary.json").read_text("utf-8")) for out in outs]
    for one in summaries:
        del one["made"], one["total"]["seconds"]
    assert summaries[0] == summaries[1]
