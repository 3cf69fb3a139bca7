"""Law 1: each row of a file ends in exactly one place, and the counts add up; so do the people."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.comparing import Row, compared, number, resident

from fangxian.pipelines.compare.summary import CLASSES, STATUSES, assert_conserved

PEOPLE = [
    resident("A", "王伟", "23010819800307663", "13812340001"),
    resident("B", "王薇", "23010819820307664", "13812340001"),
    resident("C", "尉迟睿涵", "23010820120307665", ""),
    resident("D", "王伟", "", "13812340004"),
    resident("E", "阿依古丽·买买提", "110105491231002", "13812340005"),
    resident("F", "李娜", "H12345678", "13812340006"),
    resident("A2", "王伟", "23010819800307663", "13812340001"),
]
cells = {
    "姓名": ["王伟", "王薇", "王 伟", "尉迟睿涵", "张三", "WANG WEI", "", "合计", "姓名", "阿依古丽买买提", "李*"],
    "证件号码": [
        *(
            number(head)
            for head in ("23010819800307663", "23010819820307664", "23010820120307665", "23010819900101001")
        ),
        *("230108198003076639", "2.30108E+17", "", "无", "证件号码", "110105491231002", "H12345678", "２３０１０８"),
    ],
    "手机号": ["13812340001", "13812340004", "+86 138 1234 0005", "", "1381234", "13899999999"],
    "采样时间": ["2022-09-09 08:00:00", "2022/9/9 8:05", "", "昨天", "2099-01-01"],
    "检测结果": ["阴性", "阳性", "", "作废", "?", "可疑"],
    "管号": ["T1", "T2", ""],
}
rows = st.fixed_dictionaries({heading: st.sampled_from(values) for heading, values in cells.items()})


@settings(max_examples=25)
@given(st.lists(rows, min_size=1, max_size=40), st.lists(rows, min_size=1, max_size=10))
def test_whatever_stands_in_the_files_each_row_is_counted_once(first: list[Row], second: list[Row]) -> None:
    assume(first != second)  # a file given twice is law 7's
    with tempfile.TemporaryDirectory() as folder:
        answer = compared(Path(folder), PEOPLE, first, second)
        written = [
            (row["file"], row["row"]) for name in ("links", "unknown", "rejected") for row in answer.rows(name)
        ] + sorted({(row["file"], row["row"]) for row in answer.rows("review")})
        expected = [(f"results-{n}.csv", str(i + 1)) for n, part in ((1, first), (2, second)) for i in range(len(part))]
        assert sorted(written) == sorted(expected)
        for entry, part in zip(answer.summary["files"], (first, second), strict=True):
            assert entry["rows"] == len(part) == sum(entry[name] for name in CLASSES)
        total = answer.summary["total"]
        assert total["rows"] == len(first) + len(second) == sum(total[name] for name in CLASSES)
        assert total["people"] == 6 == sum(total[name] for name in STATUSES)
        assert total["untested"] == len(answer.rows("untested"))
        assert total["pending"] == len(answer.rows("pending"))


def test_a_file_of_which_nothing_is_a_result_still_adds_up(tmp_path: Path) -> None:
    answer = compared(tmp_path, PEOPLE, [{"姓名": "合计"}, {}, {"姓名": "姓名", "证件号码": "证件号码"}])
    assert answer.summary["files"][0]["rejected"] == answer.summary["files"][0]["rows"]
    assert answer.summary["total"]["untested"] == 6


def test_sums_that_do_not_add_up_are_never_written() -> None:
    entry = dict.fromkeys(CLASSES, 1) | {"rows": 7}
    with pytest.raises(AssertionError):
        assert_conserved([entry])
