"""Outlines keep their shape, and colours say no more than the numbers."""

from itertools import pairwise
from math import cos, hypot, pi, sin

from hypothesis import given
from hypothesis import strategies as st

from fangxian.web import maps

RING = [[10 * cos(2 * pi * at / 360), 10 * sin(2 * pi * at / 360)] for at in range(361)]


def off(point: list[float], ring: list[list[float]]) -> float:
    """How far a point lies from the nearest side of a ring."""
    return min(
        hypot(point[0] - (a[0] + t * (b[0] - a[0])), point[1] - (a[1] + t * (b[1] - a[1])))
        for a, b in pairwise(ring)
        for t in [at / 20 for at in range(21)]
    )


def test_a_simplified_outline_stays_within_its_tolerance_and_has_far_fewer_points() -> None:
    drawn = maps.simplified(RING, 0.05)
    assert len(drawn) < len(RING) / 4
    assert max(off(point, [list(one) for one in drawn]) for point in RING) < 0.07


def test_a_square_keeps_its_corners() -> None:
    square = [[0, 0], [1, 0], [2, 0], [2, 2], [1, 2], [0, 2], [0, 1], [0, 0]]
    assert {tuple(point) for point in maps.simplified(square, 0.01)} == {(0, 0), (2, 0), (2, 2), (0, 2)}


def test_a_feature_takes_one_polygon_or_several_and_closes_its_rings() -> None:
    square = [[0, 0], [1, 0], [1, 1], [0, 1]]
    one = maps.feature("230108001", "新伟街道", [square], (0.5, 0.5), 0)
    two = maps.feature("230108001", "新伟街道", [[square], [square]], (0.5, 0.5), 0)
    assert [len(part) for part in (one["geometry"]["coordinates"], two["geometry"]["coordinates"])] == [1, 2]
    ring = one["geometry"]["coordinates"][0][0]
    assert ring[0] == ring[-1]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60))
def test_more_is_never_drawn_paler_and_nothing_is_drawn_as_nothing(values: list[int]) -> None:
    bounds = maps.breaks(values)
    steps = [maps.step(value, bounds) for value in sorted(values)]
    assert steps == sorted(steps)
    assert all((step == 0) == (value == 0) for step, value in zip(steps, sorted(values), strict=True))


def test_what_is_nearly_alike_is_drawn_alike() -> None:
    bounds = maps.breaks([491, 492, 495, 495, 495, 495])
    assert {maps.step(value, bounds) for value in (491, 492, 495)} == {3}
