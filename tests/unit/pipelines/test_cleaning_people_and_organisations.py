"""Census, key groups, organisations, rosters: what each contract reads, and what it holds."""

from datetime import date
from pathlib import Path

import pytest
from tests.cleaning import cleaned
from tests.comparing import number

from fangxian.terms import uscc

WANG = number("23010819800307663")
USCC = "91230108MA18C2EF7"
CODE = USCC + uscc.check_character(USCC)


def test_the_actual_population_at_its_doors(tmp_path: Path) -> None:
    row = {
        "姓名": "王伟", "性别": "男", "出生日期": "1980/3/7", "身份证号": WANG, "手机号": "138-1234-0001",
        "现住址": "平房区向阳嘉园3栋2单元501", "网格编码": "230108001002001", "居住性质": "租房",
        "入住日期": "20190506", "核实日期": "2022-06-01",
    }  # fmt: skip
    found = cleaned(
        tmp_path,
        "census",
        [row, row | {"居住性质": "不好说", "现住址": "平房区别处1号", "手机号": "没有"}, row | {"现住址": ""}],
    )
    assert found.dispositions == ["repaired", "accepted", "held:missing:address"]
    one, two = found.rows[1], found.rows[2]
    assert (one["phone"], one["phone_raw"]) == (13812340001, "138-1234-0001")
    assert (one["tenure"], one["moved_in"], one["verified_on"]) == ("tenant", date(2019, 5, 6), date(2022, 6, 1))
    assert (two["tenure"], two["tenure_raw"]) == (None, "不好说")
    assert (two["phone"], two["phone_raw"]) == (None, "没有")


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("独居老人", "living_alone"),
        ("残疾", "disabled"),
        ("肢体残疾二级", "disabled"),
        ("残疾人（视力）", "disabled"),
        ("精神残疾", "mental_disorder"),
        ("血液透析患者", "dialysis"),
        ("孕产妇", "pregnant"),
        ("低保户", "low_income"),
        ("非残疾", None),
        ("集邮爱好者", None),
    ],
)
def test_a_group_is_known_by_its_word_or_by_the_longest_word_in_it(
    tmp_path: Path, word: str, group: str | None
) -> None:
    found = cleaned(tmp_path, "key_groups", [{"姓名": "王伟", "身份证号": WANG, "人群类别": word}])
    if group is None:
        assert found.dispositions == ["held:unknown_category:category"]
        assert found.held[1]["category"] == word
    else:
        assert found.rows[1]["category"] == group


def test_a_person_in_two_groups_is_no_duplicate(tmp_path: Path) -> None:
    rows = [{"姓名": "王伟", "身份证号": WANG, "人群类别": word} for word in ("残疾", "透析", "残疾人")]
    assert cleaned(tmp_path, "key_groups", rows).dispositions == ["accepted", "accepted", "duplicate"]


def test_organisations_go_by_their_credit_code(tmp_path: Path) -> None:
    row = {
        "统一社会信用代码": CODE,
        "企业名称": "东安机械有限公司",
        "企业类型": "有限责任公司（自然人投资或控股）",
        "经营状态": "存续（在营、开业、在册）",
        "成立日期": "2001-02-03",
    }
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    rows = [
        row,
        row | {"统一社会信用代码": f" {CODE.lower()} "},
        row | {"统一社会信用代码": wrong},
        row | {"统一社会信用代码": ""},
        row | {"成立日期": "2199-01-01", "统一社会信用代码": CODE},
        row | {"企业类型": "星际联盟"},
    ]
    found = cleaned(tmp_path, "organisations", rows)
    assert found.dispositions == [
        "accepted",
        "duplicate",
        "held:bad_code:uscc",
        "held:missing:uscc",
        "held:future:established",
        "held:unknown_category:kind",
    ]
    assert (found.rows[1]["uscc"], found.rows[1]["kind"], found.rows[1]["status"]) == (CODE, "enterprise", "active")


def test_a_roster_may_end_in_the_future_and_lack_the_code(tmp_path: Path) -> None:
    row = {
        "单位名称": "新疆第二小学",
        "统一社会信用代码": "",
        "学生姓名": "王伟",
        "身份证号": WANG,
        "班级": "三年二班",
        "入学日期": "2019-09-01",
        "毕业日期": "2199-07-01",
    }
    found = cleaned(tmp_path, "staff", [row, row, row | {"统一社会信用代码": "123"}])
    assert found.dispositions == ["accepted", "duplicate", "held:bad_code:uscc"]
    assert (found.rows[1]["post"], found.rows[1]["until"]) == ("三年二班", date(2199, 7, 1))
