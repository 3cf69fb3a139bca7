"""Compounds and dwellings, with coordinates, as the housing office lists them."""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fangxian.synth.departments import blocks, doors
from fangxian.synth.departments.land import Land
from fangxian.synth.departments.outline import Point
from fangxian.synth.departments.sheet import Sheet
from fangxian.synth.places import FLAT, HOUSE, Places

_KINDS = ("住宅", "平房", "宿舍")
_NUMBERED = re.compile(r"^(.*?)(\d+)$")


@dataclass(frozen=True, slots=True)
class Sites:
    """Buildings by their place in `Places.buildings`: the compound's code and name, the number, where it stands.

    `point` is (longitude, latitude) in WGS-84; what a small district has no dwelling for stands at (0, 0).
    """

    code: list[str]
    compound: list[str]
    number: list[str]
    point: list[Point]


def lay_out(seed: int, places: Places, land: Land) -> Sites:
    """Gives compounds their codes, the community's with a number within it, and puts buildings into their grids."""
    code, compound, number = [], [], []
    known: dict[tuple[int, str], str] = {}
    counted: Counter[int] = Counter()
    for building in places.buildings:
        community = places.communities[building.community]
        name, which = _named(building.spoken, building.kind, community.name)
        if (community.code, name) not in known:
            counted[community.code] += 1
            known[community.code, name] = f"{community.code}{counted[community.code]:03}"
        code.append(known[community.code, name])
        compound.append(name)
        number.append(which)
    grids = [""] * len(code)
    for building, first in zip(*np.unique(places.building, return_index=True), strict=True):
        grids[int(building)] = str(places.grid[first])
    return Sites(code, compound, number, blocks.put(seed, land, grids, code, [one.kind for one in places.buildings]))


def _named(spoken: str, kind: int, community: str) -> tuple[str, str]:
    """The compound's name and the building's number of 阳光花园3; a hamlet belongs to its village."""
    if kind == HOUSE:
        return community, spoken.removeprefix(community)
    found = _NUMBERED.match(spoken)
    return (found[1], found[2]) if kind == FLAT and found else (spoken, "1")


def compounds(places: Places, sites: Sites) -> pa.Table:
    """小区: one row a compound, where its first building stands."""
    first: dict[str, int] = {}
    for place in np.unique(places.building).tolist():
        first.setdefault(sites.code[place], place)
    rows = list(first.values())
    return pa.table(
        {
            "小区编码": list(first),
            "小区名称": [sites.compound[row] for row in rows],
            "社区编码": [str(places.communities[places.buildings[row].community].code) for row in rows],
            "地址": [_address(places, row, sites) for row in rows],
            "经度": [sites.point[row][0] for row in rows],
            "纬度": [sites.point[row][1] for row in rows],
        }
    )


def _address(places: Places, building: int, sites: Sites) -> str:
    community = places.communities[places.buildings[building].community]
    return f"哈尔滨市平房区{community.street}{community.name}{sites.compound[building].removeprefix(community.name)}"


def dwellings(seed: int, places: Places, sites: Sites) -> Sheet:
    """房屋: one row a dwelling, where its building stands."""
    which, everything = pa.array(places.building), np.arange(len(places.building))
    flat = places.kind == FLAT
    columns = {
        "房屋编码": doors.codes(places),
        "小区编码": pa.array(sites.code).take(which),
        "小区名称": pa.array(sites.compound).take(which),
        "楼栋": pa.array(sites.number).take(which),
        "单元": pa.array(np.where(flat, places.unit.astype(str), "").tolist()),
        "楼层": pa.array(np.where(places.kind == HOUSE, 1, places.floor)),
        "房号": pa.array(places.room).cast(pa.string()),
        "房屋类型": pa.array(_KINDS).take(pa.array(places.kind)),
        "网格编码": pa.array(places.grid).cast(pa.string()),
        "地址": places.address,
        "经度": pa.array([x for x, _ in sites.point]).take(which),
        "纬度": pa.array([y for _, y in sites.point]).take(which),
    }
    sheet = Sheet(seed, "dwellings", len(everything), columns, everything, everything)
    sheet.spoil({"grid": "网格编码"})
    sheet.spoil_coordinates("经度", "纬度")
    return sheet
