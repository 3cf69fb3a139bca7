"""What is read place by place: doors, coordinates and outlines, each distinct one once.

tidy_doors     raw, address_key, building_key                          (terms.addresses)
tidy_points    said_east, said_north, said_crs, longitude, latitude, changed   (WGS-84, degrees)
"""

import re

from fangxian.contracts import Contract
from fangxian.intake import outlines
from fangxian.intake.tidy_terms import address
from fangxian.intake.tidy_words import Words
from fangxian.lake.engines import Engine
from fangxian.terms import coordinates
from fangxian.terms.sql import addresses

_DEGREES = re.compile(r"[-+]?[0-9]{1,3}(?:[.][0-9]+)?")
_SEXAGESIMAL = re.compile("([0-9]{1,3})[°度]([0-9]{1,2})[′'分](?:([0-9]{1,2}(?:[.][0-9]+)?)[″\"秒])?")
_AROUND = re.compile(r"[\s\u3000\u200b\ufeff]+|东经|北纬|[EN]$|^[EN]|[°度]$", re.IGNORECASE)
_POINT = {
    "said_east": "VARCHAR", "said_north": "VARCHAR", "said_crs": "VARCHAR", "longitude": "DOUBLE",
    "latitude": "DOUBLE", "changed": "BOOLEAN",
}  # fmt: skip
#: Figures behind the point of a degree: a centimetre.
_FIGURES = 7


def read(engine: Engine, contract: Contract, source: str) -> list[str]:
    """Makes the tables for the contract's places from `source`, and says how they are joined to it as `c`."""
    terms = {one.term: one for one in contract.fields}
    systems = Words(terms["crs"]) if "crs" in terms else None
    joins = []
    if "address" in terms:
        said = address(terms["address"], contract)
        engine.create("tidy_doors", addresses.features(f"(SELECT {said} AS said FROM {source}) AS a", "said"))
        joins.append(f"LEFT JOIN tidy_doors d ON d.raw = {said}")
    if "longitude" in terms:
        _points(engine, source, systems)
        crs = "c.raw_crs" if systems else "NULL"
        joins.append(
            "LEFT JOIN tidy_points p ON p.said_east IS NOT DISTINCT FROM c.raw_longitude "
            f"AND p.said_north IS NOT DISTINCT FROM c.raw_latitude AND p.said_crs IS NOT DISTINCT FROM {crs}"
        )
    if "polygon" in terms:
        outlines.read(engine, source, systems)
        joins.append("LEFT JOIN tidy_outlines g ON g.row = c.row")
    return joins


def _points(engine: Engine, source: str, systems: Words | None) -> None:
    crs = "raw_crs" if systems else "CAST(NULL AS VARCHAR)"
    said = engine.rows(
        f"""SELECT DISTINCT raw_longitude, raw_latitude, {crs} FROM {source}
            WHERE raw_longitude IS NOT NULL OR raw_latitude IS NOT NULL"""
    )
    read = []
    for east, north, system in said:
        bent = systems is not None and system is not None and systems.meaning(system) == "gcj02"
        read.append((east, north, system, *point(east, north, bent=bent)))
    engine.load_rows("tidy_points", _POINT, read)


def point(east: str | None, north: str | None, *, bent: bool) -> tuple[float | None, float | None, bool]:
    """Longitude and latitude in WGS-84 as two cells say them, and whether something was changed: the two stood in each
    other's place, or were GCJ-02 (`bent`)."""
    longitude, latitude = degrees(east), degrees(north)
    if longitude is None or latitude is None:
        return longitude, latitude, False
    swapped = coordinates.in_china(latitude, longitude)
    if swapped:
        longitude, latitude = latitude, longitude
    if bent and coordinates.in_china(longitude, latitude):
        moved = coordinates.to_wgs84(longitude, latitude)
        return round(moved[0], _FIGURES), round(moved[1], _FIGURES), True
    return longitude, latitude, swapped


def degrees(said: str | None) -> float | None:
    """Degrees as people and programs write them: 126.65, 126.65°E, 126°39′00″.

    >>> degrees("东经126°39′")
    126.65
    """
    bare = _AROUND.sub("", said or "")
    if _DEGREES.fullmatch(bare):
        return float(bare)
    found = _SEXAGESIMAL.fullmatch(bare)
    if found is None:
        return None
    return int(found[1]) + int(found[2]) / 60 + float(found[3] or 0) / 3600
