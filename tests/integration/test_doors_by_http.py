"""What gateways send for a device by HTTP: signed, taken whole or not at all, the same again the same."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from tests.door_sensors import body, district, fitted, told

from fangxian.apps.home_isolation import intake
from fangxian.isolation import actions
from fangxian.isolation.models import DoorEvent, Tally

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with district(tmp_path, monkeypatch) as found:
        fitted()
        yield found


def send(sent: bytes, *, serial: str = "S1", signed: str | None = None) -> Any:
    key = actions.register(["S1"], by="test")["S1"]
    headers = {"X-Fangxian-Signature": actions.signature(key, sent) if signed is None else signed}
    return Client(enforce_csrf_checks=True).post(
        f"/isolation/devices/{serial}/events/", sent, content_type="application/json", headers=headers
    )


def listed(*bodies: bytes) -> bytes:
    return json.dumps([json.loads(one) for one in bodies]).encode()


def test_one_event_or_a_list_is_taken_and_answered_in_its_order() -> None:
    assert send(body("e1")).json() == {"answers": [{"event": "e1", "verdict": "lead", "why": ""}]}
    answer = send(listed(body("e1"), body("e2", "closed"), body("e3", v=7)))
    assert [(one["verdict"], one["why"]) for one in answer.json()["answers"]] == [
        ("counted", "repeated"), ("noted", ""), ("counted", "version"),
    ]  # fmt: skip
    assert told() == [("door_opened", "open", 1)]


@pytest.mark.parametrize(
    ("serial", "signed", "why"),
    [("S1", "", "wrong_key"), ("S1", "00" * 32, "wrong_key"), ("S9", None, "unknown_device")],
)
def test_what_is_not_signed_by_its_device_is_refused_with_a_sentence_and_counted(
    serial: str, signed: str | None, why: str
) -> None:
    answer = send(body("e1"), serial=serial, signed=signed)
    assert (answer.status_code, set(answer.json()["error"])) == (401, {"zh", "en"})
    assert not DoorEvent.objects.exists()
    assert list(Tally.objects.values_list("serial", "why", "count")) == [(serial, why, 1)]


@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"{", 400), (b"", 400), (b"[" * 5000, 400), (b" " * (257 * 1024), 413), (json.dumps([{}] * 501).encode(), 413)],
)
def test_what_cannot_be_read_is_refused(sent: bytes, status: int) -> None:
    assert send(sent).status_code == status
    assert not DoorEvent.objects.exists()


def test_while_the_database_is_busy_a_gateway_is_asked_to_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object, **__: object) -> object:
        raise OperationalError("database is locked")

    monkeypatch.setattr(intake.actions, "take", locked)
    assert send(body("e1")).status_code == 503


def test_it_is_asked_for_by_nobody_else() -> None:
    assert Client().get("/isolation/devices/S1/events/").status_code == 405
