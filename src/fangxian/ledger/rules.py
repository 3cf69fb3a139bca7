"""What an entry may say, and how entries are chained. Pure."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

#: What the first block of a chain follows.
BEGINNING = bytes(32)

_ACTION = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*")
#: A resident's number or a mobile phone, wherever it stands in a text. Area codes (6, 9, 12, 15 digits) are neither,
#: and neither is what stands by chance among the hexadecimal digits of a hash.
_PERSONAL = re.compile(r"(?<![\da-fA-F])(?:1[3-9]\d{9}|\d{17}[\dXx])(?![\da-fA-F])")

#: How long after a failed delivery the next is tried: 10 s, doubling, six hours at most.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=6)


class NotForTheLedger(ValueError):
    """An entry would have held what must not stand in one. Ours to mend; the message quotes nothing of it."""


class Said(NamedTuple):
    """What the chain covers of an entry."""

    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject: str
    purpose: str
    details: Mapping[str, Any]


def refuse_unfit(said: Said) -> None:
    """Raises NotForTheLedger for an entry without an actor or with a nameless action, and for one that quotes a number
    or a phone: people are named by kind and number of their record."""
    if not said.actor:
        raise NotForTheLedger("an entry says who acted")
    if not _ACTION.fullmatch(said.action):
        raise NotForTheLedger("an action is called subject.what_was_done")
    refuse_personal(said.subject, said.purpose, said.details)


def refuse_personal(*values: Any) -> None:
    """Raises NotForTheLedger where a text holds a number or a phone, or a value is none that JSON keeps exactly."""
    for value in values:
        if isinstance(value, str):
            if _PERSONAL.search(value):
                raise NotForTheLedger("an identity number or a phone does not belong in the ledger")
        elif isinstance(value, Mapping):
            refuse_personal(*value, *value.values())
        elif isinstance(value, list | tuple):
            refuse_personal(*value)
        elif not isinstance(value, int | None):
            raise NotForTheLedger(f"the ledger keeps text, whole numbers, yes and no: not {type(value).__name__}")


def canonical(said: Said) -> bytes:
    """An entry as bytes, the same whichever database it was read from."""
    at = said.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _json([at, *said[1:]])


def entry_digest(before: bytes, said: Said) -> bytes:
    """32 bytes over the digest before and the entry."""
    return hashlib.sha256(bytes(before) + canonical(said)).digest()


def block_digest(before: bytes, number: int, members: Iterable[int], last: bytes) -> bytes:
    """32 bytes over the block before, which entries the block holds in which order, and the digest of its last."""
    return hashlib.sha256(bytes(before) + _json([number, list(members)]) + bytes(last)).digest()


def wait_after(attempts: int) -> timedelta:
    """How long to wait after this many failures (1 or more)."""
    # Two to the twelfth times ten seconds is past the longest wait.
    return min(FIRST_WAIT * (1 << min(attempts - 1, 12)), LONGEST_WAIT)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
