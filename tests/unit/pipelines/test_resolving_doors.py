"""The door that a row names, in whichever of its spellings, against the dwellings there are."""

from pathlib import Path

import pytest
from tests.cleaning import cleaned, doors_of

SPELLINGS = (
    "平房区兴建街道青年社区向阳嘉园3号楼2单元501室",
    "哈尔滨市平房区向阳嘉园3栋2单元501",
    "向阳嘉园3-2-501",
    "向阳嘉园３号楼２单元５０１室",
    "向阳嘉园三号楼二单元501室",
    "向阳嘉园 3#楼 2单元 501室（租户）",
)


def dwelling(code: str, address: str, grid: str = "230108001002001") -> dict[str, str]:
    return {"房屋编码": code, "地址": address, "网格编码": grid, "房号": ""}


def found(folder: Path, dwellings: list[dict[str, str]], *addresses: str, grid: str = "") -> list[tuple[str, ...]]:
    doors = cleaned(folder, "dwellings", dwellings).batch
    rows = [{"姓名": f"王伟{i}", "手机号": "", "现住址": one, "网格编码": grid} for i, one in enumerate(addresses)]
    batch = cleaned(folder, "census", rows).batch
    found = doors_of(folder, batch.folder, doors.accepted)
    return [(row["method"], row["dwelling"], row["grid"]) for row in found.values()]


def test_six_spellings_of_one_door_are_that_door(tmp_path: Path) -> None:
    said = found(tmp_path, [dwelling("D1", SPELLINGS[0]), dwelling("D2", "向阳嘉园3-2-502")], *SPELLINGS)
    assert said == [("door", "D1", "230108001002001")] * 6


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("向阳嘉园3-2-909", ("building", None, "230108001002001")),
        ("向阳嘉园3号楼", ("building", None, "230108001002001")),
        ("向阳嘉园4-2-501", ("none", None, None)),
        ("不知道", ("none", None, None)),
    ],
)
def test_less_than_a_door_is_a_building_or_nothing(tmp_path: Path, address: str, said: tuple[str, ...]) -> None:
    assert found(tmp_path, [dwelling("D1", SPELLINGS[0])], address) == [said]


def test_two_doors_of_one_name_are_told_apart_by_the_grid_or_the_whole_address_or_not_at_all(tmp_path: Path) -> None:
    two = [
        dwelling("D1", "平房区兴建街道幸福小区1-1-101", "230108001002001"),
        dwelling("D2", "平房区保国街道幸福小区1-1-101", "230108002003001"),
    ]
    assert found(tmp_path, two, "幸福小区1栋1单元101", grid="230108002003001") == [("door", "D2", "230108002003001")]
    assert found(tmp_path, two, "平房区兴建街道幸福小区1-1-101", "幸福小区1栋1单元101") == [
        ("door", "D1", "230108001002001"),
        ("two_doors", None, None),
    ]
