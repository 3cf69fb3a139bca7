"""What a device may send, and by which name the rest is refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from fangxian.isolation import payload
from fangxian.isolation.payload import Said, Unreadable

GOOD: dict[str, Any] = {"v": 1, "id": "a-1", "kind": "opened", "at": "2022-09-16T10:00:00+08:00"}


def test_an_event_is_read() -> None:
    body = json.dumps(GOOD | {"battery": 80, "firmware": "2.1", "rssi": -60}).encode()
    assert payload.read(body) == Said("a-1", "opened", datetime(2022, 9, 16, 2, tzinfo=UTC), 80, "2.1")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"v": 2}, "version"),
        ({"v": None}, "version"),
        ({"id": ""}, "unreadable"),
        ({"id": "x" * 41}, "unreadable"),
        ({"id": "a b"}, "unreadable"),
        ({"id": 7}, "unreadable"),
        ({"kind": "exploded"}, "unreadable"),
        ({"at": "2022-09-16T10:00:00"}, "unreadable"),
        ({"at": "yesterday"}, "unreadable"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "unreadable"),
        ({"battery": 101}, "unreadable"),
        ({"battery": -1}, "unreadable"),
        ({"battery": True}, "unreadable"),
        ({"battery": "80"}, "unreadable"),
        ({"firmware": "版本"}, "unreadable"),
        ({"firmware": "2" * 33}, "unreadable"),
    ],
)
def test_what_cannot_be_is_refused_by_name(change: dict[str, Any], why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        payload.of(GOOD | change)
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "unreadable"), (b"\xff\xfe", "unreadable"), (b"[1]", "unreadable"), (b"[" * 2000, "unreadable"),
     (b" " * 2049, "too_long"), (b"NaN", "unreadable")],
)  # fmt: skip
def test_bytes_that_are_no_event(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        payload.read(body)
    assert refused.value.why == why
