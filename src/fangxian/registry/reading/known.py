"""What other rooms need of everybody, or of some, to keep account of them: keys, areas, who needs care. Not to be
shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any

from django.db import models

from fangxian.registry import records, sealing
from fangxian.registry.applying.whereabouts import MERGED
from fangxian.registry.models import KeyGroupMembership, Person, PersonKey
from fangxian.terms import names, resident_id


@dataclass(frozen=True)
class Need:
    """What may make somebody need care: their age, and the key groups they are in, by name."""

    born: date | None
    groups: tuple[str, ...] = ()

    def age(self, day: date) -> int | None:
        """In whole years on a day; None where nobody knows."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


def everybody() -> "models.QuerySet[Any, Any]":
    """(key, area_code) of everybody in the registry, each once: a query for whoever keeps account of them elsewhere."""
    return Person.rows.exclude(status=MERGED).order_by("pk").values_list("pk", "area_code")


def holder(number: str, name: str) -> int | None:
    """The person who is recorded with a resident number and this name; None where the registry has no such number, or
    has it under another name: then it is not known who is meant."""
    key = resident_id.key(resident_id.clean(number)) or resident_id.upgraded(number)
    if key is None:
        return None
    index = sealing.number().index(resident_id.text(key))
    held = PersonKey.objects.filter(kind="number", key=index).values_list("person_id", flat=True)
    for pk, known in Person.rows.filter(pk__in=list(held)).values_list("pk", "name"):
        if names.clean(known) == names.clean(name):
            return records.kept_as(pk)
    return None


def needs(people: Collection[int]) -> dict[int, Need]:
    """Person -> what may make them need care, of those whom the registry knows."""
    found: dict[int, Need] = {}
    for some in batched(people, 500):
        several = records.several(some)
        those = {*some, *several}
        groups: dict[int, list[str]] = {}
        members = KeyGroupMembership.rows.filter(person__in=those, until=None).order_by("person_id", "group")
        for person, group in members.values_list("person_id", "group"):
            groups.setdefault(person, []).append(group)
        born = dict(Person.rows.filter(pk__in=those).values_list("pk", "born"))
        for pk in some:
            if pk in born:
                all_of = several.get(pk, (pk,))
                named = dict.fromkeys(group for one in all_of for group in groups.get(one, ()))
                found[pk] = Need(next((born[one] for one in all_of if born[one]), None), tuple(named))
    return found
