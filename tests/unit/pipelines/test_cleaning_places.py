"""Areas, boundaries, compounds and dwellings: codes held against the tree, coordinates brought to WGS-84."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.cleaning import cleaned

from fangxian.lib.fault import Fault
from fangxian.terms import coordinates

TREE = {
    "230108": "平房区", "230108001": "兴建街道", "230108001002": "青年社区", "230108001002001": "第一网格",
    "230108001003": "友协社区",
}  # fmt: skip
EAST, NORTH = 126.615, 45.605


def areas(folder: Path, said: dict[str, str] = TREE) -> list[str]:
    return cleaned(folder, "areas", [{"区划代码": code, "区划名称": name} for code, name in said.items()]).dispositions


def test_a_tree_of_areas_is_accepted_whole(tmp_path: Path) -> None:
    assert areas(tmp_path) == ["accepted"] * 5


def test_codes_that_statisticians_fill_up_with_noughts_are_the_shorter_ones(tmp_path: Path) -> None:
    rows = [
        {"代码": "230108000000", "名称": "平房区"},
        {"代码": "230108001000", "名称": "兴建街道"},
        {"代码": "230108001002", "名称": "青年"},
    ]
    found = cleaned(tmp_path, "areas", rows)
    assert [row["code"] for row in found.rows.values()] == ["230108", "230108001", "230108001002"]
    assert found.dispositions == ["repaired", "repaired", "accepted"]
    assert found.rows[1]["code_raw"] == "230108000000"


def test_an_area_without_the_one_above_it_or_without_a_proper_code_is_held(tmp_path: Path) -> None:
    said = areas(
        tmp_path, TREE | {"230108009001": "无街道", "2301": "哈尔滨", "23010X001": "某", "": "某", "230108003": ""}
    )
    assert said[5:] == [
        "held:no_parent:code",
        "held:bad_code:code",
        "held:bad_code:code",
        "held:missing:code",
        "held:missing:name",
    ]


def compound(**more: str) -> dict[str, str]:
    return {
        "小区编码": "C1",
        "小区名称": "向阳嘉园",
        "社区编码": "230108001002",
        "地址": "",
        "经度": str(EAST),
        "纬度": str(NORTH),
        "坐标系": "",
    } | more


def compounds(folder: Path, *rows: dict[str, str]) -> Any:
    return cleaned(folder, "compounds", [row | {"小区编码": f"C{number}"} for number, row in enumerate(rows)])


def test_a_code_that_is_not_in_the_newest_tree_is_held_and_without_a_tree_none_is(tmp_path: Path) -> None:
    rows = [compound(), compound(社区编码="230108001999"), compound(社区编码="230108001")]
    assert compounds(tmp_path, *rows).dispositions == ["accepted", "accepted", "held:bad_code:community"]
    areas(tmp_path)
    found = compounds(tmp_path, *rows, compound(地址="又一份"))
    assert found.dispositions[:3] == ["accepted", "held:unknown_area:community", "held:bad_code:community"]
    assert found.batch.manifest.versions["areas"].startswith("20")


def test_a_level_that_the_tree_has_not_is_known_by_the_area_above_it(tmp_path: Path) -> None:
    areas(tmp_path, {code: name for code, name in TREE.items() if len(code) < 15})
    rows = [
        {"房屋编码": f"D{grid}", "房号": "101", "网格编码": grid, "小区名称": "向阳"}
        for grid in ("230108001002007", "230108001009001")
    ]
    assert cleaned(tmp_path, "dwellings", rows).dispositions == ["accepted", "held:unknown_area:grid"]


def test_coordinates_of_gcj02_are_brought_to_wgs84(tmp_path: Path) -> None:
    bent = dict(zip(("经度", "纬度"), map(str, coordinates.to_gcj02(EAST, NORTH)), strict=True))
    found = compounds(tmp_path, compound(), compound(**bent, 坐标系="GCJ-02"), compound(**bent, 坐标系="高德坐标系"))
    assert found.dispositions == ["accepted", "repaired", "repaired"]
    for row in found.rows.values():
        assert (row["longitude"], row["latitude"]) == pytest.approx((EAST, NORTH), abs=1e-6)


def test_coordinates_that_stand_in_each_others_place_are_exchanged(tmp_path: Path) -> None:
    found = compounds(tmp_path, compound(经度=str(NORTH), 纬度=str(EAST)))
    assert found.dispositions == ["repaired"]
    assert (found.rows[1]["longitude"], found.rows[1]["longitude_raw"]) == (EAST, str(NORTH))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"经度": "2.35", "纬度": "48.85"}, "held:outside_china:longitude"),
        ({"经度": "0", "纬度": "0"}, "held:outside_china:longitude"),
        ({"经度": "东边"}, "held:unreadable:longitude"),
        ({"坐标系": "某地方坐标系"}, "held:unknown_category:crs"),
        ({"经度": "", "纬度": ""}, "accepted"),
        ({"经度": "126°36′54″", "纬度": "45°36′18″"}, "accepted"),
    ],
)
def test_a_coordinate_that_cannot_be_is_held(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    assert compounds(tmp_path, compound(**wrong)).dispositions == [said]


def test_a_dwelling_without_an_address_is_known_by_its_parts(tmp_path: Path) -> None:
    one = {
        "房屋编码": "D1",
        "小区名称": "向阳嘉园",
        "楼栋": "3",
        "单元": "2",
        "楼层": "5层",
        "房号": "501",
        "房屋类型": "住宅",
    }
    rows = [
        one | {"网格编码": "230108001002001", "地址": ""},
        one
        | {"房屋编码": "D2", "网格编码": "230108001002001", "地址": "平房区向阳嘉园3号楼2单元501室", "楼栋": "3号楼"},
        one | {"房屋编码": "D3", "网格编码": "230108001002001", "房号": "", "地址": ""},
        one | {"房屋编码": "D4", "网格编码": "230108001002001", "房屋类型": "飞船"},
    ]
    found = cleaned(tmp_path, "dwellings", rows)
    assert found.dispositions == ["accepted", "accepted", "held:missing:address", "held:unknown_category:kind"]
    assert {row["address_key"] for row in found.rows.values()} == {"向阳嘉园|3|2|501"}
    assert (found.rows[1]["kind"], found.rows[1]["floor"]) == ("flat", 5)


def square(east: float = EAST, north: float = NORTH, size: float = 0.01) -> list[list[float]]:
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    return [[east + x * size, north + y * size] for x, y in corners]


def feature(code: str, rings: Sequence[Any], kind: str = "Polygon", **properties: str) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": rings}
    return {"type": "Feature", "properties": {"code": code, "name": "某"} | properties, "geometry": geometry}


def boundaries(folder: Path, *features: dict[str, Any], **members: Any) -> Any:
    path = folder / "边界.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": features} | members, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return cleaned(folder, "boundaries", path)


def test_outlines_come_as_geojson_one_feature_an_area(tmp_path: Path) -> None:
    areas(tmp_path)
    two = [[square()], [square(EAST + 1)]]
    found = boundaries(
        tmp_path,
        feature("230108", [square()]),
        feature("230108001", two, "MultiPolygon"),
        feature("999999", [square()]),
    )
    assert found.dispositions == ["accepted", "accepted", "held:unknown_area:code"]
    assert json.loads(found.rows[1]["polygon"]) == [[pytest.approx(point) for point in square()]]
    assert len(json.loads(found.rows[2]["polygon"])) == 2
    assert (found.rows[1]["longitude"], found.rows[1]["latitude"]) == pytest.approx((EAST + 0.005, NORTH + 0.005))
    assert found.batch.received.suffix == ".geojson"


@pytest.mark.parametrize("where", ["collection", "name", "feature"])
def test_outlines_in_gcj02_are_brought_to_wgs84(tmp_path: Path, where: str) -> None:
    bent = [list(coordinates.to_gcj02(*point)) for point in square()]
    members: dict[str, Any] = {
        "collection": {"crs": {"type": "name", "properties": {"name": "GCJ-02"}}},
        "name": {"crs": "gcj02"},
        "feature": {},
    }[where]
    found = boundaries(
        tmp_path, feature("230108", [bent], **({"crs": "GCJ02"} if where == "feature" else {})), **members
    )
    assert found.dispositions == ["repaired"]
    assert json.loads(found.rows[1]["polygon"]) == [[pytest.approx(point, abs=1e-6) for point in square()]]


def test_the_usual_name_of_wgs84_is_understood(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert boundaries(tmp_path, feature("230108", [square()]), crs=crs).dispositions == ["accepted"]


def test_a_ring_left_open_is_closed_and_what_is_no_outline_is_held(tmp_path: Path) -> None:
    line = [[EAST, NORTH], [EAST + 0.01, NORTH], [EAST, NORTH]]
    found = boundaries(
        tmp_path,
        feature("230108", [square()[:-1]]),
        feature("230109", [line]),
        feature("230110", [square(2.3, 48.8)]),
        feature("230111", [EAST, NORTH], "Point"),
        {"type": "Feature", "properties": {"code": "230112"}, "geometry": None},
        feature("230113", ["x"]),
    )
    assert found.dispositions == [
        "repaired",
        "held:bad_polygon:polygon",
        "held:outside_china:polygon",
        "held:bad_polygon:polygon",
        "held:missing:polygon",
        "held:bad_polygon:polygon",
    ]
    assert json.loads(found.rows[1]["polygon"])[0][0] == json.loads(found.rows[1]["polygon"])[0][-1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "FeatureCollection",\n "features": [', "line 2"),
        ('{"type": "Point", "coordinates": [1, 2]}', "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "no row"),
        ("区划代码,区划名称\n230108,平房区\n", "GeoJSON"),
        ("", "empty"),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"x": 1}}]}', "code"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "边界.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Fault) as refused:
        cleaned(tmp_path, "boundaries", path)
    assert said in refused.value.en
    assert "边界.geojson" in refused.value.en
    assert list((tmp_path / "lake" / "boundaries").iterdir()) == []
