"""Law 10: a batch of messages is taken whole or not at all; what was not taken comes again and is taken then."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.door_sensors import body, district, fitted, told

from fangxian.isolation import actions
from fangxian.isolation.actions import Message
from fangxian.isolation.models import Device, DoorEvent, Tally
from fangxian.ledger import actions as ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with district(tmp_path, monkeypatch) as found:
        yield found


def test_where_the_ledger_cannot_be_written_nothing_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted("S1", "F1")
    fitted("S2", "F2")
    batch = [Message("S1", body("e1")), Message("S2", body("e2", "heartbeat")), Message("S3", body("e3"))]

    def broken(**_: object) -> int:
        raise RuntimeError("the ledger is broken")

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "record_batch", broken)
        with pytest.raises(RuntimeError):
            actions.take(batch, by="test")
    assert (DoorEvent.objects.count(), told(), Tally.objects.count()) == (0, [], 0)
    assert set(Device.objects.values_list("last_seen_at", flat=True)) == {None}
    assert [one.verdict for one in actions.take(batch, by="test")] == ["lead", "noted", "counted"]
    assert told() == [("door_opened", "open", 1)]


def test_each_message_has_one_end_and_the_counts_add_up() -> None:
    fitted()
    bodies = [body("e1"), body("e1"), body("e2", "closed"), b"{", body("e3", v=2), body("e4", "heartbeat")]
    batch = [Message("S1", one) for one in bodies] + [Message("nobody", body("e5"))]
    answers = actions.take(batch, by="test")
    assert DoorEvent.objects.count() + sum(Tally.objects.values_list("count", flat=True)) == len(batch)
    assert {one.why for one in answers if one.verdict == "counted"} == {
        "repeated", "unreadable", "version", "unknown_device",
    }  # fmt: skip
