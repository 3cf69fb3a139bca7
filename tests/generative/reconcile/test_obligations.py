"""What is due against what was obtained: the engine's answer is the answer of a slow referee that anybody can read,
however late, out of order, twice or withdrawn the facts are."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.lake.engines import Engine, open_engine, portable
from fangxian.reconcile import obligations

START = datetime(2022, 9, 9)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Expected:
    obligation: int
    enrolment: int
    person: int
    duty: str
    evidence: str
    from_at: datetime
    due_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Fact:
    fact: int
    person: int
    kind: str
    at: datetime
    stands: bool = True


Outcomes = dict[int, tuple[str, int | None]]


def referee(expected: Sequence[Expected], facts: Sequence[Fact], at: datetime) -> Outcomes:
    """Each fact in the order of its time: it settles what is due in that time, else the earliest that still waits."""
    settled: dict[int, int] = {}
    for enrolment, duty in {(one.enrolment, one.duty) for one in expected}:
        those = [one for one in expected if (one.enrolment, one.duty) == (enrolment, duty)]
        for fact in _of(facts, those[0]):
            own = [one for one in those if one.from_at <= fact.at < one.due_at and one.obligation not in settled]
            waits = [one for one in those if one.due_at <= fact.at < one.until_at and one.obligation not in settled]
            for one in sorted(own or waits, key=lambda one: one.due_at)[:1]:
                settled[one.obligation] = fact.fact
    outcomes: Outcomes = {}
    for one in expected:
        if one.obligation in settled:
            outcomes[one.obligation] = ("met", settled[one.obligation])
        elif one.until_at > at:
            outcomes[one.obligation] = ("open", None)
        else:
            late = [fact.fact for fact in _of(facts, one) if fact.at >= one.until_at]
            outcomes[one.obligation] = ("overdue", late[0] if late else None)
    return outcomes


def _of(facts: Sequence[Fact], due: Expected) -> list[Fact]:
    """The facts that stand of somebody, in the order of their time; of one moment, the first."""
    first: dict[datetime, Fact] = {}
    for one in sorted(facts, key=lambda one: one.fact):
        if one.stands and one.person == due.person and one.kind == due.evidence:
            first.setdefault(one.at, one)
    return sorted(first.values(), key=lambda one: one.at)


def engine_says(engine: Engine, expected: Sequence[Expected], facts: Sequence[Fact], at: datetime) -> Outcomes:
    moment = pa.timestamp("us")
    times = {"from_at": moment, "due_at": moment, "until_at": moment, "known_at": moment, "met_at": moment}
    columns: dict[str, Any] = {"obligation": pa.int64(), "enrolment": pa.int64(), "person": pa.int64()}
    columns |= {"duty": pa.string(), "evidence": pa.string(), **times, "state": pa.string(), "fact": pa.int64()}
    blank = {"known_at": None, "met_at": None, "state": "open", "fact": None}
    rows = [vars(one) | blank for one in expected]
    engine.load_table("expected", pa.Table.from_pylist(rows, schema=pa.schema(columns)))
    known = {"fact": pa.int64(), "person": pa.int64(), "kind": pa.string(), "moment": moment}
    known |= {"recorded_at": moment, "gone_at": moment}
    said = [
        vars(one) | {"moment": one.at, "recorded_at": START, "gone_at": None if one.stands else at} for one in facts
    ]
    engine.load_table("known", pa.Table.from_pylist(said, schema=pa.schema(known)))
    obligations.reconcile(engine, at=at)
    return {pk: (state, fact) for pk, state, fact in engine.rows("SELECT obligation, state, fact FROM outcomes")}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(workdir=Path(tmp_path_factory.mktemp("engine"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("spark", workdir=Path(tmp_path_factory.mktemp("spark"))) as opened:
        yield opened


@st.composite
def programmes(draw: st.DrawFn) -> tuple[list[Expected], list[Fact], datetime]:
    """Two people, up to three duties between them, facts scattered over their time."""
    expected: list[Expected] = []
    for enrolment in range(1, draw(st.integers(1, 3)) + 1):
        person, evidence = draw(st.integers(1, 2)), draw(st.sampled_from(("test", "temperature")))
        start, grace = draw(st.integers(0, 24)), draw(st.integers(0, 72))
        for _ in range(draw(st.integers(1, 6))):
            length, gap = draw(st.integers(1, 48)), draw(st.sampled_from((0, 0, 12)))
            due = START + (start + length) * HOUR
            expected.append(
                Expected(
                    len(expected) + 1,
                    enrolment,
                    person,
                    "duty",
                    evidence,
                    START + start * HOUR,
                    due,
                    due + grace * HOUR,
                )
            )
            start += length + gap
    said = st.tuples(
        st.integers(1, 2), st.sampled_from(("test", "temperature")), st.integers(-5, 300),
        st.sampled_from((True, True, True, False)),
    )  # fmt: skip
    facts = [
        Fact(number, person, kind, START + hours * HOUR, stands)
        for number, (person, kind, hours, stands) in enumerate(draw(st.lists(said, max_size=14)), 1)
    ]
    return expected, facts, START + draw(st.integers(0, 320)) * HOUR


@settings(max_examples=150)
@given(programme=programmes(), order=st.randoms(use_true_random=False))
def test_the_engine_says_what_the_referee_says(
    engine: Engine, programme: tuple[list[Expected], list[Fact], datetime], order: random.Random
) -> None:
    expected, facts, at = programme
    right = referee(expected, facts, at)
    order.shuffle(facts)
    assert engine_says(engine, expected, facts, at) == right
    # What was withdrawn is as what never was.
    assert engine_says(engine, expected, [one for one in facts if one.stands], at) == right


def due(number: int, start: int, length: int = 24, grace: int = 24) -> Expected:
    end = START + (start + length) * HOUR
    return Expected(number, 1, 1, "test", "test", START + start * HOUR, end, end + grace * HOUR)


def test(number: int, hours: float, **more: Any) -> Fact:
    return Fact(number, 1, "test", START + hours * HOUR, **more)


test.__test__ = False  # type: ignore[attr-defined]
TWO_DAYS = [due(1, 0), due(2, 24)]
LATER = START + 100 * HOUR


@pytest.mark.parametrize(
    ("facts", "outcomes"),
    [
        ([], {1: ("overdue", None), 2: ("overdue", None)}),
        ([test(1, 3)], {1: ("met", 1), 2: ("overdue", None)}),
        ([test(1, 23.99), test(2, 24)], {1: ("met", 1), 2: ("met", 2)}),
        # In the second day's own time it is the second day's, though the first still waits.
        ([test(1, 30)], {1: ("overdue", None), 2: ("met", 1)}),
        # Twice on the second day: the one settles it, the other the first day, within its grace.
        ([test(1, 30), test(2, 31)], {1: ("met", 2), 2: ("met", 1)}),
        # Sent twice, it is one.
        ([test(1, 30), test(2, 30)], {1: ("overdue", None), 2: ("met", 1)}),
        # Too late for both; it is written beside them.
        ([test(1, 90)], {1: ("overdue", 1), 2: ("overdue", 1)}),
        ([test(1, 3, stands=False)], {1: ("overdue", None), 2: ("overdue", None)}),
    ],
)
def test_one_fact_settles_one(engine: Engine, facts: list[Fact], outcomes: Outcomes) -> None:
    assert engine_says(engine, TWO_DAYS, facts, LATER) == outcomes == referee(TWO_DAYS, facts, LATER)


def test_every_step_is_in_the_portable_part(engine: Engine) -> None:
    engine.steps.clear()
    engine_says(engine, TWO_DAYS, [test(1, 30), test(2, 31), test(3, 32)], LATER)
    assert len(engine.steps) > 6
    for step in engine.steps:
        portable.parse(step.sql)


@pytest.mark.spark
@settings(max_examples=5)
@given(programme=programmes())
def test_spark_says_the_same(spark: Engine, programme: tuple[list[Expected], list[Fact], datetime]) -> None:
    expected, facts, at = programme
    assert engine_says(spark, expected, facts, at) == referee(expected, facts, at)
