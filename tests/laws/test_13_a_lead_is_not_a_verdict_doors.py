"""Law 13: an opening is a lead. What excuses it is weighed first, doubt stays in sight, and only a person who
has called or been there says what it was."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.door_sensors import TEN, WANG, district, door, fitted, isolated, say, told

from fangxian.evidence.models import Fact
from fangxian.isolation import actions
from fangxian.isolation.models import Alert, DoorEvent
from fangxian.ledger.models import Event
from fangxian.lib import clock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with district(tmp_path, monkeypatch) as found:
        fitted()
        yield found


def test_who_is_expected_excuses_the_door_and_the_opening_stays_on_record() -> None:
    actions.plan(dwelling=door(), kind="delivery", starts_at=TEN, ends_at=TEN + 30 * MINUTE, click="c1", by=WANG)
    assert say("e1") == actions.Answer("e1", "excused", "planned_delivery")
    assert (told(), DoorEvent.objects.count()) == ([], 1)


def test_a_visit_that_was_cancelled_excuses_nothing() -> None:
    planned = actions.plan(
        dwelling=door(), kind="delivery", starts_at=TEN, ends_at=TEN + 30 * MINUTE, click="c1", by=WANG
    )
    actions.cancel(visit=planned.pk, by=WANG)
    assert say("e1").verdict == "lead"


def test_with_a_low_battery_somebody_is_asked_to_see_to_the_device() -> None:
    assert say("e1", battery=9).why == "battery_low"
    assert told() == [("low_battery", "open", 1)], "the doubtful opening is in sight"
    say("e2", "heartbeat", battery=90)
    assert told() == [("low_battery", "closed", 1)], "a new battery speaks for itself"
    with clock.set_to(TEN + MINUTE):
        assert say("e3").verdict == "lead"


def test_after_a_silence_the_first_word_is_in_doubt() -> None:
    say("e1", "heartbeat")
    with clock.set_to(TEN + 16 * MINUTE):
        assert actions.look_round() == 1
        assert say("e2").why == "was_offline"
        assert told() == [("offline", "open", 1)]
        say("e3", "heartbeat")
        assert told() == [("offline", "open", 1)], "a doubt goes away by a person, not by itself"
    with clock.set_to(TEN + 19 * MINUTE):
        assert say("e4").verdict == "lead"


def test_a_silence_without_an_opening_ends_by_itself() -> None:
    say("e1", "heartbeat")
    with clock.set_to(TEN + 16 * MINUTE):
        actions.look_round()
        say("e2", "heartbeat")
    assert told() == [("offline", "closed", 0)]


def test_an_alert_accuses_nobody_until_somebody_has_found_out() -> None:
    inside = isolated()
    say("e1")
    assert (Alert.rows.get().finding, Fact.rows.count()) == ("", 0)
    actions.acknowledge(alert=Alert.rows.get().pk, by=WANG)
    actions.explain(alert=Alert.rows.get().pk, how="visit", finding="left_home", by=WANG)
    settled = Event.objects.get(kind="isolation.alert_settled")
    assert (settled.actor, settled.payload["how"], settled.payload["breaks"]) == ("wang", "visit", True)
    assert DoorEvent.objects.get().verdict == "lead", "what the device said is as it was"
    (fact,) = Fact.rows.all()
    assert (fact.person, fact.kind, fact.finding, fact.by) == (inside, "door", "door_opened", "wang")


def test_whatever_excuses_it_no_other_finding_breaks_the_isolation() -> None:
    isolated()
    say("e1")
    actions.explain(alert=Alert.rows.get().pk, how="call", finding="medical", by=WANG)
    assert not Fact.rows.exists()
    assert Event.objects.get(kind="isolation.alert_settled").payload["breaks"] is False
