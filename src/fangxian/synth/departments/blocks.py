"""Puts buildings on the ground: each compound in a block of its grid, its buildings in rows along the streets."""

import math

import numpy as np

from fangxian.lib import polygons
from fangxian.synth import streams
from fangxian.synth.departments import outline, tiling
from fangxian.synth.departments.land import Land
from fangxian.synth.departments.outline import Point, Ring
from fangxian.synth.places import HOUSE

#: Metres between buildings of a compound, and between the hamlets of a village, where there is room for it.
_APART, _HAMLETS_APART = 75.0, 700.0
#: How far apart rows are, beside buildings of one row; how much of a block is built on, from its middle outward.
_ROWS, _INSET = 0.7, 0.88


def put(seed: int, land: Land, grids: list[str], compounds: list[str], kinds: list[int]) -> list[Point]:
    """Where each building stands, in WGS-84; the lists tell each one's grid (empty: nowhere), compound and kind."""
    rng = streams.generator(seed, "departments/sites")
    inside: dict[str, dict[str, list[int]]] = {}
    for place, (grid, compound) in enumerate(zip(grids, compounds, strict=True)):
        if grid:
            inside.setdefault(grid, {}).setdefault(compound, []).append(place)
    points: list[Point] = [(0.0, 0.0)] * len(grids)
    for grid, blocks in inside.items():
        shares = [2.0 + len(buildings) for buildings in blocks.values()]
        pieces = tiling.tiled(land.plane[grid], shares, outline.town(), rng)
        for buildings, piece in zip(blocks.values(), pieces, strict=True):
            apart = _HAMLETS_APART if kinds[buildings[0]] == HOUSE else _APART
            for building, point in zip(buildings, _in_rows(piece, len(buildings), apart), strict=True):
                points[building] = point
    return [degrees if grid else (0.0, 0.0) for grid, degrees in zip(grids, outline.degrees(points), strict=True)]


def _in_rows(ring: Ring, count: int, apart: float) -> np.ndarray:
    """So many points within the ring, on a lattice about its middle, row by row."""
    closed = np.array([*ring, ring[0]])
    middle = np.array(polygons.point_in([[(x, y) for x, y in closed.tolist()]]))
    inner = middle + (closed - middle) * _INSET
    turned = np.array(
        [[math.cos(tiling.STREET), math.sin(tiling.STREET)], [-math.sin(tiling.STREET), math.cos(tiling.STREET)]]
    )
    reach = float(np.abs(closed - middle).max()) * math.sqrt(2)
    while True:
        steps = np.arange(-math.ceil(reach / apart / _ROWS), math.ceil(reach / apart / _ROWS) + 1)
        rows, columns = (grid.ravel() for grid in np.meshgrid(steps, steps, indexing="ij"))
        lattice = middle + np.column_stack([columns * apart, rows * apart * _ROWS]) @ turned
        free = np.flatnonzero(_within(lattice, inner) & _within(lattice, closed))
        if len(free) >= count:
            nearest = np.argsort(((lattice[free] - middle) ** 2).sum(axis=1), kind="stable")[:count]
            found: np.ndarray = lattice[np.sort(free[nearest])]
            return found
        apart *= 0.85


def _within(points: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """Which points a closed ring holds: those from which a ray eastward crosses it an odd number of times."""
    x, y = points[:, :1], points[:, 1:]
    (ax, ay), (bx, by) = ring[:-1].T, ring[1:].T
    between = (ay > y) != (by > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        east = x < ax + (y - ay) * (bx - ax) / (by - ay)
    odd: np.ndarray = (between & east).sum(axis=1) % 2 == 1
    return odd
