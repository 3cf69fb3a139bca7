"""Evidence that lands or is withdrawn, a fact or a batch, is held against what is due of its people in the same
transaction: nobody who takes evidence in can forget it."""

from datetime import datetime
from typing import Any

from fangxian.evidence import events, queries
from fangxian.exchange import follow_up, follow_up_rounds
from fangxian.ledger import listeners
from fangxian.outbreak.queries import active
from fangxian.programme import events as programme_events
from fangxian.programme import queries as programme
from fangxian.registry import events as registry_events
from fangxian.registry.queries import all_records

#: After these changes, what is due of somebody is new.
_DRAWN_UP = {"enrolled", "planned", "unwaived"}


def landed(event: Any) -> None:
    """A single fact came, or was withdrawn."""
    said = event.payload
    follow_up.land(said["outbreak"], [int(event.subject)], by=event.actor, kinds=[said["kind"]])


def batch_landed(event: Any) -> None:
    """A batch came."""
    said = event.payload
    people, kinds = set[int](), set[str]()
    if said["recorded"]:
        people, kinds = queries.people_of(said["outbreak"], said["first"], said["last"])
    if said.get("withdrawn"):
        others, more = queries.people_withdrawn(said["outbreak"], datetime.fromisoformat(said["at"]))
        people, kinds = people | others, kinds | more
    if people:
        follow_up.land(said["outbreak"], people, by=event.actor, kinds=kinds)


def batch_withdrawn(event: Any) -> None:
    """A batch was withdrawn, or part of one."""
    outbreak, at = event.payload["outbreak"], datetime.fromisoformat(event.payload["at"])
    people, kinds = queries.people_withdrawn(outbreak, at)
    follow_up.land(outbreak, people, by=event.actor, kinds=kinds)


def enrolled(event: Any) -> None:
    """People came under a protocol, or what is due of them was drawn up anew: what is known of them already counts."""
    said = event.payload
    if _DRAWN_UP & set(said["counts"]):
        changed = programme.changes(said["first"], said["last"])
        people = all_records({one.person for one in changed if one.what in _DRAWN_UP})
        follow_up_rounds.bring(said["outbreak"], people, by=event.actor)
        known = queries.of_whom(said["outbreak"], people)
        if known:
            follow_up.land(said["outbreak"], known, by=event.actor)


def stands_for(event: Any) -> None:
    """Records became one person's, or two people's again: what is known of one counts for the other, or no more."""
    people = event.payload["people"]
    for outbreak in active():
        follow_up_rounds.bring(outbreak.pk, people, by=event.actor)
        follow_up.land(outbreak.pk, people, by=event.actor)


def connect() -> None:
    """Listens."""
    for kind in (events.RECORDED, events.WITHDRAWN):
        listeners.listen(kind, name="exchange.follow_up", handle=landed)
    listeners.listen(events.BATCH_APPLIED, name="exchange.follow_up", handle=batch_landed)
    listeners.listen(events.BATCH_WITHDRAWN, name="exchange.follow_up", handle=batch_withdrawn)
    listeners.listen(programme_events.CHANGED, name="exchange.enrolled", handle=enrolled)
    listeners.listen(registry_events.STANDS_FOR, name="exchange.stands_for", handle=stands_for)
