"""Tubes, people in pools, scopes: the rules without a database."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.screening import rules


def test_a_tube_goes_from_planned_to_a_result_and_back_to_nothing() -> None:
    way = [
        "planned",
        "opened",
        "filled",
        "sealed",
        "boxed",
        "handed_over",
        "received",
        "testing",
        "suspect",
        "positive",
    ]
    for now, then in pairwise(way):
        assert rules.advanced(rules.TUBE, now, then) == then
    for now, then in [
        ("planned", "sealed"),
        ("negative", "testing"),
        ("suspect", "negative"),
        ("received", "positive"),
    ]:
        with pytest.raises(ValueError, match="does not become"):
            rules.advanced(rules.TUBE, now, then)


def test_every_state_that_a_tube_may_reach_is_known() -> None:
    for states in (rules.TUBE, rules.IN_POOL):
        assert {then for after in states.values() for then in after} <= set(states)


@pytest.mark.parametrize(
    ("people", "mode", "household", "fits"),
    [(0, 1, None, True), (1, 1, None, False), (9, 10, None, True), (10, 10, None, False), (1, 1, 4, True)],
)
def test_a_tube_takes_as_many_as_its_mode_or_its_household(
    people: int, mode: int, household: int | None, fits: bool
) -> None:
    assert rules.may_be_filled(people=people, mode=mode, household=household) is fits


def test_an_empty_tube_is_not_sealed() -> None:
    assert not rules.may_be_sealed(people=0) and rules.may_be_sealed(people=1)


@pytest.mark.parametrize("status", ["tested", "pending", "in_review", "excused"])
def test_of_whom_anything_is_known_nobody_reminds(status: str) -> None:
    assert not rules.asked(status, outcome="", hold=False)
    assert not rules.asked("untested", outcome="will_test", hold=False)


def age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@given(
    born=st.dates(date(1920, 1, 1), date(2022, 9, 9)),
    youngest=st.one_of(st.none(), st.integers(0, 90)),
    oldest=st.one_of(st.none(), st.integers(0, 100)),
)
def test_a_scope_names_the_days_of_birth_of_its_ages(born: date, youngest: int | None, oldest: int | None) -> None:
    day = date(2022, 9, 9)
    first, last = rules.born_between({"youngest": youngest, "oldest": oldest}, day)
    within = (first is None or born.isoformat() >= first) and (last is None or born.isoformat() <= last)
    years = age(born, day)
    assert within == ((youngest is None or years >= youngest) and (oldest is None or years <= oldest))
