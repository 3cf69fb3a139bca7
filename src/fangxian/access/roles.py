"""The lists a district officer can read: roles.toml, verbs.toml, purposes.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.access.reader import Kind, Shown
from fangxian.lib import words
from fangxian.lib.words import Words

_HERE = Path(__file__).parent

#: How many digits an area code of each level has.
LEVELS = {"district": 6, "street": 9, "community": 12, "grid": 15}


#: What everybody may do with what is theirs: it widens nobody's rights.
OWN = frozenset({"own.read", "own.appeal", "own.report"})


@dataclass(frozen=True)
class Role:
    """One role of roles.toml."""

    name: str
    zh: str
    en: str
    levels: tuple[str, ...]
    may: frozenset[str]
    purposes: tuple[str, ...]
    sensitivity: int
    second_factor: bool
    alone: bool
    two_people: bool
    sees: tuple[tuple[Kind, Shown], ...]

    def holds_at(self, area: str) -> bool:
        """Whether it may be appointed to an area with this code."""
        return area.isascii() and area.isdigit() and len(area) in {LEVELS[level] for level in self.levels}

    def takes_two(self, area: str) -> bool:
        """Whether an appointment to an area takes a second person: the role says so, or the area is the whole district
        and there is more to do there than to see one's own record."""
        return self.two_people or (len(area) <= LEVELS["district"] and bool(self.may - OWN))


@cache
def roles() -> Mapping[str, Role]:
    """Name -> role, in the order of the file."""
    return {name: _role(name, said) for name, said in _read("roles.toml").items()}


@cache
def verbs() -> Mapping[str, Words]:
    """'people.read' -> what it is called."""
    found = _read("verbs.toml")
    return {f"{room}.{verb}": one for room, own in found.items() for verb, one in words.words_of(own).items()}


@cache
def purposes() -> Mapping[str, Words]:
    """'care' -> what it is called."""
    return words.read(_HERE / "purposes.toml")


def _role(name: str, said: Mapping[str, Any]) -> Role:
    return Role(
        name=name,
        zh=said["zh"],
        en=said["en"],
        levels=tuple(said["levels"]),
        may=frozenset(said["may"]),
        purposes=tuple(said["purposes"]),
        sensitivity=said["sensitivity"],
        second_factor=said["second_factor"],
        alone=said.get("alone", False),
        two_people=said.get("two_people", False),
        sees=tuple(said.get("sees", {}).items()),
    )


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / file).read_text("utf-8"))
