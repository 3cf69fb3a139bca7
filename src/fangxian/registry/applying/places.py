"""Areas, compounds, buildings, dwellings."""

import json
from collections import defaultdict
from typing import Any

import pyarrow as pa

from fangxian.registry import rules
from fangxian.registry.applying import keyed
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Area, Building, Compound, Dwelling

Line = dict[str, Any]


def areas(table: pa.Table, stamp: Stamp) -> Counts:
    """code, name. The wider areas first: an area's parent is there before it."""
    rows = sorted((line["code"], line["name"]) for line in table.select(["code", "name"]).to_pylist())
    rows.sort(key=lambda row: len(row[0]))
    there = set(Area.objects.values_list("code", flat=True)) | {code for code, _ in rows}
    said = ((code, name, rules.level(code), _parent(code, there)) for code, name in rows)
    return keyed.apply(Area, "code", ["name", "level", "parent_id"], said, stamp)[0]


def boundaries(table: pa.Table, stamp: Stamp) -> Counts:
    """code, polygon (JSON text of rings of [longitude, latitude]), longitude, latitude: of areas that are there."""
    known = set(Area.objects.values_list("code", flat=True))
    said = [
        (line["code"], json.loads(line["polygon"]), line["longitude"], line["latitude"])
        for line in table.to_pylist()
        if line["code"] in known
    ]
    return keyed.apply(Area, "code", ["polygon", "longitude", "latitude"], said, stamp)[0]


def compounds(table: pa.Table, stamp: Stamp) -> Counts:
    """code, name, area_code, address, longitude, latitude."""
    fields = ["name", "area_code", "address", "longitude", "latitude"]
    rows = (tuple(line[name] for name in ("code", *fields)) for line in table.to_pylist())
    return keyed.apply(Compound, "code", fields, rows, stamp)[0]


def dwellings(table: pa.Table, stamp: Stamp) -> Counts:
    """code, compound (code of one that is there), building, unit, floor, room, kind, area_code, address, door,
    longitude, latitude (of the building). Buildings follow from their dwellings."""
    lines = table.to_pylist()
    buildings = _buildings(lines, stamp)
    fields = ["building_id", "area_code", "kind", "unit", "floor", "room", "address", "door"]
    rows = (
        (line["code"], buildings[line["compound"], line["building"]], *(line[name] for name in fields[1:]))
        for line in lines
    )
    return keyed.apply(Dwelling, "code", fields, rows, stamp)[0]


def _buildings(lines: list[Line], stamp: Stamp) -> dict[tuple[str, str], int]:
    """(compound's code, building) -> the building's key, of all that the dwellings name."""
    compounds = dict(Compound.objects.values_list("code", "pk"))
    named: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        named[line["compound"], line["building"]].append(line)
    rows = [
        (
            (compounds[compound], building),
            compounds[compound],
            building,
            of[0]["area_code"],
            max(line["floor"] or 1 for line in of),
            len({line["unit"] for line in of}),
            of[0]["longitude"],
            of[0]["latitude"],
        )
        for (compound, building), of in named.items()
    ]
    keys = _apply_buildings(rows, stamp)
    return {name: keys[compounds[name[0]], name[1]] for name in named}


def _apply_buildings(rows: list[tuple[Any, ...]], stamp: Stamp) -> dict[tuple[int, str], int]:
    """A building's code is its compound and its name together."""
    known = {(compound, name): pk for pk, compound, name in Building.objects.values_list("pk", "compound_id", "name")}
    new = [row for row in rows if row[0] not in known]
    made = keyed.insert(
        Building,
        ["compound_id", "name", "area_code", "floors", "units", "longitude", "latitude"],
        [row[1:] for row in new],
        stamp,
    )
    return known | {row[0]: pk for row, pk in zip(new, made, strict=True)}


def _parent(code: str, there: set[str]) -> str | None:
    parent = rules.parent(code)
    return parent if parent in there else None
