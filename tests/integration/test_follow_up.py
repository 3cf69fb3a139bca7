"""Evidence lands, and what is due follows: met, overdue, made good; somebody goes; a programme ends when it may."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.evidence import actions as evidence
from fangxian.fieldwork.models import Line, Task
from fangxian.lib import clock
from fangxian.programme import actions, queries
from fangxian.programme.models import Breach, Change, Enrolment, Obligation

pytestmark = pytest.mark.django_db
Scene = tuple[int, list[int]]
DAY1 = datetime(2022, 9, 10, tzinfo=clock.LOCAL)


@pytest.fixture(autouse=True)
def scene(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with clock.set_to(NOW):
        yield begun(monkeypatch, "张伟", "李娜", "王芳")


def test_fact(outbreak: int, person: int, at: datetime, finding: str = "", kind: str = "test", key: str = "") -> Any:
    return evidence.record(
        outbreak=outbreak, kind=kind, person=person, at=at, key=key or f"{person}/{at}/{kind}", by="li", finding=finding
    )


test_fact.__test__ = False  # type: ignore[attr-defined]


def minute(at: datetime) -> None:
    """What is done by the clock."""
    actions.overdue(at)
    actions.advance(at)


def tests_of(person: int) -> list[tuple[str, bool]]:
    found = Obligation.rows.filter(person=person, duty="test").order_by("due_at")
    return [(one.state, one.fact is not None) for one in found]


tests_of.__test__ = False  # type: ignore[attr-defined]


def test_a_single_result_settles_what_is_due_in_its_time(scene: Scene) -> None:
    outbreak, (zhang, li, _) = scene
    enrolled(outbreak, [zhang, li])
    with clock.set_to(DAY1 + 9 * HOUR):
        fact = test_fact(outbreak, zhang, DAY1 + 8 * HOUR)
    one = Obligation.rows.get(person=zhang, duty="test", number=1)
    assert (one.state, one.fact, one.met_at) == ("met", fact.pk, DAY1 + 8 * HOUR)
    assert tests_of(li) == [("open", False)] * 3
    with clock.set_to(DAY1 + 10 * HOUR):
        evidence.withdraw(fact=fact.pk, by="li")
    assert tests_of(zhang) == [("open", False)] * 3


def test_what_is_not_done_by_its_time_asks_somebody_to_go(scene: Scene) -> None:
    outbreak, (zhang, *_) = scene
    enrolled(outbreak, [zhang])
    late = DAY1 + DAY + 12 * HOUR
    with clock.set_to(late):
        minute(late)
        assert tests_of(zhang)[0] == ("overdue", False)
        task = Task.rows.get(origin__endswith="/test")
        assert (task.kind, task.why, task.state) == ("follow_up", "duty_unmet", "open")
        assert Line.objects.get(task=task).person_id == zhang
        unmet = Change.objects.filter(what="unmet").order_by("pk")
        # Overdue alone restricts nobody (law 14).
        assert unmet.count() == 4 and all(one.payload["effects"] == [] for one in unmet)
        minute(late)
        assert Change.objects.filter(what="unmet").count() == 4
    with clock.set_to(late + HOUR):
        test_fact(outbreak, zhang, late)
        task.refresh_from_db()
        assert tests_of(zhang)[0] == ("overdue", True) and task.state == "cancelled"
        assert Change.objects.filter(what="made_good").count() == 1


def test_after_somebody_had_gone_it_may_restrict(scene: Scene) -> None:
    outbreak, (zhang, *_) = scene
    enrolled(outbreak, [zhang])
    late = DAY1 + DAY + 12 * HOUR
    with clock.set_to(late):
        minute(late)
        assert actions.visited(outbreak, [(zhang, "test")], at=late, by="grid") == 1
    pressed = Change.objects.get(what="pressed")
    assert pressed.payload["effects"] == ["yellow_unmet"]
    with clock.set_to(late + HOUR):
        test_fact(outbreak, zhang, late + HOUR)
    lifted = Change.objects.get(what="made_good")
    assert lifted.payload["source"] == pressed.payload["source"] and lifted.payload["effects"] == []


def test_a_positive_takes_somebody_into_another_class_and_its_withdrawal_back(scene: Scene) -> None:
    outbreak, (zhang, *_) = scene
    enrolled(outbreak, [zhang])
    with clock.set_to(DAY1 + 9 * HOUR):
        fact = test_fact(outbreak, zhang, DAY1 + 8 * HOUR, "positive")
        states = dict(Enrolment.rows.values_list("person_class", "state"))
        assert states == {"close_contact": "ended", "case": "active"}
        assert Change.objects.get(what="breach").payload["effects"] == ["red_case"]
        assert Task.rows.filter(origin__endswith="/positive", state="open").count() == 1
        before = tests_of(zhang)
    with clock.set_to(DAY1 + 10 * HOUR):
        evidence.withdraw(fact=fact.pk, by="li")
        states = dict(Enrolment.rows.values_list("person_class", "state"))
        assert states == {"close_contact": "active", "case": "ended"}
        assert Breach.objects.filter(cleared_at=None).count() == 0 and before[1][0] == "cancelled"
        assert tests_of(zhang) == [("open", False)] * 3
        assert not Task.rows.filter(origin__endswith="/positive", state="open").exists()


def test_a_fever_moves_somebody_and_keeps_what_is_due(scene: Scene) -> None:
    outbreak, (zhang, *_) = scene
    enrolled(outbreak, [zhang])
    plan = list(Obligation.rows.order_by("pk").values_list("duty", "due_at"))
    with clock.set_to(DAY1 + 9 * HOUR):
        test_fact(outbreak, zhang, DAY1 + 8 * HOUR, "fever", kind="temperature")
    (one,) = Enrolment.rows.all()
    kinds = [stage.kind for stage in queries.stages([one.pk])[one.pk]]
    assert kinds == ["home", "quarantine_site", "health_monitoring"]
    assert list(Obligation.rows.exclude(state="cancelled").order_by("pk").values_list("duty", "due_at")) == plan


def test_a_programme_whose_conditions_hold_waits_for_its_approver(scene: Scene) -> None:
    outbreak, (zhang, *_) = scene
    enrolled(outbreak, [zhang])
    for day in range(5):
        with clock.set_to(DAY1 + day * DAY + 21 * HOUR):
            for hour in (7, 19):
                test_fact(outbreak, zhang, DAY1 + day * DAY + hour * HOUR, kind="temperature")
            test_fact(outbreak, zhang, DAY1 + day * DAY + 9 * HOUR)
    over = DAY1 + 5 * DAY
    with clock.set_to(over):
        minute(over)
        assert Enrolment.rows.get().state == "release_due"
        # What speaks against them comes late: they wait no more.
        fact = test_fact(outbreak, zhang, DAY1 + 4 * DAY + 10 * HOUR, "suspect")
        assert Enrolment.rows.get().state == "active"
        evidence.withdraw(fact=fact.pk, by="li")
        assert Enrolment.rows.get().state == "release_due"


def test_a_buyer_who_was_tested_is_let_go_by_itself_and_back_when_it_is_withdrawn(scene: Scene) -> None:
    outbreak, (zhang, *_) = scene
    enrolled(outbreak, [zhang], "fever_drug_buyer", anchor=NOW - HOUR)
    with clock.set_to(NOW + 5 * HOUR):
        fact = test_fact(outbreak, zhang, NOW + 4 * HOUR)
        one = Enrolment.rows.get()
        assert (one.state, one.closed_for) == ("released", "conditions")
        evidence.withdraw(fact=fact.pk, by="li")
        assert Enrolment.rows.get().state == "active" and tests_of(zhang) == [("open", False)]


def batch(rows: list[tuple[int, datetime, str]]) -> pa.Table:
    return pa.table(
        {
            "person": [row[0] for row in rows],
            "kind": ["test"] * len(rows),
            "at": pa.array([row[1].replace(tzinfo=None) for row in rows], pa.timestamp("us")),
            "row": list(range(1, len(rows) + 1)),
            "finding": [row[2] for row in rows],
        }
    )


def test_who_was_let_go_twice_is_followed_once_when_both_results_are_withdrawn(scene: Scene) -> None:
    outbreak, (zhang, *_) = scene
    for day in (0, 1):
        bought = NOW + day * DAY
        with clock.set_to(bought):
            enrolled(outbreak, [zhang], "fever_drug_buyer", anchor=bought, origin=f"drugs/{day}")
        with clock.set_to(bought + 6 * HOUR):
            rows = pa.table(
                {"person": [zhang], "kind": ["test"], "at": [bought.replace(tzinfo=None) + 5 * HOUR], "row": [day]}
            )
            evidence.apply_batch(rows, outbreak=outbreak, batch="b1", by="li")
    assert list(Enrolment.rows.order_by("pk").values_list("state", flat=True)) == ["released", "released"]
    with clock.set_to(NOW + 2 * DAY):
        assert evidence.withdraw_batch(outbreak=outbreak, batch="b1", by="li") == 2
    assert list(Enrolment.rows.order_by("pk").values_list("state", flat=True)) == ["released", "active"]
    assert Change.objects.filter(what="reopened").count() == 1


def test_a_batch_and_its_withdrawal(scene: Scene) -> None:
    outbreak, people = scene
    enrolled(outbreak, people)
    with clock.set_to(DAY1 + 20 * HOUR):
        minute(clock.now())
        before = state()
        table = batch([(one, DAY1 + 9 * HOUR, "") for one in people])
        evidence.apply_batch(table, outbreak=outbreak, batch="b1", by="test")
        assert all(tests_of(one)[0] == ("met", True) for one in people)
        evidence.apply_batch(table, outbreak=outbreak, batch="b1", by="test")
        assert evidence.withdraw_batch(outbreak=outbreak, batch="b1", by="test") == 3
        assert state() == before


def state() -> list[tuple[Any, ...]]:
    columns = ("person", "duty", "due_at", "state", "fact", "met_at", "enrolment__state")
    return sorted(Obligation.rows.values_list(*columns), key=repr)


def test_stages_begin_by_the_clock(scene: Scene) -> None:
    outbreak, (zhang, *_) = scene
    enrolled(outbreak, [zhang])
    minute(DAY1 - timedelta(minutes=1))
    assert Enrolment.rows.get().stage == 0
    with clock.set_to(DAY1):
        minute(DAY1)
        minute(DAY1)
    (change,) = Change.objects.filter(what="stage")
    assert change.payload["effects"] == ["yellow_home"] and Enrolment.rows.get().stage == 1
