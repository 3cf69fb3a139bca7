"""Evidence that lands or is withdrawn, a fact or a batch, is held against what is due of its people in the same
transaction: nobody who takes evidence in can forget it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from fangxian.evidence import events, queries
from fangxian.exchange import follow_up
from fangxian.ledger import listeners


def landed(event: Any) -> None:
    """A single fact came, or was withdrawn."""
    said = event.payload
    follow_up.land(said["outbreak"], [int(event.subject)], by=event.actor, kinds=[said["kind"]])


def batch_landed(event: Any) -> None:
    """A batch came."""
    said = event.payload
    if said["recorded"]:
        _many(said["outbreak"], queries.people_of(said["outbreak"], said["first"], said["last"]), event.actor)


def batch_withdrawn(event: Any) -> None:
    """A batch was withdrawn, or part of one."""
    outbreak, at = event.payload["outbreak"], datetime.fromisoformat(event.payload["at"])
    _many(outbreak, queries.people_withdrawn(outbreak, event.subject, at), event.actor)


def _many(outbreak: int, found: tuple[set[int], Collection[str]], by: str) -> None:
    people, kinds = found
    follow_up.land(outbreak, people, by=by, kinds=kinds)


def connect() -> None:
    """Listens."""
    for kind in (events.RECORDED, events.WITHDRAWN):
        listeners.listen(kind, name="exchange.follow_up", handle=landed)
    listeners.listen(events.BATCH_APPLIED, name="exchange.follow_up", handle=batch_landed)
    listeners.listen(events.BATCH_WITHDRAWN, name="exchange.follow_up", handle=batch_withdrawn)
