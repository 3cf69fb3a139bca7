"""Who uses a dataset beyond the registries: whom it is shared with now, for what, and how often they took of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.access.roles import purposes
from fangxian.apps.desk import held_words
from fangxian.sharing import queries as sharing
from fangxian.web import launcher
from fangxian.web.departments import on_behalf
from fangxian.web.language import say

VERB = "sharing.read"


@dataclass(frozen=True)
class User:
    """Somebody with whom a dataset is shared: for what, until when, how many times and rows were given; `to`: the
    grant, `uses`: each time."""

    dataset: str
    who: str
    purpose: str
    until: datetime
    times: int
    rows: int
    to: str
    uses: str


def users(reader: Reader, datasets: Sequence[str]) -> list[User] | None:
    """Those whom the reader may know of, as their grants stand now, by dataset; None for who sees no sharing."""
    if not reader.can(VERB):
        return None
    found = list(sharing.requests(reader, "standing").filter(dataset__in=datasets))
    found.sort(key=lambda one: datasets.index(one.dataset))
    signed, given = signatures(one.asked_by for one in found), sharing.given([one.pk for one in found])
    return [
        User(
            held_words.named(one.dataset),
            on_behalf(one.department, signed.get(one.asked_by, one.asked_by)),
            say(purposes()[one.purpose].zh, purposes()[one.purpose].en),
            one.grant.until,
            *given.get(one.pk, (0, 0)),
            launcher.address(reader, "request", one.pk),
            launcher.address(reader, "uses", one.pk),
        )
        for one in found
    ]
