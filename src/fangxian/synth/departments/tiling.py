"""Cuts ground into pieces that tile it: in two by a straight line, each half again, until each piece has its share.

No gap and no overlap: both sides of a cut share it, corner for corner.
"""

import math
from collections.abc import Sequence

import numpy as np

from fangxian.lib import polygons
from fangxian.synth.departments.outline import Point, Ring

#: The direction in which the town's streets run, in radians, the others across; a cut follows one of them, or so.
STREET = 0.62
_ASLANT = 0.07
#: By how much a cut may turn off the streets, in radians; and below what roundness a piece is a strip.
_TURNS = tuple(math.radians(turn) for turn in range(0, 90, 15))
_ROUND = 0.65
#: Metres from a line within which a corner lies on it.
_ON = 1e-5


def tiled(ground: Ring, shares: Sequence[float], middle: Point, rng: np.random.Generator) -> list[Ring]:
    """One piece of the ground for each share, the first ones on the side of `middle`; its area is its share."""
    if not shares:
        return []
    if len(shares) == 1:
        return [ground]
    half = _half(shares)
    one, other = _cut(ground, sum(shares[:half]) / sum(shares), middle, rng)
    return [*tiled(one, shares[:half], middle, rng), *tiled(other, shares[half:], middle, rng)]


def _half(shares: Sequence[float]) -> int:
    """After how many shares about half of the whole is reached, at least one and not all."""
    sums = np.cumsum(shares)[:-1]
    return int(np.argmin(np.abs(sums - sum(shares) / 2))) + 1


def _cut(ring: Ring, share: float, middle: Point, rng: np.random.Generator) -> tuple[Ring, Ring]:
    """Both sides of the best of a few cuts that leave `share` of the area on the side of `middle`: the shortest, unless
    it would leave a piece that is no neighbourhood."""
    streets = [STREET + turn + float(rng.normal(0, _ASLANT)) for turn in (0.0, math.pi / 2)]
    away = np.mean(ring, axis=0) - middle
    cuts = []
    for angle in (street + turn for turn in _TURNS for street in streets):
        outward = angle + (math.pi if np.cos(angle) * away[0] + np.sin(angle) * away[1] < 0 else 0)
        limit = _limit(ring, share, outward)
        sides = (_side(ring, outward, limit, near=True), _side(ring, outward, limit, near=False))
        strip = max(0.0, _ROUND - min(map(roundness, sides)))
        cuts.append((strip, _length(ring, outward, limit), sides))
    return min(cuts, key=lambda cut: (math.isinf(cut[1]), cut[0], cut[1]))[2]


def roundness(ring: Ring) -> float:
    """Area over that of the circle with the same way around it (Polsby and Popper, 1991): a square has 0.79, a strip of
    one by ten 0.26."""
    around = sum(math.dist(start, end) for start, end in _sides(ring))
    return 4 * math.pi * _area(ring) / around**2 if around else 0.0


def _limit(ring: Ring, share: float, angle: float) -> float:
    along = [x * math.cos(angle) + y * math.sin(angle) for x, y in ring]
    low, high, wanted = min(along), max(along), _area(ring) * share
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _area(_side(ring, angle, middle, near=True)) < wanted else (low, middle)
    return high


def _length(ring: Ring, angle: float, limit: float) -> float:
    """How long the cut is; endless where it would leave more than two pieces, half as long again across the blocks."""
    (a, b), crossings = (math.cos(angle), math.sin(angle)), []
    for (x1, y1), (x2, y2) in _sides(ring):
        first, second = limit - x1 * a - y1 * b, limit - x2 * a - y2 * b
        if (first >= 0) != (second >= 0):
            part = first / (first - second)
            crossings.append(b * (x1 + part * (x2 - x1)) - a * (y1 + part * (y2 - y1)))
    askew = abs(math.sin(2 * (angle - STREET))) > 0.5
    return (max(crossings) - min(crossings)) * (1.5 if askew else 1.0) if len(crossings) == 2 else math.inf


def _side(ring: Ring, angle: float, limit: float, *, near: bool) -> Ring:
    """The part of a ring on one side of a line (Sutherland and Hodgman, 1974)."""
    sign, a, b = (1.0 if near else -1.0), math.cos(angle), math.sin(angle)
    kept: Ring = []
    for (x1, y1), (x2, y2) in _sides(ring):
        first, second = sign * (limit - x1 * a - y1 * b), sign * (limit - x2 * a - y2 * b)
        if first >= 0:
            kept.append((x1, y1))
        if first * second < 0:
            part = first / (first - second)
            kept.append((x1 + part * (x2 - x1), y1 + part * (y2 - y1)))
    return kept


def _sides(ring: Ring) -> list[tuple[Point, Point]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def _area(ring: Ring) -> float:
    return polygons.area([*ring, ring[0]]) if ring else 0.0


def sewn(rings: dict[str, Ring]) -> dict[str, Ring]:
    """The rings with each other's corners wherever those lie on their sides: neighbours share whole sides."""
    corners = np.array(sorted({point for ring in rings.values() for point in ring}))
    return {
        code: [point for side in _sides(ring) for point in _with_corners(*side, corners)]
        for code, ring in rings.items()
    }


def _with_corners(start: Point, end: Point, corners: np.ndarray) -> Ring:
    """The side's start and the corners that lie on it, in order; its end begins the next side."""
    way = np.array(end) - start
    from_start = corners - start
    along = from_start @ way / (way @ way)
    off = np.abs(from_start[:, 0] * way[1] - from_start[:, 1] * way[0]) / math.dist(start, end)
    found = np.flatnonzero((off < _ON) & (along > 1e-9) & (along < 1 - 1e-9))
    return [start, *(tuple(corners[place].tolist()) for place in found[np.argsort(along[found])])]
