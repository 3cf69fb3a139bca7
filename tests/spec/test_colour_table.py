"""What a code shows, as a table that can be read without reading code: tests/spec/colours.csv; and whatever is drawn,
both engines and the rules say the same."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.healthcode import rules
from fangxian.healthcode.rules import Span
from fangxian.lake.engines import open_engine
from fangxian.lib import clock
from fangxian.reconcile import colours

DAY = datetime(2022, 9, 10, tzinfo=clock.LOCAL)


def lines() -> list[dict[str, str]]:
    with (Path(__file__).parent / "colours.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hour(text: str) -> datetime:
    hours, minutes = text.split(":")
    return DAY + timedelta(hours=int(hours), minutes=int(minutes))


def spans(text: str) -> Iterator[Span]:
    for one in filter(None, text.strip("?").split(";")):
        colour, times, *ended = one.split()
        begins, ends = times.split("-")
        yield Span("" if colour == "hold" else colour, hour(begins), hour(ends), hour(ended[1]) if ended else None)


@pytest.mark.parametrize("line", lines(), ids=lambda line: line["why"])
def test_the_table(line: dict[str, str]) -> None:
    known = line["restrictions"] != "?"
    assert rules.state(spans(line["restrictions"]), hour(line["at"]), known=known) == line["shows"]


moments = st.integers(0, 48).map(lambda hours: DAY + timedelta(hours=hours))


@st.composite
def drawn(draw: st.DrawFn) -> Span:
    begins = draw(moments)
    ends = begins + timedelta(hours=draw(st.integers(1, 24)))
    ended = draw(st.none() | st.integers(0, 24).map(lambda hours: min(begins + timedelta(hours=hours), ends)))
    return Span(draw(st.sampled_from(rules.COLOURS)), begins, ends, ended)


@given(st.lists(drawn(), max_size=6), moments, st.randoms())
def test_the_order_in_which_they_are_told_changes_nothing(found: list[Span], at: datetime, chance: object) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for ask in (rules.state, rules.since, rules.right_until):
        assert ask(found, at) == ask(shuffled, at)


@given(st.lists(drawn(), min_size=1, max_size=6), moments)
def test_what_is_shown_is_right_until_it_says(found: list[Span], at: datetime) -> None:
    until = rules.right_until(found, at)
    moment = at
    while moment < (until or at + timedelta(hours=72)):
        assert rules.state(found, moment) == rules.state(found, at)
        moment += timedelta(minutes=30)


@given(st.lists(drawn(), max_size=6), moments)
def test_one_more_restriction_never_shows_less(found: list[Span], at: datetime) -> None:
    for count in range(len(found)):
        assert not rules.worse(rules.state(found[: count + 1], at), rules.state(found[:count], at))


def test_the_engine_says_what_the_rules_say(tmp_path: Path) -> None:
    people = {number: list(spans(line["restrictions"])) for number, line in enumerate(lines())}
    rows = [
        (person, one.colour, *(None if at is None else at.replace(tzinfo=None) for at in (
            one.starts_at, one.expires_at, one.ended_at)))
        for person, found in people.items() for one in found
    ]  # fmt: skip
    with open_engine(workdir=tmp_path) as engine:
        times = dict.fromkeys(("starts_at", "expires_at", "ended_at"), "TIMESTAMP")
        engine.load_rows("restrictions", {"person": "BIGINT", "colour": "VARCHAR"} | times, rows)
        engine.load_rows("people", {"person": "BIGINT"}, [(person,) for person in people])
        for hours in range(24):
            at = DAY + timedelta(hours=hours)
            colours.compute(engine, at.replace(tzinfo=None))
            said = dict(engine.rows("SELECT person, state FROM colours"))
            assert said == {person: rules.state(found, at) for person, found in people.items()}
