"""Builds the read models anew from the rooms below; what is built twice from the same is the same (law 8)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from fangxian.boards import measures
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.boards.queries import behind
from fangxian.catalogue import actions as catalogue
from fangxian.ledger import queries as ledger
from fangxian.lib import clock
from fangxian.registry import overview
from fangxian.registry.queries import groups
from fangxian.store import bulk

__all__ = ["behind", "keep", "rebuild"]

#: Digits of an area's code, level by level.
_LEVELS = (6, 9, 12, 15)


@transaction.atomic
def rebuild(*, at: datetime | None = None) -> None:
    """Builds every card and every count of the registries anew, in one transaction; counts of rounds stay."""
    at = at or clock.now()
    seen = ledger.last_event()
    PersonCard.rows.all()._raw_delete(PersonCard.rows.db)
    bulk.insert_from(PersonCard, overview.LINE, overview.people())
    bulk.update(
        PersonCard, ["groups"], ((person, f"|{'|'.join(names)}|") for person, names in overview.groups().items())
    )
    counts = Counter[tuple[str, str]]()
    conditions = measures.people(groups(), at)
    counted = {f"n{number}": Count("pk", filter=condition) for number, condition in enumerate(conditions.values())}
    for area, *row in PersonCard.rows.values_list("area_code").annotate(**counted).order_by():
        for measure, count in zip(conditions, row, strict=True):
            counts[measure, area] += count
    for measure, area, count in overview.counts():
        if measure in measures.OF_PLACES:
            counts[measure, area] += count
    AreaCount.objects.exclude(measure__startswith=measures.ROUND).delete()
    _write(((area, measure, count) for (measure, area), count in rolled_up(counts).items()), at)
    catalogue.reached("boards", seen)


@transaction.atomic
def keep(prefix: str, counts: Mapping[tuple[str, str], int]) -> None:
    """Keeps counts that no registry tells, (measure, area) -> how many, in place of those that begin with `prefix`."""
    if not prefix.startswith(measures.ROUND):
        raise ValueError("only counts of rounds are kept: the others are rebuilt")
    AreaCount.objects.filter(measure__startswith=prefix).delete()
    _write(((area, measure, count) for (measure, area), count in rolled_up(counts).items()), clock.now())


def rolled_up(counts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """(measure, area) -> count, with the areas around each; what lies in no area is counted in none."""
    found = Counter[tuple[str, str]]()
    for (measure, area), count in counts.items():
        for digits in _LEVELS:
            if len(area) >= digits and count:
                found[measure, area[:digits]] += count
    return dict(sorted(found.items()))


def _write(rows: Iterable[tuple[str, str, int]], at: datetime) -> None:
    bulk.insert(AreaCount, ["area_code", "measure", "count", "at"], ((*row, at) for row in rows))
