"""The demo's households in isolation: there once, with a night of their doors, as of when the demo is opened."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.door_sensors import TEN, district, worker

from fangxian.apps.home_isolation import demo, households
from fangxian.apps.home_isolation.models import Home
from fangxian.isolation.models import Binding, DoorEvent
from fangxian.ledger.models import Event
from fangxian.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(demo, "reader", lambda _: worker())
    with district(tmp_path, monkeypatch) as found:
        yield found


def test_it_is_made_once_and_no_entry_is_later_than_the_demo_is_opened(outbreak: int) -> None:
    morning = TEN + timedelta(hours=9)
    assert demo.furnish(morning, homes=3) == 3
    assert (Binding.rows.count(), Home.rows.count()) == (3, 3)
    assert DoorEvent.objects.filter(kind="heartbeat").count() > 200
    assert Event.objects.latest("at").at <= morning
    with clock.set_to(morning):
        assert {one.state.name for one in households.households(worker(), "230108")} <= {"active", "test_due"}
    events = Event.objects.count()
    assert (demo.furnish(morning, homes=3), Event.objects.count()) == (0, events)
