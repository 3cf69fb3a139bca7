"""Whose word counts, and what a key group is: the files beside this one, and what follows from them. Pure."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from fangxian.contracts import library
from fangxian.contracts.contract import BELIEVED
from fangxian.lib import words
from fangxian.lib.words import Words

_HERE = Path(__file__).parent

#: Datasets that the registries answer, when they are shared (reading.shared) -> the fields of their contracts that they
#: keep.
SHARED: Mapping[str, tuple[str, ...]] = {
    "residents": ("person", "name", "sex", "birth_date", "id_number", "phone", "address", "grid"),
    "dwellings": (
        *("dwelling", "compound", "compound_name", "building", "unit", "floor", "room", "kind", "grid", "address"),
        *("longitude", "latitude"),
    ),
    "compounds": ("compound", "name", "community", "address", "longitude", "latitude"),
    "organisations": (
        *("uscc", "name", "kind", "industry", "status", "established", "address", "longitude", "latitude"),
    ),
    "areas": ("code", "name"),
}
#: Digits of a code -> level of the area.
LEVELS = {6: "district", 9: "street", 12: "community", 15: "grid"}


@dataclass(frozen=True)
class Group:
    """A key group: its labels, and its sensitivity from 1 to 3."""

    name: str
    zh: str
    en: str
    sensitivity: int


@cache
def groups() -> Mapping[str, Group]:
    """Name -> key group."""
    read = tomllib.loads((_HERE / "groups.toml").read_text("utf-8"))
    return {name: Group(name, **said) for name, said in read.items()}


@cache
def reasons() -> Mapping[str, Words]:
    """Why somebody corrects what is recorded: name -> words."""
    return words.read(_HERE / "reasons.toml")


@cache
def authority() -> Mapping[str, tuple[frozenset[str], ...]]:
    """Field of a person, or kind of home -> datasets, strongest first; those that are equally strong together. Datasets
    say so in their contracts, what is done by hand in authority.toml."""
    by_hand = tomllib.loads((_HERE / "authority.toml").read_text("utf-8"))
    trusted = {name: library.load(name).believed for name in library.SIDES} | by_hand
    found = {}
    for field in BELIEVED:
        equals: dict[int, set[str]] = defaultdict(set)
        for name, believed in trusted.items():
            if field in believed:
                equals[believed[field]].add(name)
        found[field] = tuple(frozenset(equals[trust]) for trust in sorted(equals, reverse=True))
    return found


@cache
def fresh_for(field: str, dataset: str) -> timedelta | None:
    """How long a dataset's word on a field is fresh, after somebody last stood by it; None: for good."""
    days = library.load(dataset).fresh_for.get(field) if dataset in library.SIDES else None
    return timedelta(days=days) if days else None


@cache
def rank(field: str, dataset: str) -> int:
    """How strong a dataset's word is on a field: 0 is the strongest."""
    order = authority().get(field, ())
    return next((place for place, equals in enumerate(order) if dataset in equals), len(order))


def overrules(field: str, new: str, old: str) -> bool:
    """Whether what dataset `new` says of a field takes the place of what `old` said. A source may correct itself."""
    return rank(field, new) <= rank(field, old)


def level(code: str) -> str:
    """The level of an area by its code. KeyError for a code of another length."""
    return LEVELS[len(code)]


def parent(code: str) -> str | None:
    """The code of the area around; None for a district."""
    return code[: len(code) - 3] if len(code) > 6 else None
