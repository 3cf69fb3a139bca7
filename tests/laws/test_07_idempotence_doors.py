"""Law 7: the same message, binding, plan, acknowledgement or explanation twice changes nothing the second time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.door_sensors import WANG, body, district, door, fitted, say, worker

from fangxian.isolation import actions
from fangxian.isolation.actions import Message
from fangxian.isolation.models import Alert, Binding, Device, DoorEvent, PlannedVisit, Tally
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.lib.fault import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with district(tmp_path, monkeypatch) as found:
        yield found


def everything() -> list[Any]:
    tables = (Device.objects, Binding.rows, DoorEvent.objects, Alert.rows, PlannedVisit.rows, Event.objects)
    return [list(table.order_by("pk").values()) for table in tables]


def test_a_message_that_is_sent_again_is_counted_and_changes_nothing() -> None:
    fitted()
    assert say("e1").verdict == "lead"
    before = everything()
    with clock.set_to(clock.now() + timedelta(minutes=7)):
        again = say("e1", at=clock.now() - timedelta(minutes=7))
    assert (again.verdict, again.why) == ("counted", "repeated")
    assert everything() == before, "not even that the device was heard: it may be replayed"
    assert Tally.objects.get().count == 1


def test_twice_in_one_batch_is_once() -> None:
    fitted()
    answers = actions.take([Message("S1", body("e1")), Message("S1", body("e1"))], by="test")
    assert [one.verdict for one in answers] == ["lead", "counted"]
    assert DoorEvent.objects.count() == 1


def test_a_name_that_comes_with_something_else_is_no_second_event() -> None:
    fitted()
    say("e1")
    assert say("e1", "closed").why == "contradicts"
    assert DoorEvent.objects.get().kind == "opened"


def test_what_a_person_does_twice_is_done_once() -> None:
    fitted()
    say("e1")
    alert = Alert.rows.get().pk
    planned = {"dwelling": door(), "kind": "waste", "starts_at": clock.now(), "click": "c1", "by": WANG}

    def all_of_it() -> None:
        actions.register(["S1"], by="test")
        actions.bind(serial="S1", dwelling=door(), consented=True, by=WANG)
        actions.plan(ends_at=clock.now() + timedelta(hours=1), **planned)
        actions.acknowledge(alert=alert, by=WANG)
        actions.explain(alert=alert, how="call", finding="airing", by=WANG)

    all_of_it()
    before = everything()
    all_of_it()
    assert everything() == before


def test_a_second_person_does_not_take_or_settle_what_is_taken_or_settled() -> None:
    fitted()
    say("e1")
    alert, other = Alert.rows.get().pk, worker("li")
    actions.acknowledge(alert=alert, by=WANG)
    assert actions.acknowledge(alert=alert, by=other).acknowledged_by == "wang"
    actions.explain(alert=alert, how="call", finding="airing", by=WANG)
    with pytest.raises(Fault, match="meantime"):
        actions.explain(alert=alert, how="visit", finding="left_home", by=other)
