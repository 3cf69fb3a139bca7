"""Where the page after this one is: what the server says (a cursor, a link), or the number, or the place, that follows.

    cursor   the answer gives it, and it is sent back      link     the answer gives the address of the next page
    page     1, 2, 3 ...                                   offset   how many rows came before
    none     there is one page

Numbered pages move under whoever reads them when rows come or go. That shows by the total; without one, a list is read
until two passes agree (intake.library.fetching).
"""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from fangxian.intake.library import troubles
from fangxian.intake.library.upstream import NUMBERED, Asking, Upstream


@dataclass(frozen=True)
class Place:
    """Where in a pass a page was asked for: its cursor (None: the first), rows before it, the largest page so far."""

    cursor: str | None = None
    before: int = 0
    largest: int = 0


def first(asked: Asking) -> str | None:
    """What asks for the first page; None where nothing has to be said."""
    return {"page": str(asked.first), "offset": "0"}.get(asked.paging)


def following(upstream: Upstream, place: Place, *, said: str | None, rows: int, total: int | None) -> str | None:
    """What asks for the next page; None at the end. `said`: what the answer says of it. Raises a Fault for a link that
    leads elsewhere."""
    asked = upstream.request
    if asked.paging == "none":
        return None
    if asked.paging not in NUMBERED:
        return _link(upstream, said) if said and asked.paging == "link" else said
    done = place.before + rows
    if not rows or (done >= total if total is not None else rows < place.largest):
        return None
    return str(done) if asked.paging == "offset" else str(int(place.cursor or asked.first) + 1)


def _link(upstream: Upstream, said: str) -> str:
    """A link, whole or from here, as path and query. The token goes with it, so it may not lead elsewhere."""
    here = upstream.address
    address = urlsplit(urljoin(upstream.url, said))
    if (address.scheme, address.netloc) != (here.scheme, here.netloc):
        raise troubles.moved(upstream.name, 200)
    return f"{address.path}?{address.query}" if address.query else address.path
