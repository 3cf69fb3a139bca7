"""A small district in the registry, filled as the exchange fills it: with tables."""

from datetime import date
from typing import Any

import pyarrow as pa

from fangxian.registry import actions

GRID, OTHER = "230108001001001", "230108001002001"
JUNE, AUGUST = date(2022, 6, 30), date(2022, 8, 31)

_PERSON = {"person": None, "newcomer": None, "name": None, "sex": None, "born": None, "number": None}
_PERSON |= {"number_kind": None, "phone": None, "area_code": GRID}
_RESIDENCE = {"person": None, "dwelling": None, "household": None, "area_code": GRID, "kind": "lives"}
_RESIDENCE |= {"tenure": None, "relation": None, "elsewhere": None, "since": None}


def people(
    *rows: dict[str, Any], source: str = "household_register/1", **more: Any
) -> tuple[actions.Counts, list[int]]:
    """Applies rows of people."""
    return actions.apply_people(pa.Table.from_pylist([_PERSON | row for row in rows]), source=source, by="test", **more)


def homes(*rows: dict[str, Any], source: str = "census/1", day: date = JUNE, whole: bool = False, **more: Any):
    """Applies rows of residences."""
    table = pa.Table.from_pylist([_RESIDENCE | row for row in rows])
    return actions.apply_residences(table, source=source, by="test", day=day, whole=whole, **more)


def lay_out() -> None:
    """Areas, one compound, a building of two doors in one grid and a building of one door in another."""
    codes = ["230108", "230108001", "230108001001", GRID, "230108001002", OTHER]
    actions.apply_areas(pa.table({"code": codes, "name": [f"区划{code}" for code in codes]}), source="areas/1", by="t")
    compound = {"code": "C1", "name": "阳光小区", "area_code": GRID[:12], "address": ""}
    compounds = pa.Table.from_pylist([compound | {"longitude": None, "latitude": None}])
    actions.apply_compounds(compounds, source="compounds/1", by="test")
    doors = [_door(1, "1", GRID), _door(2, "1", GRID), _door(3, "2", OTHER)]
    actions.apply_dwellings(pa.Table.from_pylist(doors), source="dwellings/1", by="test")


def _door(number: int, building: str, grid: str) -> dict[str, Any]:
    return {
        "code": f"D{number}",
        "compound": "C1",
        "building": building,
        "unit": "1",
        "floor": number,
        "room": f"{number}01",
        "kind": "flat",
        "area_code": grid,
        "longitude": 126.6,
        "latitude": 45.6,
        "address": f"阳光小区{building}号楼1单元{number}01",
        "door": f"阳光小区|{building}|1|{number}01",
    }


def organisation(uscc: str = "91230108MA00000001") -> str:
    """Applies one organisation without a site; answers its credit code."""
    said = {"uscc": uscc, "name": "江北机械厂", "kind": "企业", "industry": "", "status": "存续", "established": None}
    said |= {"address": "", "area_code": GRID, "longitude": None, "latitude": None}
    actions.apply_organisations(pa.Table.from_pylist([said]), source="organisations/1", by="test")
    return uscc


_POST = {"uscc": None, "person": None, "post": "", "since": None, "until": None}


def posts(*rows: dict[str, Any], source: str = "staff/1", day: date = JUNE, whole: bool = True) -> actions.Counts:
    """Applies rows of posts."""
    table = pa.Table.from_pylist([_POST | row for row in rows])
    return actions.apply_posts(table, source=source, by="test", day=day, whole=whole)


_MEMBER = {"person": None, "group": None, "level": "", "since": None}


def groups(*rows: dict[str, Any], source: str = "key_groups/1", day: date = JUNE, **more: Any) -> actions.Counts:
    """Applies the whole list of a key group's members."""
    table = pa.Table.from_pylist([_MEMBER | row for row in rows])
    return actions.apply_groups(table, source=source, by="test", day=day, whole=True, **more)
