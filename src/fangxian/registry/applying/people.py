"""People: the new are written, the known compared field by field; what gives way is kept as a version (law 12)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from fangxian.registry import sealing
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Person, PersonKey, PersonVersion
from fangxian.registry.rules import overrules
from fangxian.store import bulk
from fangxian.terms import initials

#: The fields that sources say something of.
FIELDS = ("name", "sex", "born", "number", "phone")
_KEPT = ("name", "sex", "born", "number_kind", "number_sealed", "phone_sealed", "status")
_PERSON = (*_KEPT, "area_code", "initials", "said_by", "source", "recorded_at", "verified_at", "verified_by")


@dataclass(slots=True)
class Said:
    """What one row, or several of one newcomer, say of a person; None where they say nothing."""

    name: str | None = None
    sex: str | None = None
    born: date | None = None
    number: str | None = None
    phone: str | None = None
    number_kind: str = ""
    area_code: str = ""

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
    _compare(known, counts, stamp)
    return counts, [line["person"] if line["person"] is not None else pks[line["newcomer"]] for line in lines]


def _said(whose: dict[int, Said], key: int, line: dict[str, Any]) -> None:
    phone = line["phone"]
    one = Said(
        line["name"],
        line["sex"],
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
    said = [*((None, one) for one in new.values()), *known.items()]
    for person, one in said:
        if one.number and holders.setdefault(sealing.number().index(one.number), person or -id(one)) != (
            person or -id(one)
        ):
            one.number = None
            counts.conflicts += 1


def _holders() -> Iterator[tuple[bytes, int]]:
    rows = PersonKey.objects.filter(kind="number").values_list("key", "person_id").iterator(20_000)
    return ((bytes(key), person) for key, person in rows)


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
        yield pk, "number", sealing.number().index(one.number)
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
    said_by: dict[str, str]
    source: str
    area_code: str


@dataclass(slots=True)
class _Changes:
    """What has to be written of people that were there."""

    versions: list[tuple[Any, ...]] = field(default_factory=list)
    people: list[tuple[Any, ...]] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    keys: list[tuple[int, str, bytes]] = field(default_factory=list)


def _compare(known: dict[int, Said], counts: Counts, stamp: Stamp) -> None:
    if not known:
        return
    keys = _keys_of(known)
    changes = _Changes()
    for person in _people(known):
        _compare_one(person, known[person.pk], keys.get(person.pk, {}), changes, counts, stamp)
    if not changes.people:
        return
    bulk.insert(
        PersonVersion,
        ["person_id", *_KEPT, "area_code", "source", "recorded_at", "verified_at", "verified_by", "until"],
        changes.versions,
    )
    bulk.update(Person, [*_KEPT[:-1], "initials", "said_by", "source", "recorded_at", "verified_at"], changes.people)
    bulk.delete(PersonKey, changes.stale)
    bulk.insert(PersonKey, ["person_id", "kind", "key"], changes.keys)


def _compare_one(
    person: Person, said: Said, keys: dict[str, tuple[int, bytes]], changes: _Changes, counts: Counts, stamp: Stamp
) -> None:
    differing = [name for name in FIELDS if _differs(name, person, said, keys)]
    followed = []
    for name in differing:
        if _unknown(name, person, keys) or overrules(name, stamp.dataset, _author(name, person)):
            followed.append(name)
        else:
            counts.conflicts += 1
    if not followed:
        counts.unchanged += 1
        return
    counts.changed += 1
    changes.versions.append(
        (
            *(person.pk, *(getattr(person, name) for name in _KEPT), person.area_code),
            *(person.source, person.recorded_at, person.verified_at, person.verified_by, stamp.at),
        )
    )
    _follow(person, said, followed, stamp)
    changes.people.append(
        (
            *(person.pk, *(getattr(person, name) for name in _KEPT[:-1])),
            *(person.initials, person.said_by, person.source, stamp.at, stamp.at),
        )
    )
    said.area_code = person.area_code
    renewed = {"number"} & set(followed) | ({"phone", "tail"} if "phone" in followed else set())
    changes.stale += [pk for kind, (pk, _) in keys.items() if kind in renewed]
    changes.keys += [row for row in looked_for(person.pk, said) if row[1] in renewed]


def _differs(name: str, person: Person, said: Said, keys: dict[str, tuple[int, bytes]]) -> bool:
    """Whether a source says something, and something else. Numbers and phones are compared by index, unopened."""
    value = getattr(said, name)
    if not value:
        return False
    if name in ("number", "phone"):
        seal = sealing.number() if name == "number" else sealing.phone()
        return name not in keys or keys[name][1] != seal.index(value)
    return bool(getattr(person, name) != value)


def _unknown(name: str, person: Person, keys: dict[str, tuple[int, bytes]]) -> bool:
    return name not in keys if name in ("number", "phone") else not getattr(person, name)


def _author(name: str, person: Person) -> str:
    """The dataset whose word stands for a field."""
    return str(person.said_by.get(name) or person.source.split("/")[0])


def _follow(person: Person, said: Said, followed: Iterable[str], stamp: Stamp) -> None:
    for name in followed:
        value = getattr(said, name)
        if name == "number":
            person.number_sealed, person.number_kind = sealing.number().close(value), said.number_kind
        elif name == "phone":
            person.phone_sealed = sealing.phone().close(value)
        else:
            setattr(person, name, value)
        if stamp.dataset != person.source.split("/")[0]:
            person.said_by = {**person.said_by, name: stamp.dataset}
    if "name" in followed:
        person.initials = initials.of(person.name)


def _people(known: dict[int, Said]) -> Iterator[Person]:
    """The known people; asked for one by one where they are few, else all are looked through."""
    if len(known) > 5_000:
        return (person for person in Person.rows.iterator(5_000) if person.pk in known)
    return iter(Person.rows.filter(pk__in=known))


def _keys_of(known: dict[int, Said]) -> dict[int, dict[str, tuple[int, bytes]]]:
    """Person -> kind -> (row, index)."""
    rows = PersonKey.objects.values_list("pk", "person_id", "kind", "key")
    rows = rows if len(known) > 5_000 else rows.filter(person__in=known)
    found: dict[int, dict[str, tuple[int, bytes]]] = {}
    for pk, person, kind, key in rows.iterator(20_000):
        if person in known:
            found.setdefault(person, {})[kind] = (pk, bytes(key))
    return found
