"""What a protocol makes of an anchor: stages one after the other, and what is due in each, without a database."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.following import CLOSE, DAY, DRUGS, HOUR, NOW, PROTOCOL, WORKER

from fangxian.lib import clock
from fangxian.outbreak.protocol import Duty, PersonClass, Phase
from fangxian.programme import rules
from fangxian.programme.rules import Move


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2022, 9, day, hour, minute, tzinfo=clock.LOCAL)


def test_stages_follow_each_other_from_day_one() -> None:
    home, monitoring = rules.stages(CLOSE, NOW)
    assert (home.kind, home.starts_at, home.ends_at, home.effect) == ("home", at(10), at(13), "yellow_home")
    assert (monitoring.kind, monitoring.starts_at, monitoring.ends_at, monitoring.effect) == (
        "health_monitoring", at(13), at(15), "",
    )  # fmt: skip


def test_days_are_local_and_whole() -> None:
    tests = [one for one in rules.dues(rules.stages(CLOSE, NOW), NOW, since=NOW) if one.duty == "test"]
    assert [(one.number, one.from_at, one.due_at) for one in tests] == [
        (1, at(10), at(11)), (2, at(12), at(13)), (3, at(14), at(15)),
    ]  # fmt: skip
    assert [one.until_at - one.due_at for one in tests] == [12 * HOUR, 12 * HOUR, 0 * HOUR]


def test_hours_of_each_day_begin_where_the_hour_before_ended() -> None:
    morning, evening, next_morning, *_ = [
        one for one in rules.dues(rules.stages(CLOSE, NOW), NOW, since=NOW) if one.duty == "temperature"
    ]
    assert (morning.from_at, morning.due_at) == (at(10), at(10, 8))
    assert (evening.from_at, evening.due_at) == (at(10, 8), at(10, 20))
    assert (next_morning.from_at, next_morning.due_at) == (at(10, 20), at(11, 8))


def test_within_hours_counts_from_the_minute_of_the_anchor_and_holds_the_stage_open() -> None:
    bought = at(9, 10, 40)
    (stage,) = rules.stages(DRUGS, bought)
    (due,) = rules.dues([stage], bought, since=bought)
    assert (due.from_at, due.due_at) == (bought, at(12, 10, 40)) and stage.ends_at == due.until_at


def test_what_was_over_when_somebody_was_enrolled_is_not_asked_for() -> None:
    late = rules.dues(rules.stages(CLOSE, NOW), NOW, since=at(11, 9))
    assert {one.due_at for one in late if one.duty == "test"} == {at(13), at(15)}
    assert min(one.due_at for one in late if one.duty == "temperature") == at(11, 20)


def test_a_home_that_is_not_fit_is_a_site() -> None:
    assert rules.stages(CLOSE, NOW, unfit=True)[0].kind == "quarantine_site"


def test_a_stage_that_was_moved_keeps_its_days() -> None:
    plain = rules.dues(rules.stages(CLOSE, NOW), NOW, since=NOW)
    moved = rules.stages(CLOSE, NOW, moves=[Move(at(11, 15), "quarantine_site")])
    assert [(one.number, one.kind, one.starts_at) for one in moved] == [
        (1, "home", at(10)), (2, "quarantine_site", at(11, 15)), (3, "health_monitoring", at(13)),
    ]  # fmt: skip
    assert rules.dues(moved, NOW, since=NOW) == plain


@pytest.mark.parametrize(("people", "of", "two"), [(1, CLOSE, True), (12, DRUGS, False), (13, DRUGS, True)])
def test_what_colours_takes_two_however_few(people: int, of: PersonClass, two: bool) -> None:
    assert rules.takes_two(PROTOCOL, of, people) is two


def _in_order(numbers: set[int]) -> tuple[int, ...]:
    return tuple(sorted(numbers))


DUTIES = st.one_of(
    st.builds(Duty, st.just("a"), st.just("test"), days=st.sets(st.integers(1, 9), min_size=1).map(_in_order),
              grace_hours=st.integers(0, 72)),
    st.builds(Duty, st.just("a"), st.just("test"), every_hours=st.integers(1, 100), grace_hours=st.integers(0, 72)),
    st.builds(Duty, st.just("a"), st.just("test"), at_hours=st.sets(st.integers(0, 23), min_size=1).map(_in_order)),
)  # fmt: skip
KINDS = ("home", "quarantine_site", "health_monitoring")


@given(
    phases=st.lists(st.tuples(st.integers(1, 9), DUTIES), min_size=1, max_size=3),
    anchor=st.datetimes(datetime(2022, 1, 1), datetime(2022, 12, 31)),
    moves=st.lists(st.tuples(st.integers(0, 27 * 24), st.sampled_from(KINDS)), max_size=3),
    since=st.integers(-48, 30 * 24),
)
def test_however_it_goes_times_of_a_duty_are_apart_and_stages_touch(
    phases: list[tuple[int, Duty]], anchor: datetime, moves: list[tuple[int, str]], since: int
) -> None:
    of = PersonClass(
        "c", "c", "c", "report",
        tuple(Phase(kind, days, (duty,)) for kind, (days, duty) in zip(KINDS, phases, strict=False)),
    )  # fmt: skip
    anchor_at = anchor.replace(tzinfo=clock.LOCAL)
    planned = rules.stages(of, anchor_at, moves=[Move(anchor_at + hours * HOUR, kind) for hours, kind in moves])
    assert all(before.ends_at == after.starts_at for before, after in pairwise(planned))
    assert [one.number for one in planned] == list(range(1, len(planned) + 1))
    assert planned[-1].ends_at - planned[0].starts_at == sum(days for days, _ in phases) * DAY
    dues = rules.dues(planned, anchor_at, since=anchor_at + since * HOUR)
    for before, after in pairwise(sorted(dues, key=lambda one: one.from_at)):
        assert before.due_at <= after.from_at, "what is due has a time of its own"
    for one in dues:
        assert one.from_at < one.due_at <= one.until_at and one.due_at > anchor_at + since * HOUR
        assert planned[0].starts_at < one.due_at <= planned[-1].ends_at


def test_an_interval_ends_with_its_stage() -> None:
    dues = rules.dues(rules.stages(WORKER, NOW), NOW, since=NOW)
    assert [one.due_at for one in dues] == [at(9) + timedelta(hours=48) * number for number in range(1, 6)]
