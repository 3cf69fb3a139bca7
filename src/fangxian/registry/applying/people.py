"""People: the new are written, the known compared field by field; what gives way is kept as a version (law 12)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db.models import TextField
from django.db.models.functions import Cast

from fangxian.lib.sealing import Seal
from fangxian.registry import sealing
from fangxian.registry.applying import versions
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Person, PersonKey
from fangxian.registry.rules import overrules
from fangxian.store import bulk
from fangxian.terms import initials

#: The fields that sources say something of.
FIELDS = ("name", "sex", "born", "number", "phone")
_KEPT = ("name", "sex", "born", "number_kind", "number_sealed", "phone_sealed", "status")
_PERSON = (*_KEPT, "area_code", "initials", "said_by", "source", "recorded_at", "verified_at", "verified_by")


@dataclass(slots=True)
class Said:
    """What one row, or several of one newcomer, say of a person: None where they say nothing, '' (which no file says)
    where what is recorded is taken away."""

    name: str | None = None
    sex: str | None = None
    born: date | None = None
    number: str | None = None
    phone: str | None = None
    number_kind: str = ""
    area_code: str = ""
    indexed: bytes | None = None

    def number_index(self) -> bytes:
        """By what the number is found; worked out once."""
        if self.indexed is None:
            self.indexed = sealing.number().index(self.number or "")
        return self.indexed

    def and_also(self, other: "Said") -> None:
        """Fills what is missing from another row of the same person."""
        for name in (*FIELDS, "number_kind", "area_code"):
            if not getattr(self, name):
                setattr(self, name, getattr(other, name))


def apply(table: pa.Table, stamp: Stamp) -> tuple[Counts, list[int]]:
    """Columns person (the registry's key, or NULL), newcomer (a number within the batch, or NULL), name, sex, born,
    number, number_kind, phone, area_code. Answers counts, and each row's person.

    A row with neither person nor newcomer is refused (ValueError): identity has to say first whose it is.
    """
    lines = table.to_pylist()
    known: dict[int, Said] = {}
    new: dict[int, Said] = {}
    for line in lines:
        whose, key = (known, line["person"]) if line["person"] is not None else (new, line["newcomer"])
        if key is None:
            raise ValueError("a row belongs to nobody: identity says whose it is before the registry takes it")
        _said(whose, key, line)
    counts = Counts()
    _leave_taken_numbers(known, new, counts)
    pks = dict(zip(new, _inserted(list(new.values()), stamp), strict=True))
    counts.inserted = len(pks)
    compare(known, counts, stamp)
    return counts, [line["person"] if line["person"] is not None else pks[line["newcomer"]] for line in lines]


def _said(whose: dict[int, Said], key: int, line: dict[str, Any]) -> None:
    phone = line["phone"]
    one = Said(
        line["name"] or None,
        line["sex"] or None,
        line["born"],
        line["number"] or None,
        str(phone) if phone else None,
        line["number_kind"] or "",
        line["area_code"] or "",
    )
    if key in whose:
        whose[key].and_also(one)
    else:
        whose[key] = one


def _leave_taken_numbers(known: dict[int, Said], new: dict[int, Said], counts: Counts) -> None:
    """Two people never hold one number: who comes with one that another holds is taken without it, and counted."""
    holders = dict(_holders())
    # Those who are there first: nobody who is new takes a number from them.
    said = [*known.items(), *((-place, one) for place, one in enumerate(new.values(), 1))]
    for person, one in said:
        if one.number and holders.setdefault(one.number_index(), person) != person:
            one.number, one.number_kind, one.indexed = None, "", None
            counts.conflicts += 1


def _holders() -> Iterator[tuple[bytes, int]]:
    rows = PersonKey.objects.filter(kind="number").values_list("key", "person_id").iterator(20_000)
    return ((bytes(key), person) for key, person in rows)


def holder(number: str) -> int | None:
    """The person who is recorded with a number."""
    keys = PersonKey.objects.filter(kind="number", key=sealing.number().index(number))
    return keys.values_list("person_id", flat=True).first()


def _inserted(people: list[Said], stamp: Stamp) -> list[int]:
    keys = list(bulk.reserve(Person, len(people)))
    number, phone = sealing.number(), sealing.phone()
    bulk.insert(
        Person,
        ["id", *_PERSON],
        (
            (
                *(pk, one.name or "", one.sex or "", one.born, one.number_kind),
                number.close(one.number) if one.number else None,
                phone.close(one.phone) if one.phone else None,
                *("present", one.area_code, initials.of(one.name or ""), {}),
                *(stamp.source, stamp.at, stamp.at, ""),
            )
            for pk, one in zip(keys, people, strict=True)
        ),
    )
    found_by = [row for pk, one in zip(keys, people, strict=True) for row in looked_for(pk, one)]
    # In the order of the index: half the work where there are many.
    found_by.sort(key=lambda row: (row[1], row[2]))
    bulk.insert(PersonKey, ["person_id", "kind", "key"], found_by)
    return keys


def looked_for(pk: int, one: Said) -> Iterator[tuple[int, str, bytes]]:
    """The rows by which a person is found."""
    if one.number:
        yield pk, "number", one.number_index()
    if one.phone:
        yield pk, "phone", sealing.phone().index(one.phone)
        yield pk, "tail", sealing.tail(one.area_code, one.phone)


@dataclass(slots=True)
class _Known:
    """A person as far as a batch can change them; numbers and phones are told by their index, unopened."""

    pk: int
    name: str
    sex: str
    born: date | None
    number_kind: str
    source: str
    area_code: str
    said_by: Mapping[str, str]
    keys: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # kind -> (row, index)

    def author(self, name: str) -> str:
        """The dataset whose word stands for a field."""
        return self.said_by.get(name) or self.source.split("/")[0]


@dataclass(slots=True)
class _Changes:
    """What has to be written of people that were there."""

    people: list[tuple[Any, ...]] = field(default_factory=list)
    numbers: list[tuple[int, str, bytes | None]] = field(default_factory=list)
    phones: list[tuple[int, bytes | None]] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    keys: list[tuple[int, str, bytes]] = field(default_factory=list)
    verified: list[tuple[int, datetime]] = field(default_factory=list)


def compare(known: dict[int, Said], counts: Counts, stamp: Stamp) -> list[str]:
    """Follows what is said of people that are there, where its source may say it; answers the fields that changed.

    Who differs in nothing was found to be true once more.
    """
    if not known:
        return []
    changes, fields = _Changes(), set()
    for person in _people(known):
        fields.update(_compare_one(person, known[person.pk], changes, counts, stamp))
    versions.keep((row[0] for row in changes.people), stamp)
    columns = ["name", "sex", "born", "initials", "said_by", "recorded_at", "verified_at", "verified_by"]
    bulk.update(Person, columns, changes.people)
    bulk.update(Person, ["number_kind", "number_sealed"], changes.numbers)
    bulk.update(Person, ["phone_sealed"], changes.phones)
    bulk.update(Person, ["verified_at"], changes.verified)
    bulk.delete(PersonKey, changes.stale)
    bulk.insert(PersonKey, ["person_id", "kind", "key"], changes.keys)
    return sorted(fields)


def _compare_one(person: _Known, said: Said, changes: _Changes, counts: Counts, stamp: Stamp) -> list[str]:
    differing = [name for name in FIELDS if _differs(name, person, said)]
    followed = [
        name for name in differing if _unknown(name, person) or overrules(name, stamp.dataset, person.author(name))
    ]
    counts.conflicts += len(differing) - len(followed)
    if not followed:
        counts.unchanged += 1
        if not differing:
            changes.verified.append((person.pk, stamp.at))
        return followed
    counts.changed += 1
    _follow(person, said, followed, stamp)
    changes.people.append(
        (
            *(person.pk, person.name, person.sex, person.born, initials.of(person.name), person.said_by),
            *(stamp.at, stamp.at, stamp.by if stamp.by_hand else ""),
        )
    )
    if "number" in followed:
        changes.numbers.append((person.pk, said.number_kind if said.number else "", _closed(said.number, "number")))
    if "phone" in followed:
        changes.phones.append((person.pk, _closed(said.phone, "phone")))
    said.area_code = person.area_code
    renewed = {"number"} & set(followed) | ({"phone", "tail"} if "phone" in followed else set())
    changes.stale += [row for kind, (row, _) in person.keys.items() if kind in renewed]
    changes.keys += [row for row in looked_for(person.pk, said) if row[1] in renewed]
    return followed


def _differs(name: str, person: _Known, said: Said) -> bool:
    """Whether a source says something, and something else. Numbers and phones are compared by index, unopened."""
    value = getattr(said, name)
    if value is None:
        return False
    if value == "":
        return not _unknown(name, person)
    if name == "number":
        return name not in person.keys or person.keys[name][1] != said.number_index()
    if name == "phone":
        return name not in person.keys or person.keys[name][1] != sealing.phone().index(value)
    return bool(getattr(person, name) != value)


def _unknown(name: str, person: _Known) -> bool:
    return name not in person.keys if name in ("number", "phone") else not getattr(person, name)


def _follow(person: _Known, said: Said, followed: Iterable[str], stamp: Stamp) -> None:
    for name in followed:
        if name not in ("number", "phone"):
            setattr(person, name, getattr(said, name) or (None if name == "born" else ""))
        if stamp.dataset != person.author(name):
            person.said_by = {**person.said_by, name: stamp.dataset}


def _closed(text: str | None, name: str) -> bytes | None:
    return _seal(name).close(text) if text else None


def _seal(name: str) -> Seal:
    return sealing.number() if name == "number" else sealing.phone()


def _people(known: dict[int, Said]) -> Iterator[_Known]:
    """The known people; asked for by name where they are few, else all are looked through."""
    few = len(known) <= _FEW
    people = Person.rows.filter(pk__in=known) if few else Person.rows.all()
    keys = PersonKey.objects.filter(person__in=known) if few else PersonKey.objects.all()
    by_kind: dict[int, dict[str, tuple[int, bytes]]] = {}
    for pk, person, kind, key in keys.values_list("pk", "person_id", "kind", "key").iterator(20_000):
        if person in known:
            by_kind.setdefault(person, {})[kind] = (pk, bytes(key))
    columns = ("pk", "name", "sex", "born", "number_kind", "source", "area_code")
    # Nearly everybody is as one source said: what is read as text need not be taken apart.
    told = Cast("said_by", TextField())
    for row in people.values_list(*columns, told).iterator(20_000):
        if row[0] in known:
            said_by = _NOBODY_ELSE if row[-1] == "{}" else json.loads(row[-1])
            yield _Known(*row[:-1], said_by, by_kind.get(row[0], {}))  # type: ignore[call-arg]


#: Of a person, all of whose fields are the word of the row's own source.
_NOBODY_ELSE: Mapping[str, str] = {}
#: So many are asked for by name; of more, all are looked through.
_FEW = 5_000
