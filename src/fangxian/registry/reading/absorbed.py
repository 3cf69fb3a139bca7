"""People of several records, where people are looked for: each is found once, by whichever record."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from fangxian.access.reader import Reader
from fangxian.registry import records
from fangxian.registry.applying.whereabouts import MERGED
from fangxian.registry.models import Absorbed, Person, Residence


def fuller(people: Collection[int]) -> int:
    """Of some records, the one that says most of whom it is: with a number, of more fields, the older. To be kept."""
    said = Person.rows.filter(pk__in=people).values_list(
        "pk", "number_sealed", "born", "phone_sealed", "sex", "recorded_at"
    )
    return min(said, key=lambda one: (one[1] is None, -sum(map(bool, one[1:5])), one[0]))[0]


def found_among(found: "QuerySet[Any, Any]") -> Q:
    """The people whose records a query finds (its one column): those that stand for themselves, and those that stand
    for the others."""
    kept = Absorbed.objects.filter(person__in=found, ended_recorded_at=None).values("kept")
    return (Q(pk__in=found) | Q(pk__in=kept)) & ~Q(status=MERGED)


def as_kept(reader: Reader, found: Sequence[Person]) -> list[Person]:
    """People in their order, each once; in place of a record that another stands for, that other, where it is of the
    reader's areas."""
    if not any(one.status == MERGED for one in found):
        return list(found)
    kept = records.kept([one.pk for one in found])
    people = {one.pk: one for one in found}
    people |= {one.pk: one for one in Person.objects.seen_by(reader).filter(pk__in=set(kept.values()))}
    return [people[pk] for pk in dict.fromkeys(kept.get(one.pk, one.pk) for one in found) if pk in people]


def living_at(dwellings: "QuerySet[Any, Any]") -> dict[int, set[int]]:
    """Dwelling (of a query of keys) -> who lives behind its door, by the records that are kept."""
    homes = Residence.objects.filter(dwelling__in=dwellings, kind="lives", ended_recorded_at=None)
    pairs = list(homes.values_list("dwelling_id", "person_id"))
    kept, found = records.kept({person for _, person in pairs}), defaultdict(set)
    for dwelling, person in pairs:
        found[dwelling].add(kept.get(person, person))
    return found
