"""When an outbreak is closed, its devices come off their doors: nothing is collected any more (law 4)."""

from typing import Any

from fangxian.isolation import devices
from fangxian.isolation.models import Binding
from fangxian.ledger import listeners
from fangxian.outbreak import events


def closed(event: Any) -> None:
    """Ends what stood under an outbreak."""
    standing = Binding.rows.filter(outbreak=int(event.subject), until=None).values_list("pk", flat=True)
    devices.release(list(standing), by=event.actor)


def connect() -> None:
    """Listens."""
    listeners.listen(events.CLOSED, name="isolation.closed", handle=closed)
