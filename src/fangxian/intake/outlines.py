"""Reads outlines: GeoJSON geometries become polygons in WGS-84, or a reason why not.

    tidy_outlines    row, polygon, longitude, latitude, g_wrong, g_mended

`polygon` is JSON text: the rings of a Polygon, or a list of them for a MultiPolygon; longitude and latitude are of a
point inside. `g_mended`: a ring that was left open was closed.
"""

import json
from typing import Any

from fangxian.intake.tidy_words import Words
from fangxian.lake.engines import Engine
from fangxian.lib import polygons
from fangxian.terms import coordinates

#: Points of the smallest closed ring, and figures behind the point: a centimetre.
FEWEST, FIGURES = 4, 7
_COLUMNS = {
    "row": "BIGINT", "polygon": "VARCHAR", "longitude": "DOUBLE", "latitude": "DOUBLE", "g_wrong": "VARCHAR",
    "g_mended": "BOOLEAN",
}  # fmt: skip


class UnfitError(ValueError):
    """A geometry that is no outline; its text is the reason (contracts/reasons.toml)."""


def read(engine: Engine, source: str, systems: Words | None) -> None:
    """Makes `tidy_outlines` from `source` (row, raw_polygon, raw_crs)."""
    said = engine.rows(f"SELECT row, raw_polygon, {'raw_crs' if systems else 'NULL'} FROM {source} ORDER BY row")
    found: list[tuple[object, ...]] = []
    for row, geometry, crs in said:
        bent = systems is not None and crs is not None and systems.meaning(crs) == "gcj02"
        try:
            several, mended = outline(geometry, bent=bent)
        except UnfitError as unfit:
            found.append((row, None, None, None, str(unfit), False))
            continue
        east, north = polygons.point_in(max(several, key=lambda one: polygons.area(one[0])))
        shape = several[0] if len(several) == 1 else several
        text = json.dumps(shape, separators=(",", ":"))
        found.append((row, text, round(east, FIGURES), round(north, FIGURES), None, mended))
    engine.load_rows("tidy_outlines", _COLUMNS, found)


def outline(geometry: str | None, *, bent: bool) -> tuple[list[list[list[polygons.Point]]], bool]:
    """The polygons of a geometry, each a list of rings, and whether one had to be closed. Raises UnfitError.

    `bent`: its coordinates are GCJ-02.
    """
    try:
        said = json.loads(geometry or "null")
        kind, shape = said["type"], said["coordinates"]
        several = {"Polygon": [shape], "MultiPolygon": shape}[kind]
        read = [[_ring(ring, bent=bent) for ring in one] for one in several]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise error if isinstance(error, UnfitError) else UnfitError("bad_polygon") from error
    if not read or not all(read):
        raise UnfitError("bad_polygon")
    return [[ring for ring, _ in one] for one in read], any(mended for one in read for _, mended in one)


def _ring(said: Any, *, bent: bool) -> tuple[list[polygons.Point], bool]:
    ring = [(float(position[0]), float(position[1])) for position in said]
    if not all(coordinates.in_china(*point) for point in ring):
        raise UnfitError("outside_china")
    is_open = ring[0] != ring[-1]
    if is_open:
        ring.append(ring[0])
    if len(ring) < FEWEST or polygons.area(ring) == 0:
        raise UnfitError("bad_polygon")
    if bent:
        ring = [coordinates.to_wgs84(*point) for point in ring]
    return [(round(east, FIGURES), round(north, FIGURES)) for east, north in ring], is_open
