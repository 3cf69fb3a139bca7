"""Who listens to which events. A fact climbs: the room above listens, the room below never names it.

In the same transaction for what concerns one person (a listener that fails undoes the fact); through the outbox, later,
for batches and for whatever may wait.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fangxian.ledger.models import Event, OutboxItem
from fangxian.lib import clock

Handle = Callable[[Event], None]


@dataclass(frozen=True)
class Listener:
    """Listens to one kind. `name` ('boards.counts') stands in the outbox and does not change."""

    name: str
    kind: str
    handle: Handle
    later: bool


_listening: dict[tuple[str, str], Listener] = {}


def listen(kind: str, *, name: str, handle: Handle, later: bool = False) -> None:
    """Called by a room when it is ready. With `later` the handler may be called more than once for one event, and has
    to come to the same."""
    listener = Listener(name, kind, handle, later)
    if _listening.setdefault((kind, name), listener) != listener:
        raise ValueError(f"{name} listens to {kind} twice")


def of(kind: str) -> list[Listener]:
    """Who listens to a kind."""
    return [one for (heard, _), one in _listening.items() if heard == kind]


def named(kind: str, name: str) -> Listener | None:
    """The listener of an outbox item, if it is still there."""
    return _listening.get((kind, name))


def tell(event: Event) -> None:
    """Calls those of the same transaction; leaves the event in the outbox for the others."""
    heard = of(event.kind)
    OutboxItem.objects.bulk_create(
        OutboxItem(event=event.pk, listener=one.name, due_at=clock.now()) for one in heard if one.later
    )
    for one in heard:
        if not one.later:
            one.handle(event)
