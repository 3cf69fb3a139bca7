"""Outlines for maps: polygons with no more points than a screen can show, and steps of a colour ramp. Pure."""

from collections.abc import Iterable, Sequence
from math import hypot
from typing import Any

Point = Sequence[float]

#: How many points across a map is drawn with: detail below one of them is left out.
ACROSS = 1000
#: Decimals of a degree that are kept: 5 is a metre.
DECIMALS = 5
#: Steps of a ramp beside the empty one.
STEPS = 5
#: Bounds closer than this share of the most are one.
CLOSE = 0.02


def feature(code: str, name: str, polygon: Any, middle: Point, tolerance: float) -> dict[str, Any]:
    """A GeoJSON feature of an area; `polygon` is rings, or several of them; `tolerance` in degrees."""
    many = [polygon] if _is_one(polygon) else polygon
    drawn = [[_closed(simplified(ring, tolerance)) for ring in rings] for rings in many]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, "cp": [round(one, DECIMALS) for one in middle]},
        "geometry": {"type": "MultiPolygon", "coordinates": drawn},
    }


def extent(polygons: Iterable[Any]) -> float:
    """The longer side, in degrees, of the box around all of them; 0 for none."""
    points = [point for polygon in polygons for point in _points(polygon)]
    if not points:
        return 0.0
    across, up = [point[0] for point in points], [point[1] for point in points]
    return max(max(across) - min(across), max(up) - min(up))


def simplified(ring: Sequence[Point], tolerance: float) -> list[Point]:
    """The ring without the points that lie within `tolerance` of the line that remains (Douglas and Peucker)."""
    if len(ring) < 5 or tolerance <= 0:
        return list(ring)
    # A ring begins where it ends: it is cut at the point farthest from there, so that neither half is a dot.
    far = max(range(len(ring)), key=lambda at: _distance(ring[at], ring[0]))
    kept = sorted({*_kept(ring, 0, far, tolerance), *_kept(ring, far, len(ring) - 1, tolerance)})
    return [ring[at] for at in kept] if len(kept) >= 4 else list(ring)


def _kept(ring: Sequence[Point], first: int, last: int, tolerance: float) -> set[int]:
    kept, open_spans = {first, last}, [(first, last)]
    while open_spans:
        begin, end = open_spans.pop()
        between = range(begin + 1, end)
        if not between:
            continue
        at = max(between, key=lambda one: _off(ring[one], ring[begin], ring[end]))
        if _off(ring[at], ring[begin], ring[end]) > tolerance:
            kept.add(at)
            open_spans += [(begin, at), (at, end)]
    return kept


def breaks(values: Iterable[float]) -> list[float]:
    """The least value of each step of the ramp but the empty one: quantiles of what is more than nothing. Those that
    lie close together are one: a ramp does not make much of little."""
    ranked = sorted(value for value in values if value > 0)
    bounds: list[float] = []
    for quantile in range(STEPS):
        bound = ranked[len(ranked) * quantile // STEPS] if ranked else 0
        if bound and (not bounds or bound - bounds[-1] > CLOSE * ranked[-1]):
            bounds.append(bound)
    return bounds


def step(value: float | None, bounds: Sequence[float]) -> int:
    """Which step of the ramp a value has: 0 for nothing, 5 for the most; the middle where all are alike."""
    if not value or not bounds:
        return 0
    if len(bounds) == 1:
        return (STEPS + 1) // 2
    reached = sum(value >= bound for bound in bounds)
    return max(1, round(reached / len(bounds) * STEPS))


def _is_one(polygon: Any) -> bool:
    return isinstance(polygon[0][0][0], int | float)


def _points(polygon: Any) -> Iterable[Point]:
    for rings in [polygon] if _is_one(polygon) else polygon:
        yield from rings[0]


def _closed(ring: list[Point]) -> list[list[float]]:
    rounded = [[round(point[0], DECIMALS), round(point[1], DECIMALS)] for point in ring]
    return rounded if rounded[0] == rounded[-1] else [*rounded, rounded[0]]


def _distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _off(point: Point, begin: Point, end: Point) -> float:
    """How far a point lies from the line between two."""
    along = _distance(begin, end)
    if along == 0:
        return _distance(point, begin)
    return abs((end[0] - begin[0]) * (begin[1] - point[1]) - (begin[0] - point[0]) * (end[1] - begin[1])) / along
