"""Everybody in one line each, and counts of what is no person: what boards are built from. Nothing sealed is opened.

Read by `boards` alone; what it builds is read through the gate.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Count

from fangxian.registry.models import Compound, Dwelling, Household, KeyGroupMembership, Person, Residence, Site

_STRIDE = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """A person with where they are found. `kind`: registered_here (and living here, or nobody has counted), away
    (registered here, living elsewhere), unregistered (living here, registered elsewhere)."""

    person: int
    area_code: str
    name: str
    initials: str
    sex: str
    born: date | None
    status: str
    kind: str
    address: str
    dwelling: int | None
    groups: tuple[str, ...]
    verified_at: datetime | None


def people() -> Iterator[Line]:
    """Everybody, in the order of their keys."""
    homes: dict[int, dict[str, tuple[str, int | None]]] = defaultdict(dict)
    standing = Residence.objects.filter(ended_recorded_at=None)
    columns = ("person_id", "kind", "dwelling__address", "elsewhere", "dwelling_id")
    for person, kind, address, elsewhere, dwelling in standing.values_list(*columns).iterator(_STRIDE):
        homes[person][kind] = (address or elsewhere, dwelling)
    groups: dict[int, list[str]] = defaultdict(list)
    members = KeyGroupMembership.rows.filter(until=None).order_by("group")
    for person, group in members.values_list("person_id", "group").iterator(_STRIDE):
        groups[person].append(group)
    fields = ("pk", "area_code", "name", "initials", "sex", "born", "status", "verified_at")
    for row in Person.rows.order_by("pk").values_list(*fields).iterator(_STRIDE):
        pk, area, name, initials, sex, born, status, verified_at = row
        home = homes.get(pk, {})
        address, dwelling = home.get("lives") or home.get("registered") or ("", None)
        within = tuple(groups.get(pk, ()))
        kind = _kind(home, status)
        yield Line(pk, area, name, initials, sex, born, status, kind, address, dwelling, within, verified_at)


def _kind(home: dict[str, tuple[str, int | None]], status: str) -> str:
    if "registered" not in home:
        return "unregistered"
    return "away" if status == "away" else "registered_here"


def counts() -> Iterator[tuple[str, str, int]]:
    """(measure, area's code, how many) of households, dwellings, compounds, organisations' sites and key groups."""
    tables: dict[str, type[models.Model]] = {"dwellings": Dwelling, "compounds": Compound, "organisations": Site}
    for measure, table in tables.items():
        for area, count in table._default_manager.values_list("area_code").annotate(count=Count("pk")).order_by():
            yield measure, area, count
    homes = Household.objects.exclude(dwelling=None).values_list("dwelling__area_code")
    for area, count in homes.annotate(count=Count("pk")).order_by():
        yield "households", area, count
    members = KeyGroupMembership.rows.filter(until=None).values_list("area_code")
    for area, count in members.annotate(count=Count("person", distinct=True)).order_by():
        yield "key_groups", area, count
