"""Everybody in one line each, and counts of what is no person: what boards are built from. Nothing sealed is opened.

Read by `boards` alone; what it builds is read through the gate.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from fangxian.registry import records
from fangxian.registry.applying.whereabouts import MERGED
from fangxian.registry.models import Compound, Dwelling, Household, KeyGroupMembership, Person, Residence
from fangxian.registry.reading.organisations import counted_sites

_STRIDE = 20_000
#: Digits of a grid's code.
GRID = 15


#: What a line says of a person. `kind`: registered_here (and living here, or nobody has counted), away (registered
#: here, living elsewhere), unregistered (living here, registered elsewhere); address and dwelling are of where they
#: live, or else of where they are registered.
LINE = (
    *("person", "area_code", "name", "initials", "sex", "born", "status", "kind", "address", "dwelling", "groups"),
    "verified_at",
)


_WHERE = Coalesce(NullIf(F("dwelling__address"), Value("")), F("elsewhere"))


def people(only: Collection[int] | None = None) -> "models.QuerySet[Any, Any]":
    """Everybody (or some), each once, as a LINE, without their key groups: a query for whoever writes them down
    elsewhere; `homes` says more of those who have several records."""
    standing = Residence.objects.filter(person=OuterRef("pk"), ended_recorded_at=None)
    # 'lives' stands before 'registered' in the alphabet.
    home = standing.order_by("kind", "pk")
    registered = Exists(standing.filter(kind="registered"))
    wanted = Person.rows.exclude(status=MERGED)
    wanted = wanted if only is None else wanted.filter(pk__in=only)
    return wanted.order_by("pk").values_list(
        *("pk", "area_code", "name", "initials", "sex", "born", "status"),
        Case(When(~registered, then=Value("unregistered")), When(status="away", then=Value("away")),
             default=Value("registered_here")),
        Coalesce(Subquery(home.annotate(found=_WHERE).values("found")[:1]), Value("")),
        Subquery(home.values("dwelling_id")[:1]),
        Value(""),
        "verified_at",
    )  # fmt: skip


def groups(only: Collection[int] | None = None) -> dict[int, list[str]]:
    """Person -> the key groups they are in, by name, in all their records; of everybody, or of some."""
    found: dict[int, set[str]] = defaultdict(set)
    members = KeyGroupMembership.rows.filter(until=None)
    members = members if only is None else members.filter(person__in=records.with_all(only))
    kept = records.kept(only)
    for person, group in members.values_list("person_id", "group").iterator(_STRIDE):
        found[kept.get(person, person)].add(group)
    return {person: sorted(named) for person, named in found.items()}


def homes(only: Collection[int] | None = None) -> dict[int, tuple[str, str, int | None]]:
    """Person -> kind, address and dwelling of a LINE, of those who have several records."""
    several = records.several(only)
    kept = records.kept_of(several)
    standing = Residence.objects.filter(ended_recorded_at=None, person__in=kept).order_by("-kind", "pk")
    told: dict[int, dict[str, tuple[str, int | None]]] = defaultdict(dict)
    for person, kind, address, dwelling in standing.values_list("person_id", "kind", _WHERE, "dwelling_id"):
        told[kept[person]][kind] = (address, dwelling)
    away = set(Person.rows.filter(pk__in=told, status="away").values_list("pk", flat=True))
    return {
        person: (
            "unregistered" if "registered" not in said else "away" if person in away else "registered_here",
            *(said.get("lives") or said["registered"]),
        )
        for person, said in told.items()
    }


def counts() -> Iterator[tuple[str, str, int]]:
    """(measure, area's code, how many) of households, dwellings, compounds, organisations' sites and key groups."""
    rows: dict[str, models.QuerySet[Any]] = {
        "dwellings": Dwelling.objects.all(), "compounds": Compound.objects.all(), "organisations": counted_sites(),
    }  # fmt: skip
    for measure, found in rows.items():
        for area, count in found.values_list("area_code").annotate(count=Count("pk")).order_by():
            yield measure, area, count
    homes = Household.objects.exclude(dwelling=None).values_list("dwelling__area_code")
    for area, count in homes.annotate(count=Count("pk")).order_by():
        yield "households", area, count
    members = KeyGroupMembership.rows.filter(until=None).values_list("area_code")
    for area, count in members.annotate(count=Count("person", distinct=True)).order_by():
        yield "key_groups", area, count


def grids_of_homes(people: Collection[int]) -> set[str]:
    """The grids of the doors that some people live or lived behind, or are registered at."""
    homes = Residence.objects.filter(person__in=people, dwelling__isnull=False)
    return {grid for grid in homes.values_list("dwelling__area_code", flat=True) if len(grid) == GRID}


def households(grids: Collection[str]) -> dict[str, int]:
    """Grid -> how many households have their door there."""
    there = Household.objects.filter(dwelling__area_code__in=grids).values_list("dwelling__area_code")
    return dict(there.annotate(count=Count("pk")).order_by())
