"""What is heard of elsewhere, in the same transaction: programmes that change, an outbreak that is closed (law 4)."""

from typing import Any

from fangxian.healthcode.colouring import records_changed
from fangxian.healthcode.ending import CLOSED, end
from fangxian.healthcode.followed import follow
from fangxian.healthcode.models import Restriction
from fangxian.ledger import listeners
from fangxian.outbreak import events
from fangxian.programme import events as programme
from fangxian.registry import events as registry


def outbreak_closed(event: Any) -> None:
    """Nothing stands under an outbreak that has ended."""
    standing = Restriction.rows.filter(outbreak=int(event.subject), ended_at=None)
    end(ended_for=CLOSED, keys=list(standing.values_list("pk", flat=True)), by=event.actor)


def programme_changed(event: Any) -> None:
    """What programmes lay and lift, in the order in which they say so."""
    follow(event.payload["first"], event.payload["last"], by=event.actor)


def stands_for(event: Any) -> None:
    """Records became one person's, or two people's again."""
    records_changed(event.payload["people"], by=event.actor)


def connect() -> None:
    """Listens."""
    listeners.listen(programme.CHANGED, name="healthcode.programme_changed", handle=programme_changed)
    listeners.listen(registry.STANDS_FOR, name="healthcode.stands_for", handle=stands_for)
    listeners.listen(events.CLOSED, name="healthcode.outbreak_closed", handle=outbreak_closed)
