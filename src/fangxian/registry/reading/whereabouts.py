"""Where people are looked after and at which door they live, by key and area alone: for rooms that write of them."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import batched

from fangxian.registry.models import Person, Residence
from fangxian.store import blocks

#: So many are asked for by name; of more, all are looked through.
_FEW = 5_000


@dataclass(frozen=True)
class Where:
    """A person's area, their dwelling or None, and whether they are there: present, away, moved_out, died."""

    area_code: str
    dwelling: int | None
    status: str


def whereabouts(people: Collection[int]) -> dict[int, Where]:
    """Person -> where they are, of those whom the registry knows."""
    if len(people) > _FEW:
        wanted = set(people)
        return {pk: where for pk, where in _found(None).items() if pk in wanted}
    return {pk: where for some in batched(people, 500) for pk, where in _found(some).items()}


def _found(some: Collection[int] | None) -> dict[int, Where]:
    known, homes = Person.rows.all(), Residence.objects.filter(ended_recorded_at=None, dwelling__isnull=False)
    if some is not None:
        known, homes = known.filter(pk__in=some), homes.filter(person__in=some)
    doors: dict[int, int] = {}
    # 'lives' stands before 'registered' in the alphabet, and is the last word.
    doors.update(blocks.rows(homes.order_by("-kind", "pk").values_list("person_id", "dwelling_id")))
    rows = blocks.rows(known.values_list("pk", "area_code", "status"))
    return {pk: Where(area, doors.get(pk), status) for pk, area, status in rows}
