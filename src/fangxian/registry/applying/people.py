"""People: the new are written, the known compared field by field (see `compared`)."""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from fangxian.registry import sealing
from fangxian.registry.applying import compared
from fangxian.registry.applying.said import Keys, Said, index, keys, looked_for
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Person, PersonKey
from fangxian.store import bulk
from fangxian.store.drivers import STRIDE
from fangxian.terms import initials

_PERSON = ("id", "name", "sex", "born", "number_kind", "number_sealed", "phone_sealed", "area_code", "initials")
_LINE = ("name", "sex", "born", "number", "phone", "number_kind", "area_code")


def apply(table: pa.Table, stamp: Stamp) -> tuple[Counts, list[int]]:
    """Columns person (the registry's key, or NULL), newcomer (a number within the batch, or NULL), name, sex, born,
    number, number_kind, phone, area_code. Answers counts, and each row's person.

    A row with neither person nor newcomer is refused (ValueError): identity has to say first whose it is.
    """
    persons, newcomers = table["person"].to_pylist(), table["newcomer"].to_pylist()
    known: dict[int, Said] = {}
    new: dict[int, Said] = {}
    lines = zip(*(table[name].to_pylist() for name in _LINE), strict=True)
    for person, newcomer, line in zip(persons, newcomers, lines, strict=True):
        if person is not None:
            _said(known, person, line)
        elif newcomer is not None:
            _said(new, newcomer, line)
        else:
            raise ValueError("a row belongs to nobody: identity says whose it is before the registry takes it")
    index((*known.values(), *new.values()))
    counts = Counts()
    standing = keys(known, list(new.values()))
    _leave_taken_numbers(known, new, standing, counts)
    pks = dict(zip(new, _inserted(list(new.values()), stamp), strict=True))
    counts.inserted = len(pks)
    compared.compare(known, standing, counts, stamp)
    return counts, [
        person if person is not None else pks[newcomer] for person, newcomer in zip(persons, newcomers, strict=True)
    ]


def _said(whose: dict[int, Said], key: int, line: tuple[Any, ...]) -> None:
    name, sex, born, number, phone, number_kind, area = line
    one = Said(
        name or None, sex or None, born, number or None, str(phone) if phone else None, number_kind or "", area or ""
    )
    if key in whose:
        whose[key].and_also(one)
    else:
        whose[key] = one


def _leave_taken_numbers(known: dict[int, Said], new: dict[int, Said], standing: Keys, counts: Counts) -> None:
    """Two people never hold one number: who comes with one that another holds is taken without it, and counted."""
    holders = standing.holders.copy()
    # Those who are there first: nobody who is new takes a number from them.
    said = [*known.items(), *((-place, one) for place, one in enumerate(new.values(), 1))]
    for person, one in said:
        if one.number and holders.setdefault(one.number_index, person) != person:
            one.leave_number()
            counts.conflicts += 1


def _inserted(people: list[Said], stamp: Stamp) -> list[int]:
    pks = list(bulk.reserve(Person, len(people)))
    stamped = {"source": stamp.source, "recorded_at": stamp.at, "verified_at": stamp.at, "verified_by": ""}
    same = {"status": "present", "said_by": {}} | stamped
    bulk.insert_columns(Person, _PERSON, _columns(pks, people), same, coming=len(people))
    bulk.insert(PersonKey, ["person_id", "kind", "key"], looked_for(zip(pks, people, strict=True)))
    return pks


def _columns(pks: Sequence[int], people: Sequence[Said]) -> Iterator[list[Sequence[Any]]]:
    """The columns of _PERSON, a stride at a time."""
    number, phone = sealing.number(), sealing.phone()
    for start in range(0, len(people), STRIDE):
        some = people[start : start + STRIDE]
        yield [
            pks[start : start + STRIDE],
            *([getattr(one, name) for one in some] for name in ("name", "sex", "born", "number_kind")),
            number.close_all([one.number for one in some]),
            phone.close_all([one.phone for one in some]),
            [one.area_code for one in some],
            [initials.of(one.name or "") for one in some],
        ]
