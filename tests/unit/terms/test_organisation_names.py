"""Names and addresses of organisations: which spellings are one, and which branches are not their heads."""

import pytest

from fangxian.terms import business_addresses
from fangxian.terms.organisation_names import OrganisationName, agreement, parse

HEAD = "哈尔滨金源商贸有限公司"


@pytest.mark.parametrize(
    "written",
    [
        "哈尔滨金源商贸有限责任公司", "金源商贸有限公司", "哈尔滨市金源商贸有限公司", "金源商贸（哈尔滨）有限公司",
        "哈尔滨 金源 商贸 有限公司", "黑龙江省哈尔滨市金源商贸有限责任公司", "哈尔滨金源商贸公司", "金源商贸",
        "金源商贸(平房区)有限公司",
        "哈尔滨金源商贸有限公司（筹）", "哈尔滨金源商贸【哈尔滨】有限公司",
    ],
)  # fmt: skip
def test_a_name_is_one_however_it_is_written(written: str) -> None:
    assert agreement(parse(HEAD), parse(written)) == agreement(parse(written), parse(HEAD)) == "same"


@pytest.mark.parametrize(
    "branch",
    [
        "哈尔滨金源商贸有限公司平房分公司", "哈尔滨金源商贸有限责任公司第二分公司", "金源商贸有限公司（平房分公司）",
        "哈尔滨金源商贸有限公司新疆大街营业部", "金源商贸新疆大街店", "金源商贸二店",
    ],
)  # fmt: skip
def test_a_branch_is_not_its_head(branch: str) -> None:
    assert agreement(parse(HEAD), parse(branch)) == agreement(parse(branch), parse(HEAD)) == "branch"


def test_two_branches_are_two_and_one_branch_is_one() -> None:
    assert agreement(parse("永泰大药房第二分店"), parse("平房区永泰大药房二店")) == "same"
    assert agreement(parse("永泰大药房第二分店"), parse("永泰大药房第三分店")) == "branch"
    assert agreement(parse("金源商贸有限公司平房分公司"), parse("金源商贸有限公司南岗分公司")) == "branch"


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("东安发动机", "哈尔滨东安汽车发动机制造有限公司", "short"),
        ("哈尔滨金源商贸股份有限公司", HEAD, "form"),
        ("平房区金源小吃店", "平房区鑫源小吃店", "near"),
        ("平房区第一小学", "平房区第二小学", "different"),
        ("平房区金源超市", "平房区金源面馆", "different"),
        ("哈尔滨松北超市", "平房区新疆超市", "different"),
        ("金源", HEAD, "different"),
    ],
)
def test_how_two_names_agree(one: str, other: str, how: str) -> None:
    assert agreement(parse(one), parse(other)) == agreement(parse(other), parse(one)) == how


def test_a_name_that_is_nothing_but_a_division_stays() -> None:
    assert parse("平房区小学") == OrganisationName("平房区小学")
    assert parse("") == OrganisationName("")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("哈尔滨市平房区新伟街道新伟社区阳光小区18号楼3号门市", "平房区阳光小区18栋3门市"),
        ("哈尔滨市平房区新伟街道新疆大街123号", "新疆大街123号"),
        ("哈尔滨市平房区哈南工业新城核心区", "哈南工业新城核心区"),
        ("友协东区3号楼商服5号", "友协东区3栋5号门市"),
    ],
)
def test_an_address_of_an_organisation_is_one_however_it_is_written(one: str, other: str) -> None:
    assert business_addresses.key(one) == business_addresses.key(other) is not None


def test_two_shops_of_a_building_have_two_addresses() -> None:
    assert business_addresses.key("阳光小区18号楼3号门市") != business_addresses.key("阳光小区18号楼4号门市")
    assert business_addresses.key("") is business_addresses.key(None) is None
