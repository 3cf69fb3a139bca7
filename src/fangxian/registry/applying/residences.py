"""Homes in time: a residence ends when another of its kind begins, and is never overwritten (law 12)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import F

from fangxian.registry.applying import keyed
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Dwelling, Household, Residence
from fangxian.registry.rules import overrules
from fangxian.store import bulk

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
    lines = table.to_pylist()
    known = Dwelling.objects.all() if only is None else Dwelling.objects.filter(code__in=_doors(lines))
    dwellings = dict(known.values_list("code", "pk"))
    households = _households(lines, dwellings, stamp)
    kinds = {line["kind"] for line in lines}
    standing = _standing(kinds, only)
    counts, new, verified, ended, seen = Counts(), [], [], [], set()
    for line in lines:
        who = (line["person"], line["kind"])
        if who in seen:
            continue
        seen.add(who)
        dwelling = dwellings.get(line["dwelling"] or "")
        home = standing.get(who)
        if home and (home[1], home[2]) == (dwelling, line["elsewhere"] or ""):
            counts.unchanged += 1
            verified.append((home[0], stamp.at))
            continue
        if home and not overrules(line["kind"], stamp.dataset, home[3]):
            counts.conflicts += 1
            continue
        if home:
            ended.append((home[0], line["since"] or day, stamp.at))
        new.append((line["person"], dwelling, households.get(line["household"] or ""), *_rest(line)))
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


def _rest(line: dict[str, Any]) -> tuple[Any, ...]:
    return (
        *(line["area_code"] or "", line["kind"], line["tenure"] or "", line["relation"] or ""),
        *(line["elsewhere"] or "", line["since"]),
    )


def _doors(lines: list[dict[str, Any]]) -> list[str]:
    return [line["dwelling"] for line in lines if line["dwelling"]]


def _standing(kinds: set[str], only: Collection[int] | None) -> dict[tuple[int, str], tuple[int, int | None, str, str]]:
    """(person, kind) -> (residence, dwelling, elsewhere, dataset), of those that have not ended."""
    rows = Residence.objects.filter(ended_recorded_at=None, kind__in=kinds)
    if only is not None:
        rows = rows.filter(person__in=only)
    found = rows.values_list("person_id", "kind", "pk", "dwelling_id", "elsewhere", "source").order_by("pk")
    return {
        (person, kind): (pk, dwelling, elsewhere, source.split("/")[0])
        for person, kind, pk, dwelling, elsewhere, source in found.iterator(20_000)
    }


def _households(lines: list[dict[str, Any]], dwellings: dict[str, int], stamp: Stamp) -> dict[str, int]:
    """Code -> key of every household that the lines name."""
    homes: dict[str, int | None] = {}
    for line in lines:
        if line["household"]:
            homes.setdefault(line["household"], dwellings.get(line["dwelling"] or ""))
    if not homes:
        return {}
    return keyed.apply(Household, "code", ["dwelling_id"], homes.items(), stamp)[1]


def now_at(only: Collection[int] | None = None) -> dict[int, tuple[str, str]]:
    """Person -> (area of where they live, area of where they are registered), '' where there is none."""
    found: dict[int, list[str]] = defaultdict(lambda: ["", ""])
    rows = Residence.objects.filter(ended_recorded_at=None).annotate(grid=F("dwelling__area_code"))
    if only is not None:
        rows = rows.filter(person__in=only)
    for person, kind, area, grid in rows.values_list("person_id", "kind", "area_code", "grid").iterator(20_000):
        found[person][0 if kind == "lives" else 1] = grid or area
    return {person: (lives, registered) for person, (lives, registered) in found.items()}
