"""A single fact, recorded or withdrawn, is held against what is due of its person in the same transaction."""

from typing import Any

from fangxian.evidence import events
from fangxian.exchange import follow_up
from fangxian.ledger import listeners


def landed(event: Any) -> None:
    """Brings one person's follow-up to what stands."""
    said = event.payload
    follow_up.land(said["outbreak"], [int(event.subject)], by=event.actor, kinds=[said["kind"]])


def connect() -> None:
    """Listens."""
    for kind in (events.RECORDED, events.WITHDRAWN):
        listeners.listen(kind, name="exchange.follow_up", handle=landed)
