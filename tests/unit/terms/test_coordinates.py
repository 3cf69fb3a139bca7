"""WGS-84 and GCJ-02 are each other's way back, and as far apart as maps of China are."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.terms import coordinates

east, north = st.floats(73.7, 135.0), st.floats(3.5, 53.5)


@given(east, north)
def test_what_was_bent_is_straightened_to_a_millimetre(longitude: float, latitude: float) -> None:
    there = coordinates.to_gcj02(longitude, latitude)
    assert coordinates.to_wgs84(*there) == pytest.approx((longitude, latitude), abs=1e-8)


@given(east, north)
def test_the_two_lie_less_than_a_kilometre_apart(longitude: float, latitude: float) -> None:
    bent = coordinates.to_gcj02(longitude, latitude)
    metres = math.dist((longitude, latitude), bent) * 111_000
    assert 0 < metres < 1200


def test_a_published_pair() -> None:
    assert coordinates.to_gcj02(116.404, 39.915) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)


def test_outside_china_nothing_is_bent() -> None:
    assert coordinates.to_gcj02(2.35, 48.85) == (2.35, 48.85) == coordinates.to_wgs84(2.35, 48.85)
