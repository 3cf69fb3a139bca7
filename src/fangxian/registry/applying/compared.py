"""The known, compared field by field with what is said of them; what gives way is kept as a version (law 12)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from fangxian.registry import contradicting, sealing
from fangxian.registry.applying import versions
from fangxian.registry.applying.said import FEW, KINDS, Keys, Said, looked_for
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Person, PersonKey
from fangxian.registry.rules import overrules
from fangxian.store import blocks, bulk
from fangxian.terms import initials

#: Field -> the columns that hold it, in the order of the fields.
_COLUMNS = {
    "name": ("name", "initials"),
    "sex": ("sex",),
    "born": ("born",),
    "number": ("number_kind", "number_sealed"),
    "phone": ("phone_sealed",),
}
_STAMPED = ("said_by", "recorded_at", "verified_at", "verified_by")


@dataclass(slots=True)
class _Known:
    """A person as far as a batch can change them; numbers and phones are told by their keys (kind -> row and index),
    unopened."""

    pk: int
    name: str
    sex: str
    born: date | None
    source: str
    area_code: str
    said_by: Mapping[str, str]
    keys: dict[str, tuple[int, bytes]]

    def author(self, name: str) -> str:
        """The dataset whose word stands for a field."""
        return self.batch(name).split("/")[0]

    def batch(self, name: str) -> str:
        """The same with its batch."""
        return self.said_by.get(name) or self.source


@dataclass(slots=True)
class _Changes:
    """What has to be written of people that were there. `people`: rows by the fields that change, so that each person
    is written once, and no column that stays; `renewed`: who is found by another number or phone from now on."""

    people: dict[tuple[str, ...], list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    stale: list[int] = field(default_factory=list)
    renewed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    verified: list[tuple[int, datetime]] = field(default_factory=list)


def compare(known: dict[int, Said], standing: Keys, counts: Counts, stamp: Stamp) -> list[str]:
    """Follows what is said of people that are there, where its source may say it; answers the fields that changed.

    Who differs in nothing was found to be true once more.
    """
    if not known:
        return []
    changes = _Changes()
    # Whom the source spoke of otherwise it may agree with now.
    unsettled = contradicting.contradicted(known, stamp.dataset)
    for person in _people(known, standing):
        if _compare_one(person, known[person.pk], changes, counts, stamp):
            unsettled.add(person.pk)
    contradicting.unsettle(unsettled)
    versions.keep([row[0] for rows in changes.people.values() for row in rows], stamp)
    for fields, rows in changes.people.items():
        bulk.update(Person, [*(column for name in fields for column in _COLUMNS[name]), *_STAMPED], rows)
    bulk.update(Person, ["verified_at"], changes.verified)
    bulk.delete(PersonKey, changes.stale)
    for kind, renewed in changes.renewed.items():
        found_by = looked_for(((pk, known[pk]) for pk in renewed), kinds=[kind])
        bulk.insert(PersonKey, ["person_id", "kind", "key"], found_by)
    return sorted({name for fields in changes.people for name in fields})


def _compare_one(person: _Known, said: Said, changes: _Changes, counts: Counts, stamp: Stamp) -> bool:
    """Answers whether sources may contradict each other since."""
    differing = _differing(person, said)
    if not differing:
        counts.unchanged += 1
        changes.verified.append((person.pk, stamp.at))
        return said.number_left
    followed = [
        name for name in differing if _unknown(name, person) or overrules(name, stamp.dataset, person.author(name))
    ]
    counts.conflicts += len(differing) - len(followed)
    if not followed:
        counts.unchanged += 1
        return True
    counts.changed += 1
    values = [value for name in followed for value in _written(name, said)]
    told = _told_by(person, followed, stamp)
    stamped = (told, stamp.at, stamp.at, stamp.by if stamp.by_hand else "")
    changes.people[tuple(followed)].append((person.pk, *values, *stamped))
    for kind in KINDS:
        if kind in followed:
            changes.stale += [person.keys[one][0] for one in _FOUND_BY[kind] if one in person.keys]
            changes.renewed[kind].append(person.pk)
            said.area_code = person.area_code
    return said.number_left or any(_was_told(name, person) for name in differing)


#: Field -> what it is found by.
_FOUND_BY = {"number": ("number",), "phone": ("phone", "tail")}


def _differing(person: _Known, said: Said) -> list[str]:
    """The fields of which a source says something, and something else; '' differs from whatever is recorded. Numbers
    and phones are compared by index, unopened."""
    found = [
        name
        for name, value, recorded in (
            ("name", said.name, person.name),
            ("sex", said.sex, person.sex),
            ("born", said.born, person.born),
        )
        if value is not None and value != recorded and (value or recorded)
    ]
    if said.number is not None and _other(person.keys.get("number"), said.number and said.number_index):
        found.append("number")
    if said.phone is not None and _other(person.keys.get("phone"), said.phone and said.phone_index):
        found.append("phone")
    return found


def _other(recorded: tuple[int, bytes] | None, index: bytes | str) -> bool:
    if recorded is None:
        return bool(index)
    return recorded[1] != index


def _unknown(name: str, person: _Known) -> bool:
    return name not in person.keys if name in ("number", "phone") else not getattr(person, name)


def _was_told(name: str, person: _Known) -> bool:
    """Whether a source may have said something of a field before: what nobody told, nobody contradicts. A number may
    have been left to somebody else, and what was known may have been taken away by hand."""
    return not _unknown(name, person) or name == "number" or name in person.said_by


def _written(name: str, said: Said) -> tuple[Any, ...]:
    """The values of a field's columns."""
    if name == "name":
        return said.name or "", initials.of(said.name or "")
    if name == "number":
        return (said.number_kind, sealing.number().close(said.number)) if said.number else ("", None)
    if name == "phone":
        return (sealing.phone().close(said.phone) if said.phone else None,)
    return (getattr(said, name) or (None if name == "born" else ""),)


def _told_by(person: _Known, followed: Iterable[str], stamp: Stamp) -> Mapping[str, str]:
    others = {name: stamp.source for name in followed if stamp.source != person.batch(name)}
    return {**person.said_by, **others} if others else person.said_by


def _people(known: dict[int, Said], standing: Keys) -> Iterator[_Known]:
    """The known people; asked for by name where they are few, else all are looked through."""
    people = Person.rows.filter(pk__in=known) if len(known) <= FEW else Person.rows.all()
    # Nearly everybody is as one source said: what is read as text need not be taken apart.
    told = Cast("said_by", TextField())
    numbers, phones, tails = standing.of["number"], standing.of["phone"], standing.of["tail"]
    rows = people.values_list("pk", "name", "sex", "born", "source", "area_code", told)
    for pk, name, sex, born, source, area, said_by in blocks.rows(rows):
        if pk in known:
            kinds = (("number", numbers.get(pk)), ("phone", phones.get(pk)), ("tail", tails.get(pk)))
            found = {kind: key for kind, key in kinds if key}
            said = _NOBODY_ELSE if said_by == "{}" else json.loads(said_by)
            yield _Known(pk, name, sex, born, source, area, said, found)


#: Of a person, all of whose fields are the word of the row's own source.
_NOBODY_ELSE: Mapping[str, str] = {}
