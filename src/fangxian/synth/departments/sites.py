"""Compounds and dwellings, with coordinates, as the housing office lists them."""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fangxian.synth import streams
from fangxian.synth.departments.land import Land
from fangxian.synth.places import FLAT, HOUSE, Places

_KINDS = ("住宅", "平房", "宿舍")
_NUMBERED = re.compile(r"^(.*?)(\d+)$")


@dataclass(frozen=True, slots=True)
class Sites:
    """Buildings by their place in `Places.buildings`: the compound's code and name, the number, where it stands."""

    code: list[str]
    compound: list[str]
    number: list[str]
    point: list[tuple[float, float]]


def lay_out(seed: int, places: Places, land: Land) -> Sites:
    """Puts each building into its grid, and gives compounds their codes: the community's with a number within it."""
    rng = streams.generator(seed, "departments/sites")
    first = np.searchsorted(places.building, np.arange(len(places.buildings)))
    known: dict[tuple[int, str], str] = {}
    code, compound, number, point = [], [], [], []
    for place, building in enumerate(places.buildings):
        name, which = _named(building.spoken, building.kind, places.communities[building.community].name)
        community = places.communities[building.community].code
        key = (community, name)
        known.setdefault(key, f"{community}{len([one for one in known if one[0] == community]) + 1:03}")
        code.append(known[key])
        compound.append(name)
        number.append(which)
        point.append(land.within(str(places.grid[first[place]]), rng))
    return Sites(code, compound, number, point)


def _named(spoken: str, kind: int, community: str) -> tuple[str, str]:
    """The compound's name and the building's number of 阳光花园3; a hamlet belongs to its village."""
    if kind == HOUSE:
        return community, spoken.removeprefix(community)
    found = _NUMBERED.match(spoken)
    return (found[1], found[2]) if kind == FLAT and found else (spoken, "1")


def compounds(places: Places, sites: Sites) -> pa.Table:
    """小区: one row a compound, where its first building stands."""
    first: dict[str, int] = {}
    for place, code in enumerate(sites.code):
        first.setdefault(code, place)
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


def dwellings(places: Places, sites: Sites) -> pa.Table:
    """房屋: one row a dwelling; its code is the building's place with its own."""
    which = pa.array(places.building)
    nth = np.arange(len(places.building)) - np.searchsorted(places.building, places.building)
    codes = np.char.add(
        np.char.add("F", np.char.zfill((places.building + 1).astype(str), 5)), np.char.zfill((nth + 1).astype(str), 4)
    )
    flat = places.kind == FLAT
    return pa.table(
        {
            "房屋编码": pa.array(codes.tolist()),
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
    )
