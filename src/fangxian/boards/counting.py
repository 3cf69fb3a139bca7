"""Cards and counts as the registries say: of everybody, or of some."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count, QuerySet

from fangxian.boards import measures
from fangxian.boards.models import PersonCard
from fangxian.healthcode import queries as healthcode
from fangxian.registry import overview
from fangxian.registry.queries import groups
from fangxian.store import bulk

#: Digits of an area's code, level by level.
_LEVELS = (6, 9, 12, 15)


def write_cards(people: Collection[int] | None = None) -> None:
    """Writes the cards of everybody, or of some, none of whom has one."""
    bulk.insert_from(PersonCard, overview.LINE, overview.people(people))
    homes = ((person, *home) for person, home in overview.homes(people).items())
    bulk.update(PersonCard, ["kind", "address", "dwelling"], homes)
    named = overview.groups(people).items()
    bulk.update(PersonCard, ["groups"], ((person, f"|{'|'.join(names)}|") for person, names in named))
    bulk.update(PersonCard, ["colour"], healthcode.not_green(people).items())


def of_people(cards: "QuerySet[PersonCard]", at: datetime) -> Counter[tuple[str, str]]:
    """(measure, area) -> how many of some cards it counts at a moment."""
    conditions = measures.people(groups(), at)
    counted = {f"n{number}": Count("pk", filter=condition) for number, condition in enumerate(conditions.values())}
    counts = Counter[tuple[str, str]]()
    for area, *row in cards.values_list("area_code").annotate(**counted).order_by():
        for measure, count in zip(conditions, row, strict=True):
            counts[measure, area] += count
    return counts


def of_places() -> Counter[tuple[str, str]]:
    """(measure, area) -> how many of what is no person."""
    counts = Counter[tuple[str, str]]()
    for measure, area, count in overview.counts():
        if measure in measures.OF_PLACES:
            counts[measure, area] += count
    return counts


def rolled_up(counts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """(measure, area) -> count, with the areas around each; what lies in no area is counted in none."""
    found = Counter[tuple[str, str]]()
    for (measure, area), count in counts.items():
        for digits in _LEVELS:
            if len(area) >= digits and count:
                found[measure, area[:digits]] += count
    return dict(sorted(found.items()))
