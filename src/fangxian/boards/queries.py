"""Counts by area, and the cards behind each of them: a list has as many lines as its number says (law 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.access.scope import ScopedQuerySet, within
from fangxian.boards import measures
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.catalogue import queries as catalogue
from fangxian.ledger import queries as ledger
from fangxian.lib import clock
from fangxian.registry.queries import groups


@dataclass(frozen=True)
class Counted:
    """How many of a measure an area holds, and each area directly within it; `at` is when that was counted."""

    measure: str
    area: str
    count: int
    children: dict[str, int]
    at: datetime | None


def counts(reader: Reader, measure: str, area: str) -> Counted:
    """A count of an area with those of its children: of what the reader covers. One query.

    Where the reader covers parts of the area only, the count is of these parts together. Raises NotHere for an area
    that the reader has nothing to do with, and for a key group that they may not know of.
    """
    _refuse_hidden(reader, measure)
    own = _own(reader, area)
    near = Q(area_code__in=own) | _directly_within(area, own)
    return _counted(measure, area, own, _rows(near & Q(measure=measure)))


def board(reader: Reader, measure: str, area: str) -> tuple[Counted, dict[str, int]]:
    """`counts`, and beside it all measures of the area that the reader may know of: measure -> count. One query."""
    _refuse_hidden(reader, measure)
    own = _own(reader, area)
    rows = _rows(Q(area_code__in=own) | Q(measure=measure) & _directly_within(area, own))
    totals: dict[str, int] = {}
    for name, code, count, _ in rows:
        if code in own and _may_know(reader, name):
            totals[name] = totals.get(name, 0) + count
    return _counted(measure, area, own, [row for row in rows if row[0] == measure]), totals


#: (measure, area, count, when it was counted).
Row = tuple[str, str, int, datetime]


def _rows(wanted: Q) -> list[Row]:
    found = AreaCount.objects.alias(digits=Length("area_code")).filter(wanted).order_by("area_code")
    return list(found.values_list("measure", "area_code", "count", "at"))


def _directly_within(area: str, own: Sequence[str]) -> Q:
    # Of what lies deeper nobody asks here: a district has five hundred grids, and ten streets.
    return Q(digits=len(area) + 3) & within(own)


def _counted(measure: str, area: str, own: Sequence[str], rows: Sequence[Row]) -> Counted:
    whole = sum(count for _, code, count, _ in rows if code in own)
    children = {code: count for _, code, count, _ in rows if len(code) == len(area) + 3}
    return Counted(measure, area, whole, children, rows[0][3] if rows else None)


def cards(reader: Reader, measure: str, area: str) -> ScopedQuerySet:
    """The cards that a measure of people counts, in the order of their keys; note them before they are shown.

    Raises NotHere for a measure that counts no people, and for a key group that the reader may not know of.
    """
    _refuse_hidden(reader, measure)
    conditions = measures.people(groups(), built_at() or clock.now())
    if measure not in conditions:
        raise NotHere.of("measure")
    seen: ScopedQuerySet = PersonCard.objects.seen_by(reader)
    return seen.filter(conditions[measure], within([area])).order_by("pk")


def cards_of(reader: Reader, people: Sequence[int]) -> dict[int, PersonCard]:
    """The cards of people, of those whom the reader covers; note them before they are shown."""
    seen: ScopedQuerySet = PersonCard.objects.seen_by(reader)
    return {card.pk: card for card in seen.filter(pk__in=people)}


def built_at() -> datetime | None:
    """When the counts of the registries were last made; None before the first time."""
    registries = AreaCount.objects.exclude(measure__startswith=measures.ROUND)
    return registries.order_by("-at").values_list("at", flat=True).first()


def behind(before: int | None = None) -> bool:
    """Whether many people or places changed since the boards were built (with `before`: whether they had when that
    event came): what is told of people by name they follow at once (boards.following)."""
    return ledger.last_event("registry.", about="batch", before=before) > catalogue.position("boards")


def rounds(area: str) -> QuerySet[AreaCount]:
    """The counts of testing rounds of an area, in the order of the rounds. They name nobody."""
    return AreaCount.objects.filter(measure__startswith=measures.ROUND, area_code=area).order_by("measure")


def _own(reader: Reader, area: str) -> list[str]:
    """The widest areas within one that the reader covers."""
    if reader.covers(area):
        return [area]
    parts = sorted({code for code in reader.areas if code.startswith(area)}, key=len)
    if not parts:
        raise NotHere.of("area")
    return [code for code in parts if not any(code != other and code.startswith(other) for other in parts)]


def _refuse_hidden(reader: Reader, measure: str) -> None:
    if not _may_know(reader, measure):
        raise NotHere.of("measure")


def _may_know(reader: Reader, measure: str) -> bool:
    if not measure.startswith(measures.GROUP):
        return True
    group = groups().get(measure.removeprefix(measures.GROUP))
    return group is not None and gate.sees_group(reader, group.sensitivity)
