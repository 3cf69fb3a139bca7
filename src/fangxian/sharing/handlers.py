"""What the room does when it hears of something: no grant outlives the outbreak that it was given under (law 4)."""

from typing import Any

from fangxian.ledger import listeners
from fangxian.outbreak.events import CLOSED
from fangxian.sharing import ending


def connect() -> None:
    """Listens, in the same transaction."""
    listeners.listen(CLOSED, name="sharing.outbreak", handle=_closed)


def _closed(event: Any) -> None:
    ending.end_of_outbreak(int(event.subject), by=event.actor)
