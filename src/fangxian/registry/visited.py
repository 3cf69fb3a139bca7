"""What a day's visits tell, of many people at once: who was met, who has left, who was entered. The same as single acts
(`at_the_door`) come to, by the column; in the caller's transaction, with one event for each.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

import pyarrow as pa
from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.registry import acts, corrections, events, records
from fangxian.registry.applying import people, residences, whereabouts
from fangxian.registry.at_the_door import PERSON
from fangxian.registry.counts import Stamp
from fangxian.registry.models import Dwelling, Person, Residence
from fangxian.store import bulk

#: So many are asked for in one statement.
_STRIDE = 5_000


@dataclass(frozen=True)
class Newcomer:
    """Somebody found behind a door: name and, where known, sex, born, number, phone; the door; how they live there."""

    said: Mapping[str, str]
    dwelling: int
    tenure: str = ""


def recorded_of(persons: Collection[int], *, by: Reader) -> dict[int, dict[str, Any]]:
    """`at_the_door.recorded` of many, without fields; those outside the reader's areas are left out."""
    acts.allowed(by)
    homes = {person: (dwelling, elsewhere) for _, person, dwelling, elsewhere in _homes(persons)}
    found: dict[int, dict[str, Any]] = {}
    for some in batched(persons, _STRIDE):
        rows = Person.rows.filter(pk__in=some).values_list("pk", "area_code", "verified_at", "verified_by")
        for pk, area, at, who in rows:
            if by.covers(area):
                dwelling, elsewhere = homes.get(pk, (None, ""))
                found[pk] = {
                    "dwelling": dwelling,
                    "elsewhere": elsewhere,
                    "verified_at": at.isoformat() if at else None,
                    "verified_by": who,
                    "values": {},
                }
    return found


@transaction.atomic
def meet_people(persons: Collection[int], *, by: Reader, at: datetime) -> None:
    """People were met where they are looked after."""
    acts.allowed(by)
    bulk.update(Person, ["verified_at", "verified_by"], [(pk, at, by.account) for pk in persons])
    _vouched(persons, by, at)
    _told(by, persons, met=len(persons))


@transaction.atomic
def leave_people(where: Mapping[int, str], *, by: Reader, at: datetime) -> None:
    """People do not live where they are recorded to; person -> where they live now, '' where nobody knows."""
    acts.allowed(by)
    stamp = Stamp("visit", by.account, at, by_hand=True)
    day = at.astimezone(clock.LOCAL).date()
    known = {person: elsewhere for person, elsewhere in where.items() if elsewhere.strip()}
    gone = [home[0] for home in _homes(records.with_all([person for person in where if person not in known]))]
    bulk.update(Residence, ["until", "ended_recorded_at"], [(home, day, at) for home in gone])
    if known:
        areas = _areas(known)
        lines = [_line(person, None, areas[person], elsewhere=text.strip()) for person, text in known.items()]
        residences.apply(_table(lines), stamp, day=day, whole=False, only=list(known))
        _vouched(known, by, at)
    whereabouts.settle(stamp, only=list(where))
    _told(by, where, left=len(where))


@transaction.atomic
def enter_people(newcomers: Sequence[Newcomer], *, by: Reader, at: datetime) -> list[int]:
    """Enters those who live behind doors and are in no register; answers who they are, in their order. A value that
    cannot be right is left out (but a name: ''), and so is a number that somebody holds: single acts ask about it."""
    acts.allowed(by)
    stamp = Stamp("visit", by.account, at, by_hand=True)
    doors = {pk: (code, area) for pk, code, area in _doors({one.dwelling for one in newcomers})}
    lines = []
    for place, one in enumerate(newcomers):
        said = _readable(one.said)
        lines.append(said | {"newcomer": place, "area_code": doors[one.dwelling][1]})
    _, persons = people.apply(pa.Table.from_pylist(lines, schema=PERSON), stamp)
    homes = [
        _line(person, *doors[one.dwelling], tenure=one.tenure) for person, one in zip(persons, newcomers, strict=True)
    ]
    residences.apply(_table(homes), stamp, day=at.astimezone(clock.LOCAL).date(), whole=False, only=persons)
    bulk.update(Person, ["verified_at", "verified_by"], [(pk, at, by.account) for pk in persons])
    _vouched(persons, by, at)
    whereabouts.settle(stamp, only=persons)
    _told(by, persons, entered=len(persons))
    return persons


def _vouched(persons: Collection[int], by: Reader, at: datetime) -> None:
    homes = [home[0] for home in _homes(persons)]
    bulk.update(Residence, ["verified_at", "verified_by"], [(home, at, by.account) for home in homes])


def _readable(said: Mapping[str, str]) -> dict[str, Any]:
    found = corrections.readable(said)
    one = corrections.read(found)
    kind = {"number_kind": one.number_kind} if one.number else {}
    return {"name": "", **{name: getattr(one, name) for name in found}, **kind}


def _line(person: int, dwelling: str | None, area: str, *, elsewhere: str = "", tenure: str = "") -> dict[str, Any]:
    return {
        "person": person,
        "dwelling": dwelling,
        "area_code": area,
        "kind": "lives",
        "tenure": tenure,
        "elsewhere": elsewhere,
        "since": None,
    }


def _table(lines: Iterable[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(lines), schema=acts.HOME)


def _homes(persons: Collection[int]) -> Iterable[tuple[int, int, int | None, str]]:
    """(residence, person, dwelling, elsewhere) of where people live."""
    for some in batched(persons, _STRIDE):
        found = Residence.objects.filter(person__in=some, kind="lives", ended_recorded_at=None).order_by("pk")
        yield from found.values_list("pk", "person_id", "dwelling_id", "elsewhere")


def _doors(dwellings: Collection[int]) -> Iterable[tuple[int, str, str]]:
    for some in batched(dwellings, _STRIDE):
        yield from Dwelling.objects.filter(pk__in=some).values_list("pk", "code", "area_code")


def _areas(persons: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in batched(persons, _STRIDE):
        found |= dict(Person.rows.filter(pk__in=some).values_list("pk", "area_code"))
    return found


def _told(by: Reader, people: Collection[int], *, met: int = 0, left: int = 0, entered: int = 0) -> None:
    if people:
        payload = {"met": met, "left": left, "entered": entered, "people": sorted(people)}
        ledger.record_batch(kind=events.VISITED, batch="visits", by=by.account, payload=payload)
