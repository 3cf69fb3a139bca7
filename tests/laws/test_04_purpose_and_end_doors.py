"""Law 4: what a sensor says of a door is kept under an outbreak in force, with consent, and goes with it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.door_sensors import TEN, WANG, district, door, fitted, say, told
from tests.screening_rounds import MAY

from fangxian.access.reader import Reader
from fangxian.isolation import actions
from fangxian.isolation.models import Alert, Binding, Device, DoorEvent, PlannedVisit
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions as outbreaks
from fangxian.outbreak import purge
from fangxian.outbreak.faults import NotInForce

pytestmark = pytest.mark.django_db
WU, ZHENG = (Reader(name, ("230108",), may=MAY) for name in ("wu", "zheng"))


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(purge, "refuse_unless_two", lambda *_: None)
    with district(tmp_path, monkeypatch) as found:
        yield found


def visit() -> PlannedVisit:
    return actions.plan(
        dwelling=door(), kind="delivery", starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1),
        click="c1", by=WANG,
    )  # fmt: skip


def test_nothing_is_fitted_or_planned_without_an_outbreak_or_consent(outbreak: int) -> None:
    actions.register(["S1"], by="test")
    with pytest.raises(Fault, match="agreed"):
        actions.bind(serial="S1", dwelling=door(), consented=False, by=WANG)
    outbreaks.close(outbreak=outbreak, by=WU)
    with pytest.raises(NotInForce):
        actions.bind(serial="S1", dwelling=door(), consented=True, by=WANG)
    with pytest.raises(NotInForce):
        visit()
    assert not Binding.rows.exists()


def test_a_device_in_stock_tells_of_no_door(outbreak: int) -> None:
    actions.register(["S1"], by="test")
    assert (say("e1").verdict, say("e2", "heartbeat").verdict) == ("held", "noted")
    assert set(DoorEvent.objects.values_list("binding", flat=True)) == {None}


def test_when_the_outbreak_is_closed_devices_come_off_their_doors(outbreak: int) -> None:
    fitted()
    say("e1")
    outbreaks.close(outbreak=outbreak, by=WU)
    assert Device.objects.get().state == "in_stock"
    assert (Device.objects.get().opened_at, Binding.rows.get().until) == (None, TEN)
    assert told() == [("door_opened", "closed", 1)]
    late = say("e2", at=TEN - timedelta(minutes=5))
    assert (late.verdict, late.why) == ("held", "not_in_force")
    assert DoorEvent.objects.get(event="e2").binding is None, "what came late is at no door"
    assert actions.look_round() == 0


def test_what_was_typed_of_an_alert_lies_sealed(outbreak: int) -> None:
    fitted()
    say("e1")
    found = actions.explain(alert=Alert.rows.get().pk, how="call", finding="medical", said="老人胸痛", by=WANG)
    assert "老人".encode() not in bytes(found.said)


def test_the_purge_destroys_what_was_said_at_doors_and_counts_it(outbreak: int) -> None:
    fitted()
    say("e1")
    say("e2", "closed")
    visit()
    held = Binding.rows.count() + Alert.rows.count() + DoorEvent.objects.count() + PlannedVisit.rows.count()
    assert held == 5
    outbreaks.close(outbreak=outbreak, by=WU)
    with clock.set_to(TEN + timedelta(days=31)):
        purge.ask(outbreak=outbreak, by=WU)
        certificate = purge.purge(outbreak=outbreak, by=ZHENG)
    assert certificate.scope["isolation"]["rows"] == held
    assert not Binding.rows.exists() and not Alert.rows.exists() and not PlannedVisit.rows.exists()
    assert not DoorEvent.objects.exists() and Device.objects.get().open_since is None
