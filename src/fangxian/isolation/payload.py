"""What a device sends, version 1 (docs/sensors.md): read, and refused by name where it cannot be. Pure."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fangxian.isolation import wording

VERSION = 1
#: Bytes of one event; a message longer than that is none.
LONGEST = 2048
_NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")
_FIRMWARE = re.compile(r"[\x20-\x7e]{0,32}")


class Unreadable(ValueError):
    """It is no event; `why` is a name of words.toml, 'tallied'."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Said:
    """One event as a device said it. `event`: its own name of it; `at`: by its own clock."""

    event: str
    kind: str
    at: datetime
    battery: int | None = None
    firmware: str = ""


def read(body: bytes) -> Said:
    """The event of a message. Raises Unreadable."""
    if len(body) > LONGEST:
        raise Unreadable("too_long")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("unreadable") from None
    return of(found)


def of(found: Any) -> Said:
    """The event of a message that was JSON. What is not known here is passed over. Raises Unreadable."""
    if not isinstance(found, dict):
        raise Unreadable("unreadable")
    if found.get("v") != VERSION:
        raise Unreadable("version")
    battery = found.get("battery")
    if battery is not None and (type(battery) is not int or not 0 <= battery <= 100):
        raise Unreadable("unreadable")
    kind = _text(found, "kind")
    if kind not in wording.words("kinds"):
        raise Unreadable("unreadable")
    firmware = _text(found, "firmware") if "firmware" in found else ""
    if not _NAME.fullmatch(_text(found, "id")) or not _FIRMWARE.fullmatch(firmware):
        raise Unreadable("unreadable")
    return Said(found["id"], kind, _moment(_text(found, "at")), battery, firmware)


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise Unreadable("unreadable")
    return value


def _moment(text: str) -> datetime:
    """A moment that says its zone: local times of devices have been wrong too often."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise Unreadable("unreadable")
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable("unreadable") from None
    return at
