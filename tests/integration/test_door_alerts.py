"""Doors with sensors: what is told of them, to whom, and what the clock finds."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.door_sensors import TEN, WANG, body, district, door, fitted, say, told, worker

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.isolation import actions, queries
from fangxian.isolation.actions import Message
from fangxian.isolation.models import Alert, Binding, Device, DoorEvent, Tally
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.lib.fault import Fault

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
GRID, OTHER = (worker("li", f"230108001002{number}", "grid_worker") for number in ("001", "002"))


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with district(tmp_path, monkeypatch) as found:
        fitted()
        yield found


def at(minutes: float) -> "clock.set_to":  # type: ignore[valid-type]
    return clock.set_to(TEN + minutes * MINUTE)


def test_an_opening_is_on_the_list_of_whose_grid_it_is_in_and_of_no_other() -> None:
    say("e1")
    (found,) = queries.alerts(GRID)
    assert (found.alert.kind, found.dwelling.room, found.level) == ("door_opened", "101", "grid")
    assert queries.alerts(OTHER) == []
    assert queries.counts(GRID) == queries.Counts(open=1)
    with pytest.raises(NotHere):
        actions.acknowledge(alert=found.alert.pk, by=OTHER)
    with pytest.raises(NotAllowed):
        actions.acknowledge(alert=found.alert.pk, by=worker(role="investigator"))


def test_openings_while_nobody_has_looked_are_one_alert() -> None:
    say("e1")
    with at(1):
        say("e2", "closed")
        assert say("e3").verdict == "lead"
    with at(1.1):
        assert say("e4").verdict == "same"
    assert told() == [("door_opened", "open", 2)]
    assert DoorEvent.objects.filter(alert=Alert.rows.get()).count() == 3


def test_an_opening_after_somebody_has_taken_the_alert_is_told_anew() -> None:
    say("e1")
    actions.acknowledge(alert=Alert.rows.get().pk, by=WANG)
    with at(2):
        say("e2")
    assert told() == [("door_opened", "acknowledged", 1), ("door_opened", "open", 1)]


def test_what_nobody_takes_reaches_the_community_and_then_the_street() -> None:
    say("e1")
    for minutes, level in ((9, "grid"), (10, "community"), (31, "street")):
        with at(minutes):
            assert queries.alerts(GRID)[0].level == level
            assert queries.counts(GRID).escalated == (level != "grid")
    actions.acknowledge(alert=Alert.rows.get().pk, by=GRID)
    with at(60):
        assert queries.alerts(GRID)[0].level == "grid"


def test_a_door_that_stays_open_is_told_unless_its_opening_is() -> None:
    actions.plan(dwelling=door(), kind="waste", starts_at=TEN, ends_at=TEN + 5 * MINUTE, click="c", by=WANG)
    say("e1")
    with at(5.1):
        assert (actions.look_round(), actions.look_round()) == (1, 0)
        assert told() == [("long_open", "open", 0)]
        actions.explain(alert=Alert.rows.get().pk, how="call", finding="airing", by=GRID)
        assert actions.look_round() == 0, "explained until it is closed and opened again"
    with at(14):
        say("beat", "heartbeat")
    with at(22):
        say("e2", "closed")
        say("e3")
        assert told()[1:] == [("door_opened", "open", 1)]
    with at(32):
        say("e4", "heartbeat")
        assert actions.look_round() == 0, "its opening is told already"


def test_a_device_that_falls_silent_is_told_once_and_one_that_was_never_heard_too() -> None:
    fitted("S2", "F2")
    say("e1", "heartbeat")
    with at(14):
        assert actions.look_round() == 1, "S2 was fitted three days ago and never heard"
    with at(16):
        assert actions.look_round() == 1
        assert actions.look_round() == 0
    assert told() == [("offline", "open", 0), ("offline", "open", 0)]


def test_tampering_is_told() -> None:
    assert say("e1", "tamper").verdict == "lead"
    assert told() == [("tamper", "open", 1)]


def test_what_cannot_be_right_is_held_with_a_sentence_and_tells_nobody() -> None:
    assert say("e1", at=TEN + 5 * MINUTE).why == "future"
    assert say("e2", at=TEN - timedelta(days=2, seconds=1)).why == "too_old"
    say("e3", "heartbeat")
    assert say("e4", at=TEN - 3 * MINUTE).why == "out_of_order"
    assert told() == []
    held = list(queries.held())
    assert {one.why for one in held} == {"future", "too_old", "out_of_order"}
    assert Device.objects.get().open_since is None


def test_strangers_are_counted_and_cannot_fill_the_list() -> None:
    actions.take([Message(f"X{number}", body("e1")) for number in range(250)], by="test")
    actions.take([Message(f"Y{number}", body("e1")) for number in range(250)], by="test")
    assert sum(Tally.objects.values_list("count", flat=True)) == 500
    assert Tally.objects.count() <= 251


def test_a_device_is_at_one_door_and_comes_off_it_with_its_alerts() -> None:
    with pytest.raises(Fault, match="another door"):
        actions.bind(serial="S1", dwelling=door("F2"), consented=True, by=WANG)
    say("e1")
    actions.unbind(binding=Binding.rows.get().pk, by=WANG)
    assert told() == [("door_opened", "closed", 1)]
    with at(1):
        moved = actions.bind(serial="S1", dwelling=door("F3"), consented=True, by=WANG)
        assert say("e2").verdict == "lead"
        assert Alert.rows.latest("pk").area_code == moved.area_code == "230108001002002"
    with at(2):
        assert say("e3", at=TEN + MINUTE / 2).why == "not_bound", "between two doors"


def test_a_retired_device_is_not_listened_to() -> None:
    actions.register(["S9"], by="test")
    with pytest.raises(Fault):
        actions.retire("S1", by="test")
    actions.retire("S9", by="test")
    assert say("e1", serial="S9").why == "retired"


def test_a_key_is_the_devices_alone_and_its_next_ends_the_one_before() -> None:
    keys = actions.register(["S1", "S2"], by="test")
    message = body("e1")
    signed = actions.signature(keys["S1"], message)
    assert actions.authenticated("S1", message, signed) == ""
    assert actions.authenticated("S2", message, signed) == "wrong_key"
    assert actions.authenticated("S1", message + b" ", signed) == "wrong_key"
    assert actions.authenticated("S3", message, signed) == "unknown_device"
    renewed = actions.renew_key("S1", by="test")
    assert actions.authenticated("S1", message, signed) == "wrong_key"
    assert actions.authenticated("S1", message, actions.signature(renewed, message)) == ""


def test_one_event_tells_of_the_alerts_of_a_batch() -> None:
    fitted("S2", "F2")
    actions.take([Message("S1", body("e1")), Message("S2", body("e2"))], by="test")
    assert Event.objects.get(kind="isolation.alerted").payload["alerts"] == 2


def test_heartbeats_are_kept_for_two_days() -> None:
    say("e1", "heartbeat")
    say("e2")
    with clock.set_to(TEN + timedelta(days=2, minutes=1)):
        assert actions.forget_heartbeats() == 1
    assert DoorEvent.objects.get().kind == "opened"
