"""Plane geometry of polygons: how large a ring is, whether a point lies in it, and a point that surely does.

A ring is a list of (x, y), closed: the last is the first. A polygon is a list of rings, the outer one first.
"""

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
Ring = Sequence[Point]


def area(ring: Ring) -> float:
    """The area of a ring, whichever way it runs, in squares of its unit."""
    # From its first point, so that a small ring far from the origin keeps its figures.
    x0, y0 = ring[0]
    return abs(sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairwise(ring))) / 2


def contains(polygon: Sequence[Ring], point: Point) -> bool:
    """Whether a point lies in a polygon and in none of its holes."""
    inside, (x, y) = False, point
    for ring in polygon:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                inside = not inside
    return inside


def point_in(polygon: Sequence[Ring]) -> Point:
    """A point inside: the centre of mass if it is, else the middle of the widest stretch at a height near it."""
    outer = polygon[0]
    centre = _centre(outer)
    if contains(polygon, centre):
        return centre
    heights = sorted({y for ring in polygon for _, y in ring})
    middles = sorted(((a + b) / 2 for a, b in pairwise(heights)), key=lambda height: abs(height - centre[1]))
    for height in middles:
        crossings = sorted(
            ax + (height - ay) * (bx - ax) / (by - ay)
            for ring in polygon
            for (ax, ay), (bx, by) in pairwise(ring)
            if (ay > height) != (by > height)
        )
        stretches = [(b - a, (a + b) / 2) for a, b in zip(crossings[::2], crossings[1::2], strict=False)]
        width, middle = max(stretches, default=(0.0, 0.0))
        if width > 0:
            return middle, height
    return outer[0]


def _centre(ring: Ring) -> Point:
    x0, y0 = ring[0]
    twice, east, north = 0.0, 0.0, 0.0
    for (ax, ay), (bx, by) in pairwise([(x - x0, y - y0) for x, y in ring]):
        cross = ax * by - bx * ay
        twice, east, north = twice + cross, east + (ax + bx) * cross, north + (ay + by) * cross
    return (x0 + east / (3 * twice), y0 + north / (3 * twice)) if twice else ring[0]
