"""Law 8: what became of what is due is worked out again from the facts, whatever was done to it; a withdrawal takes
back exactly what a batch had brought."""

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.evidence import actions as evidence
from fangxian.fieldwork.models import Line
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.models import Breach, Enrolment, Obligation, Stage
from fangxian.runs import follow_up

pytestmark = pytest.mark.django_db
EVENING = NOW + 4 * DAY


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(NOW):
        found, people = begun(monkeypatch, "张伟", "李娜", "王芳")
        enrolled(found, people)
    with clock.set_to(EVENING):
        actions.overdue()
        actions.advance()
        yield found


def batches(seed: int) -> dict[str, list[tuple[int, str, datetime, str]]]:
    chance = random.Random(seed)
    findings = {"test": ("", "", "suspect", "positive"), "temperature": ("", "", "fever")}
    return {
        f"b{name}": [
            (chance.randint(1, 3), kind, NOW + chance.randint(0, 90) * HOUR, chance.choice(findings[kind]))
            for _ in range(6)
            for kind in [chance.choice(("test", "temperature"))]
        ]
        for name in range(4)
    }


def land(outbreak: int, name: str, rows: list[tuple[int, str, datetime, str]]) -> None:
    said: dict[str, Any] = {
        "person": [row[0] for row in rows],
        "kind": [row[1] for row in rows],
        "at": [row[2].replace(tzinfo=None) for row in rows],
        "row": list(range(1, len(rows) + 1)),
        "finding": [row[3] for row in rows],
    }
    evidence.apply_batch(pa.table(said), outbreak=outbreak, batch=name, by="test")


def state() -> dict[str, list[Any]]:
    """All that follows from the facts that stand, without keys of what was made on the way."""
    mine = Enrolment.rows.exclude(state="ended", closed_for="withdrawn")
    columns = ("person", "enrolment__person_class", "duty", "due_at", "state", "met_at")
    due = Obligation.rows.filter(enrolment__in=mine).exclude(state="cancelled")
    stages = ("enrolment__person", "enrolment__person_class", "number", "kind", "starts_at", "ends_at")
    return {
        "enrolments": sorted(mine.values_list("person", "person_class", "state", "ends_at")),
        "stages": sorted(Stage.objects.filter(enrolment__in=mine).values_list(*stages)),
        "due": sorted(due.values_list(*columns), key=repr),
        "breaches": sorted(Breach.objects.filter(cleared_at=None).values_list("enrolment__person", "finding", "at")),
        "asked": sorted(Line.objects.filter(outcome="").values_list("person_id", "task__origin")),
    }


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_the_outcome_is_the_same_and_a_withdrawal_takes_back_what_came(
    outbreak: int, seed: int
) -> None:
    empty, drawn = state(), batches(seed)
    for name, rows in drawn.items():
        land(outbreak, name, rows)
    forwards = state()
    assert follow_up.behind(outbreak) == 0
    for name in drawn:
        evidence.withdraw_batch(outbreak=outbreak, batch=name, by="test")
    taken_back = state()
    for name, those in empty.items():
        assert set(taken_back[name]) ^ set(those) == set(), name
    for name, rows in reversed(drawn.items()):
        land(outbreak, name, rows)
    again = state()
    for name, those in forwards.items():
        assert set(again[name]) ^ set(those) == set(), name


def test_what_was_written_over_is_worked_out_again(outbreak: int) -> None:
    land(outbreak, "b", [(1, "test", NOW + DAY, ""), (2, "test", NOW + DAY, "")])
    before = state()
    Obligation.rows.filter(duty="test").update(state="open", fact=None, met_at=None)
    assert follow_up.behind(outbreak) > 0
    assert follow_up.rebuild(outbreak, by="test") > 0
    assert state()["due"] == before["due"] and follow_up.behind(outbreak) == 0
