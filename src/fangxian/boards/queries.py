"""Counts by area, and the people they count: a number's list has the number's length (law 9)."""

from datetime import datetime
from typing import Any

from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.boards.models import AreaCount, PersonCard

#: Measures that count people, each with the condition of its list.
PEOPLE: dict[str, dict[str, str]] = {
    "people": {},
    "registered_here": {"kind": "registered_here"},
    "unregistered": {"kind": "unregistered"},
    "away": {"kind": "away"},
}


def count(measure: str, area: str) -> int:
    """How many of something an area holds."""
    found = AreaCount.objects.filter(measure=measure, area_code=area).values_list("count", flat=True).first()
    return found or 0


def built_at() -> datetime | None:
    """When the boards were last built; None before the first time."""
    return AreaCount.objects.order_by("-at").values_list("at", flat=True).first()


def counts(measures: list[str], areas: list[str]) -> dict[tuple[str, str], int]:
    """(measure, area) -> count; what is not there counts nothing. One query."""
    found = AreaCount.objects.filter(measure__in=measures, area_code__in=areas)
    return {(one, area): number for one, area, number in found.values_list("measure", "area_code", "count")}


def below(measure: str, area: str, length: int) -> dict[str, int]:
    """Code -> count of the areas within one whose codes have `length` digits: for a map."""
    found = AreaCount.objects.filter(within([area]), measure=measure)
    return {code: number for code, number in found.values_list("area_code", "count") if len(code) == length}


def people(reader: Reader, measure: str, area: str) -> Any:
    """The cards that a number counts, of an area that the reader covers: as many as the number says."""
    cards = PersonCard.objects.seen_by(reader).filter(within([area]), **PEOPLE[measure])
    return cards.exclude(status__in=("moved_out", "died"))
