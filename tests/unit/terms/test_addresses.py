"""The parts of an address, and what is and is not a door."""

import pytest

from fangxian.terms import addresses
from fangxian.terms.addresses import Address


def test_an_address_is_taken_apart() -> None:
    assert addresses.parse("哈尔滨市平房区新疆街道新友社区新疆小区3号楼2单元5楼501") == Address(
        street="新疆街道", community="新友社区", compound="新疆小区", building="3", unit="2", floor="5", room="501"
    )


def test_parts_that_are_not_said_are_empty() -> None:
    assert addresses.parse("新疆小区3-501") == Address(compound="新疆小区", building="3", room="501")


def test_a_town_is_its_street() -> None:
    assert addresses.parse("平房区平房镇平房村三组12号").street == "平房镇"


def test_a_house_needs_no_room_to_be_a_door() -> None:
    assert addresses.key("新疆大街25号") == "新疆大街|25||"
    assert addresses.key("新疆小区25号楼") is None


def test_rooms_of_two_buildings_are_two_doors() -> None:
    assert addresses.key("新疆小区3号楼501") != addresses.key("新疆小区13号楼501")
    assert addresses.key("新疆小区1号楼12单元101") != addresses.key("新疆小区11号楼2单元101")


def test_a_community_stands_in_only_where_no_compound_is_named() -> None:
    assert addresses.building_key("新友社区3号楼501") == "新友社区|3"
    assert addresses.building_key("新友社区新疆小区3号楼501") == "新疆小区|3"


@pytest.mark.parametrize("nothing", ["", " ", "不详", "无", "-", "哈尔滨市平房区", "123", None])
def test_what_names_no_door_has_no_key(nothing: str | None) -> None:
    assert addresses.key(nothing) is None
    assert addresses.building_key(nothing) is None


@pytest.mark.parametrize(
    ("numeral", "figure"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("二十三", "23"),
        ("一百", "100"),
        ("一百零二", "102"),
        ("一百一十二", "112"),
    ],
)
def test_chinese_numerals_are_read(numeral: str, figure: str) -> None:
    assert addresses.building_key(f"新疆小区{numeral}栋501") == f"新疆小区|{figure}"
