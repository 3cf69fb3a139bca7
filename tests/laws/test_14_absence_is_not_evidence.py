"""Law 14: not having been found restricts nobody, and nobody in doubt is sent a visit."""

from datetime import datetime
from pathlib import Path

import pytest
from tests.comparing import compared, resident, result

PEOPLE = [
    resident("A", "王伟", "23010819800307663", "13812340001"),
    resident("B", "李娜", "23010819820307664", "13812340002"),
    resident("C", "张静", "23010819830307665", "13812340003"),
]
WINDOW = {"start": datetime(2022, 9, 9), "end": datetime(2022, 9, 9, 23, 59, 59)}


def statuses(folder: Path, *rows: dict[str, str], window: bool = True) -> dict[str, int]:
    total = compared(folder, PEOPLE, rows, **(WINDOW if window else {})).summary["total"]
    return {name: total[name] for name in ("tested", "pending", "in_review", "untested")}


@pytest.mark.parametrize(
    "change",
    [
        {"检测结果": ""},
        {"检测结果": "待检"},
        {"检测结果": "作废"},
        {"检测结果": "看不清"},
        {"采样时间": ""},
        {"采样时间": "2199-01-01"},
    ],
    ids=["no result", "waiting", "invalid", "unreadable", "no time", "future"],
)
def test_a_sample_without_a_result_or_time_is_no_test_and_no_reason_for_a_visit(
    tmp_path: Path, change: dict[str, str]
) -> None:
    found = statuses(tmp_path, result("王伟", "23010819800307663") | change)
    assert found == {"tested": 0, "pending": 1, "in_review": 0, "untested": 2}


def test_who_may_be_the_person_on_a_doubtful_row_gets_no_visit(tmp_path: Path) -> None:
    found = statuses(tmp_path, result("赵敏", "23010819800307663"))
    assert found == {"tested": 0, "pending": 0, "in_review": 1, "untested": 2}


def test_both_bearers_of_a_name_are_spared_where_only_the_name_is_known(tmp_path: Path) -> None:
    twins = [resident("X", "尉迟睿涵", "23010819800307663"), resident("Y", "尉迟睿涵", "23010819820307664")]
    answer = compared(tmp_path, twins, [result("尉迟睿涵")])
    assert answer.summary["total"]["in_review"] == 2
    assert answer.people("untested") == []


def test_a_sample_outside_the_window_is_no_test_within_it(tmp_path: Path) -> None:
    row = result("王伟", "23010819800307663", at="2022-09-07 08:00:00")
    assert statuses(tmp_path / "in", row) == {"tested": 0, "pending": 0, "in_review": 0, "untested": 3}
    assert statuses(tmp_path / "all", row, window=False)["tested"] == 1


def test_a_later_valid_sample_settles_an_invalid_one(tmp_path: Path) -> None:
    rows = [
        result("王伟", "23010819800307663", 检测结果="作废"),
        result("王伟", "23010819800307663", at="2022-09-09 15:00:00"),
    ]
    assert statuses(tmp_path, *rows)["tested"] == 1
