"""What ends restrictions elsewhere, in the same transaction: an outbreak that is closed (law 4)."""

from typing import Any

from fangxian.healthcode.ending import CLOSED, end
from fangxian.healthcode.models import Restriction
from fangxian.ledger import listeners
from fangxian.outbreak import events


def outbreak_closed(event: Any) -> None:
    """Nothing stands under an outbreak that has ended."""
    standing = Restriction.rows.filter(outbreak=int(event.subject), ended_at=None)
    end(ended_for=CLOSED, keys=list(standing.values_list("pk", flat=True)), by=event.actor)


def connect() -> None:
    """Listens."""
    listeners.listen(events.CLOSED, name="healthcode.outbreak_closed", handle=outbreak_closed)
