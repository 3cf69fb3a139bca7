"""A point inside lies inside, whatever the polygon's shape."""

import math

from hypothesis import given
from hypothesis import strategies as st

from fangxian.lib import polygons

SQUARE = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]
HOLE = [(0.5, 0.5), (1.5, 0.5), (1.5, 1.5), (0.5, 1.5), (0.5, 0.5)]
HORSESHOE = [(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (2.0, 3.0), (2.0, 1.0), (1.0, 1.0), (1.0, 3.0), (0.0, 3.0), (0.0, 0.0)]


def test_the_area_does_not_ask_which_way_a_ring_runs() -> None:
    assert polygons.area(SQUARE) == polygons.area(SQUARE[::-1]) == 4.0


def test_a_hole_is_outside() -> None:
    assert polygons.contains([SQUARE], (1.0, 1.0))
    assert not polygons.contains([SQUARE, HOLE], (1.0, 1.0))
    assert not polygons.contains([SQUARE], (3.0, 1.0))


def test_the_middle_of_a_square_is_its_point_and_that_of_a_horseshoe_lies_in_it() -> None:
    assert polygons.point_in([SQUARE]) == (1.0, 1.0)
    for shape in ([SQUARE, HOLE], [HORSESHOE]):
        assert polygons.contains(shape, polygons.point_in(shape))


@given(st.lists(st.floats(0.2, 3.0), min_size=3, max_size=40))
def test_a_star_of_any_shape_holds_its_point(radii: list[float]) -> None:
    turn = 2 * math.pi / len(radii)
    corners = [(126 + r * math.cos(i * turn), 45 + r * math.sin(i * turn)) for i, r in enumerate(radii)]
    star = [*corners, corners[0]]
    assert polygons.contains([star], polygons.point_in([star]))
