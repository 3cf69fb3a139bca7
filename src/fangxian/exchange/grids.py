"""In which grid a point lies."""

from collections import defaultdict
from collections.abc import Iterable
from math import floor
from typing import Any

from fangxian.lib.polygons import Ring, contains

#: Degrees of the squares by which outlines are looked up: about the size of a grid.
_SQUARE = 0.005


class Grids:
    """Outlines of grids: rings of (longitude, latitude), or several of them, by code."""

    def __init__(self, outlines: Iterable[tuple[str, Any]]) -> None:
        self._by_square: dict[tuple[int, int], list[tuple[str, list[Ring]]]] = defaultdict(list)
        for code, polygon in outlines:
            for rings in polygon if isinstance(polygon[0][0][0], list) else [polygon]:
                one: list[Ring] = [[(point[0], point[1]) for point in ring] for ring in rings]
                for square in _squares(one[0]):
                    self._by_square[square].append((code, one))

    def at(self, longitude: float | None, latitude: float | None) -> str | None:
        """The code of the grid at a point in degrees, or None."""
        if longitude is None or latitude is None:
            return None
        near = self._by_square.get((floor(longitude / _SQUARE), floor(latitude / _SQUARE)), ())
        return next((code for code, rings in near if contains(rings, (longitude, latitude))), None)


def _squares(ring: Ring) -> Iterable[tuple[int, int]]:
    across, up = [point[0] for point in ring], [point[1] for point in ring]
    for x in range(floor(min(across) / _SQUARE), floor(max(across) / _SQUARE) + 1):
        for y in range(floor(min(up) / _SQUARE), floor(max(up) / _SQUARE) + 1):
            yield x, y
