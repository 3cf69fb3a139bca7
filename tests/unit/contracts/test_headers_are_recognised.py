"""Which column is which: by the headings that offices use, else by what a person says."""

import pytest

from fangxian import contracts
from fangxian.contracts import library
from fangxian.lib.fault import Fault

RESIDENTS, RESULTS = contracts.load("residents"), contracts.load("test_results")

#: The headings that every sender may use, by field.
HEADINGS: dict[contracts.Contract, dict[str, tuple[str, ...]]] = {
    RESIDENTS: {
        "person": ("人员编号", "编号", "person"),
        "name": ("姓名", "name"),
        "sex": ("性别", "sex"),
        "birth_date": ("出生日期", "birth_date"),
        "id_number": ("公民身份号码", "身份证号", "证件号码", "id_number"),
        "phone": ("联系电话", "手机号", "电话", "phone"),
        "address": ("现住址", "地址", "address"),
        "grid": ("网格编码", "网格", "grid"),
    },
    RESULTS: {
        "name": ("姓名", "name"),
        "id_number": ("证件号码", "身份证号", "公民身份号码", "id_number"),
        "phone": ("手机号", "联系电话", "电话", "phone"),
        "sampled_at": ("采样时间", "sampled_at"),
        "result": ("检测结果", "结果", "result"),
        "pool_mode": ("混采方式", "pool_mode"),
        "site": ("采样点", "site"),
        "tube": ("管号", "tube"),
        "address": ("现住址", "地址", "address"),
        "grid": ("网格编码", "网格", "grid"),
    },
}


for _register in map(contracts.load, ("tube_results", *library.REGISTERS, *library.EVIDENCE)):
    HEADINGS[_register] = {one.name: one.synonyms[0][:3] for one in _register.fields}


@pytest.mark.parametrize(
    ("contract", "field", "heading"),
    [(c, field, heading) for c, fields in HEADINGS.items() for field, spelled in fields.items() for heading in spelled],
)
def test_a_usual_heading_is_recognised(contract: contracts.Contract, field: str, heading: str) -> None:
    others = {other: spelled[0] for other, spelled in HEADINGS[contract].items() if other != field}
    header = [heading, *others.values()]
    assert contract.recognise(header)[field] == 0


@pytest.mark.parametrize("name", sorted(library.SIDES))
def test_every_heading_in_the_contract_is_recognised(name: str) -> None:
    contract = contracts.load(name)
    for one in contract.fields:
        for heading in (heading for equals in one.synonyms for heading in equals):
            others = [spelled[0] for field, spelled in HEADINGS[contract].items() if field != one.name]
            assert contract.recognise([heading, *others])[one.name] == 0, heading


@pytest.mark.parametrize(
    "spelled",
    [
        "姓 名",
        " 姓名 ",
        "*姓名",
        "姓名（必填）",
        "姓名:",
        "1.姓名",
        "【姓名】",
        "\ufeff姓名",
        "Name",
        "NAME ",
        "Full Name",
        "full-name",
        "ｎａｍｅ",
    ],
)
def test_spaces_signs_width_and_case_of_a_heading_do_not_count(spelled: str) -> None:
    assert RESULTS.recognise([spelled, "身份證號", "檢測結果"]) == {"name": 0, "id_number": 1, "result": 2}


def test_columns_that_nobody_asked_for_are_left_alone() -> None:
    header = ["序号", "户主姓名", "姓名", "与户主关系", "身份证号", "手机号", "曾用名"]
    assert RESIDENTS.recognise(header) == {"name": 2, "id_number": 4, "phone": 5}


def test_the_better_of_two_headings_is_taken() -> None:
    header = ["姓名", "身份证号", "电话", "手机号", "户籍地址", "现住址"]
    assert RESIDENTS.recognise(header) == {"name": 0, "id_number": 1, "phone": 3, "address": 5}


def test_an_order_of_columns_is_not_promised() -> None:
    assert RESULTS.recognise(["结果", "管号", "电话", "姓名", "证件号码"]) == {
        "name": 3,
        "id_number": 4,
        "phone": 2,
        "result": 0,
        "tube": 1,
    }


@pytest.mark.parametrize(
    ("contract", "header", "named"),
    [
        (RESULTS, ["姓名", "手机号", "检测结果"], "id_number (证件号码)"),
        (RESULTS, ["证件号码", "手机号", "检测结果"], "name (姓名)"),
        (RESULTS, ["姓名", "证件号码", "采样时间"], "result (检测结果)"),
        (RESIDENTS, ["人员编号", "身份证号", "电话"], "name (姓名)"),
        (RESIDENTS, ["人员编号", "姓名", "电话"], "id_number (公民身份号码)"),
    ],
)
def test_a_missing_column_is_named_with_the_header_and_the_way_out(
    contract: contracts.Contract, header: list[str], named: str
) -> None:
    with pytest.raises(Fault) as refused:
        contract.recognise(header, file="甲.csv")
    assert named in refused.value.en
    assert ", ".join(header) in refused.value.en
    assert "--map" in refused.value.en
    assert refused.value.zh.startswith("甲.csv：没有找到")


def test_a_required_column_can_be_let_off_expressly() -> None:
    assert RESULTS.recognise(["姓名", "手机号", "结果"], {"id_number": ""}) == {"name": 0, "phone": 1, "result": 2}


def test_a_list_of_nobody_in_particular_cannot_be_let_off() -> None:
    with pytest.raises(Fault, match="id_number or name"):
        RESULTS.recognise(["手机号", "结果"], {"id_number": "", "name": ""})


@pytest.mark.parametrize(
    "header",
    [
        ["姓名", "姓名", "证件号码", "结果"],
        ["姓名", "受检人姓名", "证件号码", "结果"],
        ["name", "姓名", "证件号码", "结果"],
    ],
)
def test_two_columns_which_could_both_be_the_name_are_shown_to_a_person(header: list[str]) -> None:
    with pytest.raises(Fault) as refused:
        RESULTS.recognise(header, file="甲.csv")
    assert "columns 1" in refused.value.en
    assert "could both be name" in refused.value.en
    assert "第2列" in refused.value.zh


def test_the_way_out_that_the_sentence_names_works() -> None:
    header = ["姓名", "姓名", "证件号码", "结果"]
    with pytest.raises(Fault, match=r"results: \{name: 姓名#1\}"):
        RESULTS.recognise(header)
    assert RESULTS.recognise(header, {"name": "姓名#1"})["name"] == 0
    assert RESULTS.recognise(header, {"name": "姓名#2"})["name"] == 1
    assert RESULTS.recognise(["姓名", "受检人", "证件号码", "结果"], {"name": "受检人"})["name"] == 1


def test_a_map_goes_before_every_synonym() -> None:
    header = ["姓名", "证件号码", "结果", "复核结果"]
    assert RESULTS.recognise(header, {"result": "复核结果"})["result"] == 3


def test_a_map_may_list_headings_of_several_files() -> None:
    section = {"id_number": "证件A|证件B"}
    assert RESULTS.recognise(["姓名", "证件A", "结果"], section)["id_number"] == 1
    assert RESULTS.recognise(["姓名", "结果", "证件B"], section)["id_number"] == 2
    assert RESULTS.recognise(["姓名", "结果", "身份证号"], section)["id_number"] == 2


def test_a_map_that_names_no_column_of_the_file_is_refused() -> None:
    with pytest.raises(Fault, match=r"'工号'.*no such column"):
        RESULTS.recognise(["姓名", "证件号码", "结果"], {"phone": "工号"})


def test_a_number_in_what_was_taken_for_a_header_is_not_quoted() -> None:
    with pytest.raises(Fault) as refused:
        RESULTS.recognise(["姓名", "结果", "13800000000"])
    assert "13800000000" not in refused.value.en + refused.value.zh
