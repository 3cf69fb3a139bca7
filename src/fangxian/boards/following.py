"""Single acts are followed at once: the cards of those concerned are made anew, and the counts go with them.

What is followed comes to what would be built anew (law 8), at the moment for which the counts stand.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from fangxian.boards import counting
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.boards.queries import behind, built_at
from fangxian.catalogue import actions as catalogue
from fangxian.healthcode import queries as healthcode
from fangxian.healthcode.events import COLOURED
from fangxian.healthcode.rules import GREEN
from fangxian.ledger import listeners
from fangxian.ledger import queries as ledger
from fangxian.registry import events, overview
from fangxian.store import bulk

#: What is told of one person, each in the transaction of the act.
ABOUT_ONE = (
    *(events.CORRECTED, events.MOVED, events.LEFT, events.VERIFIED),
    *(events.ENTERED, events.RETURNED, events.PUT_BACK),
)


#: More than so many at once are dearer to follow than to build anew.
MANY = 10_000


def listen() -> None:
    """Called when the room is ready."""
    for kind in ABOUT_ONE:
        listeners.listen(kind, name="boards.person", handle=_heard)
    listeners.listen(events.VISITED, name="boards.visits", handle=_visited)
    listeners.listen(events.STANDS_FOR, name="boards.records", handle=_visited)
    listeners.listen(events.ORGANISATIONS_STAND_FOR, name="boards.organisations", handle=_organisations)
    listeners.listen(COLOURED, name="boards.colour", handle=coloured)


def coloured(event: Any) -> None:
    """A range of codes shows something else: so do the cards."""
    found = healthcode.turns(event.payload["first"], event.payload["last"]).values_list("person", "now")
    said = {person: "" if now == GREEN else now for person, now in found}
    bulk.update(PersonCard, ["colour"], said.items())


def _heard(event: Any) -> None:
    follow([int(event.subject)])


def _visited(event: Any) -> None:
    people = event.payload["people"]
    if len(people) <= MANY:
        follow(people, caught_up=not behind(before=event.pk))


@transaction.atomic
def _organisations(event: Any) -> None:
    caught_up, at = not behind(before=event.pk), _held()
    if at is None:
        return
    change = {("organisations", area): many for area, many in event.payload["sites"].items()}
    _change(counting.rolled_up(change), at)
    if caught_up:
        catalogue.reached("boards", ledger.last_event())


@transaction.atomic
def follow(people: Collection[int], *, caught_up: bool = False) -> None:
    """Brings the cards of a few people, and the counts of where they were and are, to what the registries say now.
    Where nothing was counted yet there is nothing to follow.

    caught_up   whether the boards were not behind before the act, so that they are of now
    """
    at = _held()
    if at is None:
        return
    cards = PersonCard.rows.filter(pk__in=people)
    before = counting.of_people(cards, at)
    cards._raw_delete(cards.db)
    counting.write_cards(people)
    change = counting.of_people(cards, at)
    change.subtract(before)
    _change(counting.rolled_up(change), at)
    _recount(overview.grids_of_homes(people), at)
    if caught_up:
        catalogue.reached("boards", ledger.last_event())


def _held() -> datetime | None:
    """For which moment the counts stand; None where nothing was counted yet. Everybody takes their turn at the
    district's row: two that lock rows in different orders wait for each other."""
    AreaCount.objects.select_for_update().filter(measure="present").order_by("area_code").first()
    return built_at()


def _recount(grids: Collection[str], at: datetime) -> None:
    """Counts the households of some grids anew: a row about a person may be the first of theirs."""
    change = Counter({("households", grid): count for grid, count in overview.households(grids).items()})
    known = AreaCount.objects.filter(measure="households", area_code__in=grids)
    change.subtract({("households", grid): count for grid, count in known.values_list("area_code", "count")})
    _change(counting.rolled_up(change), at)


def _change(by: Mapping[tuple[str, str], int], at: datetime) -> None:
    """Adds to counts; one that comes to nothing is none."""
    by = {key: count for key, count in by.items() if count}
    there = AreaCount.objects.filter(measure__in={measure for measure, _ in by}, area_code__in={area for _, area in by})
    known = {(row.measure, row.area_code): row for row in there}
    for key, count in by.items():
        row = known.setdefault(key, AreaCount(measure=key[0], area_code=key[1], count=0, at=at))
        row.count += count
    changed = [known[key] for key in by]
    AreaCount.objects.bulk_update([row for row in changed if row.pk and row.count], ["count"])
    AreaCount.objects.bulk_create([row for row in changed if not row.pk and row.count])
    AreaCount.objects.filter(pk__in=[row.pk for row in changed if row.pk and not row.count]).delete()
