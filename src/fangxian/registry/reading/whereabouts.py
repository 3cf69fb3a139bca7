"""Where people are looked after and at which door they live, by key and area alone: for rooms that write of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import batched

from fangxian.registry import records
from fangxian.registry.models import Person, Residence
from fangxian.store import acts, blocks

#: So many are asked for by name; of more, all are looked through.
_FEW = 5_000


@dataclass(frozen=True)
class Where:
    """A person's area, their dwelling or None, and whether they are there: present, away, moved_out, died."""

    area_code: str
    dwelling: int | None
    status: str


def whereabouts(people: Collection[int]) -> dict[int, Where]:
    """Record -> where that person is, of those whom the registry knows."""
    if len(people) <= acts.FEW:
        return acts.once(("whereabouts", frozenset(people)), lambda: _found(people))
    return _found(people)


def _found(people: Collection[int]) -> dict[int, Where]:
    several = records.several(people)
    kept = records.kept_of(several)
    known: dict[int, tuple[str, str]] = {}
    doors: dict[str, dict[int, int]] = {"registered": {}, "lives": {}}
    for some in [None] if len(people) > _FEW else batched({*people, *kept}, 500):
        _read(some, kept, known, doors)
    door = doors["registered"] | doors["lives"]
    found = {one: kept.get(one, one) for one in people}
    return {
        one: Where(known[person][0], door.get(person), known[person][1])
        for one, person in found.items()
        if person in known
    }


def _read(
    some: Collection[int] | None,
    kept: Mapping[int, int],
    known: dict[int, tuple[str, str]],
    doors: Mapping[str, dict[int, int]],
) -> None:
    people, homes = Person.rows.all(), Residence.objects.filter(ended_recorded_at=None, dwelling__isnull=False)
    if some is not None:
        people, homes = people.filter(pk__in=some), homes.filter(person__in=some)
    said = homes.order_by("pk").values_list("person_id", "kind", "dwelling_id")
    whole = some is None
    for person, kind, door in blocks.rows(said) if whole else said:
        doors[kind][kept.get(person, person)] = door
    there = people.values_list("pk", "area_code", "status")
    known.update((pk, (area, status)) for pk, area, status in (blocks.rows(there) if whole else there))
