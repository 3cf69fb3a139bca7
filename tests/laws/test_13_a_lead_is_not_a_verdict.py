"""Law 13: who shared a tube with a positive is on hold, never called positive; doubt is shown, not rounded up."""

from pathlib import Path

from tests.comparing import compared, resident, result

PEOPLE = [resident(f"P{i}", name, f"2301081980030766{i}", f"1381234000{i}") for i, name in enumerate("赵钱孙李周吴")]


def rows(*changes: dict[str, str]) -> list[dict[str, str]]:
    return [
        result(name, f"2301081980030766{i}", f"1381234000{i}", **change)
        for i, (name, change) in enumerate(zip("赵钱孙李周吴", changes, strict=False))
    ]


def statuses(folder: Path, *changes: dict[str, str]) -> dict[str, str]:
    return {row["person"]: row["status"] for row in compared(folder, PEOPLE, rows(*changes)).rows("positives")}


def test_companions_of_a_positive_tube_are_on_hold(tmp_path: Path) -> None:
    tube = {"管号": "T1", "混采方式": "10混1"}
    found = statuses(tmp_path, tube | {"检测结果": "阳性"}, tube, tube, {"管号": "T2", "混采方式": "10混1"})
    assert found == {"P0": "pool_hold", "P1": "pool_hold", "P2": "pool_hold"}


def test_a_positive_single_sample_is_positive_and_a_doubtful_one_is_suspect(tmp_path: Path) -> None:
    found = statuses(tmp_path, {"管号": "T1", "检测结果": "阳性"}, {"管号": "T2", "检测结果": "可疑"}, {"管号": "T3"})
    assert found == {"P0": "single_positive", "P1": "suspect"}


def test_a_tube_said_to_be_single_that_holds_two_people_is_a_pool(tmp_path: Path) -> None:
    found = statuses(tmp_path, {"管号": "T1", "检测结果": "阳性"}, {"管号": "T1"})
    assert set(found.values()) == {"pool_hold"}


def test_a_pool_of_whom_only_the_positive_row_was_sent_is_still_a_pool(tmp_path: Path) -> None:
    assert statuses(tmp_path, {"管号": "T1", "混采方式": "20混1", "检测结果": "阳性"}) == {"P0": "pool_hold"}


def test_the_re_test_stands_beside_the_hold(tmp_path: Path) -> None:
    pool = {"管号": "T1", "混采方式": "10混1", "检测结果": "阳性"}
    again = result("钱", "23010819800307661", at="2022-09-09 18:00:00", 管号="T9")
    answer = compared(tmp_path, PEOPLE, rows(pool, pool), [again])
    assert {row["person"]: row["retest"] for row in answer.rows("positives")} == {"P0": "", "P1": "negative"}


def test_the_same_tube_number_on_another_day_is_another_tube(tmp_path: Path) -> None:
    first = {"管号": "T1", "混采方式": "10混1", "检测结果": "阳性"}
    later = {"管号": "T1", "混采方式": "10混1", "采样时间": "2022-09-12 08:00:00"}
    assert statuses(tmp_path, first, later) == {"P0": "pool_hold"}


def test_a_number_whose_name_plainly_disagrees_is_a_question_not_a_link(tmp_path: Path) -> None:
    answer = compared(tmp_path, [resident("A", "王伟", "23010819800307663")], [result("李娜", "23010819800307663")])
    assert answer.class_of(1) == "review"
    assert answer.rows("review")[0]["reason"] == "name_disagrees"
