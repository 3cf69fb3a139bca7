"""A person who was registered twice has several records: one is kept, the others were absorbed by it.

Rows, homes, facts, restrictions stay with the record that they were told of; whoever reads of a person reads of all
their records. Where nobody is registered twice, each of these asks the database once, and answers nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import batched

from django.db.models import Q, QuerySet

from fangxian.registry.models import Absorbed
from fangxian.store import acts

#: So many are asked for by name; of more, all are looked through.
_FEW = 5_000


def several(people: Collection[int] | None = None) -> dict[int, tuple[int, ...]]:
    """Record -> all records of the same person, the kept one first; of those alone (of all, or of some people, by
    whichever of their records) who have several."""
    if people is not None and len(people) <= acts.FEW:
        return acts.once(("records", frozenset(people)), lambda: _several(people))
    return _several(people)


def _several(people: Collection[int] | None) -> dict[int, tuple[int, ...]]:
    if people is None or len(people) > _FEW:
        return _grouped(_standing().values_list("person_id", "kept_id"), people)
    pairs: set[tuple[int, int]] = set()
    for some in batched(people, 500):
        one_of = Q(person__in=some) | Q(kept__in=some)
        kept = set(_standing().filter(one_of).values_list("kept_id", flat=True))
        if kept:
            pairs |= set(_standing().filter(kept__in=kept).values_list("person_id", "kept_id"))
    return _grouped(pairs, people)


def of(person: int, *, as_of: datetime | None = None) -> tuple[int, ...]:
    """All records of a person, the kept one first; as far as was known at a moment."""
    if as_of is None:
        return several([person]).get(person, (person,))
    then = Absorbed.objects.filter(recorded_at__lte=as_of).filter(
        Q(ended_recorded_at=None) | Q(ended_recorded_at__gt=as_of)
    )
    kept = then.filter(person=person).values_list("kept_id", flat=True).first() or person
    return (kept, *then.filter(kept=kept).order_by("person_id").values_list("person_id", flat=True))


def kept(people: Collection[int] | None = None) -> dict[int, int]:
    """Record -> the one that is kept, of all that were absorbed (`people`: of the records of these people)."""
    return {one: those[0] for one, those in several(people).items() if one != those[0]}


def kept_of(several: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """Record -> the one that is kept, itself among them, of what `several` answers."""
    return {one: those[0] for one, those in several.items()}


def kept_as(person: int) -> int:
    """The record that is kept of a person."""
    return of(person)[0]


def with_all(people: Collection[int]) -> set[int]:
    """Records, and all others of the same people."""
    return {*people, *(one for those in several(people).values() for one in those)}


def _standing() -> QuerySet[Absorbed]:
    return Absorbed.objects.filter(ended_recorded_at=None)


def _grouped(pairs: Iterable[tuple[int, int]], people: Collection[int] | None) -> dict[int, tuple[int, ...]]:
    absorbed: dict[int, list[int]] = defaultdict(list)
    for person, kept_one in sorted(pairs):
        absorbed[kept_one].append(person)
    groups = [(kept_one, *those) for kept_one, those in absorbed.items()]
    wanted = None if people is None else set(people)
    return {one: those for those in groups if wanted is None or wanted & {*those} for one in those}
