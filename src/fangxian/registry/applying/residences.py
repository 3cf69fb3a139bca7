"""Homes in time: a residence ends when another of its kind begins, and is never overwritten (law 12)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import F

from fangxian.registry import records
from fangxian.registry.applying import keyed
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Dwelling, Household, Residence
from fangxian.registry.rules import overrules
from fangxian.store import blocks, bulk

#: What a line says, in this order.
_LINE = ("person", "dwelling", "household", "area_code", "kind", "tenure", "relation", "elsewhere", "since")
_DOOR, _HOUSEHOLD, _KIND = (_LINE.index(name) for name in ("dwelling", "household", "kind"))
Line = tuple[Any, ...]

_SAID = ("dwelling_id", "household_id", "area_code", "kind", "tenure", "relation", "elsewhere", "since")


def apply(
    table: pa.Table,
    stamp: Stamp,
    *,
    day: date,
    whole: bool,
    only: Collection[int] | None = None,
    spared: Collection[int] = (),
) -> Counts:
    """Columns person, dwelling (code, or NULL), household (code, or NULL), area_code, kind, tenure, relation,
    elsewhere, since.

    `day` is the day of which the file speaks. `whole`: the file lists everybody, so that whoever it no longer lists
    has left (of those whose home this dataset told), but for those in `spared`, whom a row in doubt may mean. `only`:
    the few people whom the table names, if they are few.
    """
    lines = list(zip(*(table[name].to_pylist() for name in _LINE), strict=True))
    known = Dwelling.objects.all() if only is None else Dwelling.objects.filter(code__in=_doors(lines))
    dwellings: dict[str, int] = dict(blocks.rows(known.values_list("code", "pk")))
    households = _households(lines, dwellings, stamp)
    standing = _standing({line[_KIND] for line in lines}, only)
    counts, new, verified, ended = Counts(), [], [], []
    seen: set[tuple[int, str]] = set()
    for person, door, household, area, kind, tenure, relation, elsewhere, since in lines:
        who = (person, kind)
        if who in seen:
            continue
        seen.add(who)
        dwelling = dwellings.get(door) if door else None
        home = standing.get(who)
        if home and (home[1], home[2]) == (dwelling, elsewhere or ""):
            counts.unchanged += 1
            verified.append((home[0], stamp.at))
            continue
        if home and not overrules(kind, stamp.dataset, home[3]):
            counts.conflicts += 1
            continue
        if home:
            ended.append((home[0], since or day, stamp.at))
        lives_with = households.get(household) if household else None
        new.append((person, dwelling, lives_with, area, kind, tenure, relation, elsewhere, since))
    if whole:
        ended += [
            (pk, day, stamp.at)
            for who, (pk, *_, told) in standing.items()
            if who not in seen and told == stamp.dataset and who[0] not in spared
        ]
    keyed.insert(Residence, ["person_id", *_SAID], new, stamp)
    bulk.update(Residence, ["verified_at"], verified)
    bulk.update(Residence, ["until", "ended_recorded_at"], ended)
    counts.inserted, counts.ended = len(new), len(ended)
    return counts


def _doors(lines: list[Line]) -> list[str]:
    return [line[_DOOR] for line in lines if line[_DOOR]]


def _standing(kinds: set[str], only: Collection[int] | None) -> dict[tuple[int, str], tuple[int, int | None, str, str]]:
    """(person, kind) -> (residence, dwelling, elsewhere, dataset), of those that have not ended."""
    rows = Residence.objects.filter(ended_recorded_at=None, kind__in=kinds)
    if only is not None:
        rows = rows.filter(person__in=only)
    found = rows.values_list("person_id", "kind", "pk", "dwelling_id", "elsewhere", "source").order_by("pk")
    return {
        (person, kind): (pk, dwelling, elsewhere, source.split("/")[0])
        for person, kind, pk, dwelling, elsewhere, source in blocks.rows(found)
    }


def _households(lines: list[Line], dwellings: dict[str, int], stamp: Stamp) -> dict[str, int]:
    """Code -> key of every household that the lines name."""
    homes: dict[str, int | None] = {}
    for line in lines:
        if line[_HOUSEHOLD]:
            homes.setdefault(line[_HOUSEHOLD], dwellings.get(line[_DOOR] or ""))
    if not homes:
        return {}
    return keyed.apply(Household, "code", ["dwelling_id"], homes.items(), stamp)[1]


def now_at(only: Collection[int] | None = None) -> dict[int, tuple[str, str]]:
    """Person -> (area of where they live, area of where they are registered), '' where there is none; of whoever has
    several records as was told last (`only`: of some, all their records among them)."""
    kept = records.kept(only)
    found: dict[int, list[str]] = defaultdict(lambda: ["", ""])
    rows = Residence.objects.filter(ended_recorded_at=None).annotate(grid=F("dwelling__area_code"))
    if only is not None:
        rows = rows.filter(person__in=only)
    if kept:
        rows = rows.order_by("pk")
    for person, kind, area, grid in blocks.rows(rows.values_list("person_id", "kind", "area_code", "grid")):
        found[kept.get(person, person)][0 if kind == "lives" else 1] = grid or area
    return {person: (lives, registered) for person, (lives, registered) in found.items()}
