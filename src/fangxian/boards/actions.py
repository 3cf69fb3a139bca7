"""Builds the read models anew from the rooms below; what is built twice from the same is the same (law 8)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from fangxian.boards import measures
from fangxian.boards.counting import of_people, of_places, rolled_up, write_cards
from fangxian.boards.following import follow
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.boards.queries import behind
from fangxian.catalogue import actions as catalogue
from fangxian.ledger import queries as ledger
from fangxian.lib import clock
from fangxian.store import bulk, meanwhile

__all__ = ["behind", "follow", "keep", "rebuild"]


@transaction.atomic
@meanwhile.large()
def rebuild(*, at: datetime | None = None) -> None:
    """Builds every card and every count of the registries anew, in one transaction; counts of rounds stay."""
    at = at or clock.now()
    seen = ledger.last_event()
    PersonCard.rows.all()._raw_delete(PersonCard.rows.db)
    write_cards()
    counts = of_people(PersonCard.rows.all(), at) + of_places()
    AreaCount.objects.exclude(measure__startswith=measures.ROUND).delete()
    _write(((area, measure, count) for (measure, area), count in rolled_up(counts).items()), at)
    catalogue.reached("boards", seen)


@transaction.atomic
def keep(prefix: str, counts: Mapping[tuple[str, str], int], *, but: str = "") -> None:
    """Keeps counts that no registry tells, (measure, area) -> how many, in place of those that begin with `prefix`, and
    not with `but`."""
    if not prefix.startswith(measures.ROUND):
        raise ValueError("only counts of rounds are kept: the others are rebuilt")
    before = AreaCount.objects.filter(measure__startswith=prefix)
    (before.exclude(measure__startswith=but) if but else before).delete()
    _write(((area, measure, count) for (measure, area), count in rolled_up(counts).items()), clock.now())


def _write(rows: Iterable[tuple[str, str, int]], at: datetime) -> None:
    bulk.insert(AreaCount, ["area_code", "measure", "count", "at"], ((*row, at) for row in rows))
