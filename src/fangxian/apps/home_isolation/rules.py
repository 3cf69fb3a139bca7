"""What a household's state follows from. Pure."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.lib.words import Words


@dataclass(frozen=True)
class Need:
    """What a household may ask for; `visit`: as what whoever brings it is expected."""

    zh: str
    en: str
    visit: str


@dataclass(frozen=True)
class State:
    """A state of a household, and how it is drawn."""

    name: str
    zh: str
    en: str
    drawn: str


@dataclass(frozen=True)
class Known:
    """What a household's state follows from.

    findings      what speaks against somebody in it and stands: 'positive', 'door_opened'
    fit           of the home; None: nobody has looked
    tests         how the tests of today and before stand: 'overdue', 'due', 'done'
    release_due   all in it who are followed wait for their release
    sent          nobody stays there: the home was not fit, and they were sent where their protocol says
    """

    findings: frozenset[str] = frozenset()
    fit: bool | None = None
    notified: bool = False
    sensor: bool = False
    tests: frozenset[str] = frozenset()
    release_due: bool = False
    sent: bool = False


def state(known: Known) -> State:
    """The state of a household: the gravest that fits. A positive comes before all: somebody has to come at once."""
    return states()[next(name for name, fits in _FITS.items() if fits(known))]


@cache
def states() -> Mapping[str, State]:
    """Name -> state, the gravest first."""
    return {name: State(name, **said) for name, said in _read()["states"].items()}


@cache
def checklist() -> Mapping[str, Words]:
    """What a home has to have: name -> words."""
    return {name: Words(**said) for name, said in _read()["home"].items()}


@cache
def needs() -> Mapping[str, Need]:
    """What may be asked for: name -> need."""
    return {name: Need(**said) for name, said in _read()["needs"].items()}


def lacking(kept: Iterable[str]) -> list[str]:
    """What a home has not, of what was ticked."""
    there = set(kept)
    return [name for name in checklist() if name not in there]


def half_day(at: datetime) -> tuple[datetime, str]:
    """When the half of a day began that a moment lies in, and what it is called: 'morning' until noon, 'evening'."""
    noon = at.replace(hour=12, minute=0, second=0, microsecond=0)
    return (noon.replace(hour=0), "morning") if at < noon else (noon, "evening")


_FITS: Mapping[str, Callable[[Known], bool]] = {
    "sent": lambda known: known.sent,
    "positive": lambda known: "positive" in known.findings,
    "broke_rule": lambda known: "door_opened" in known.findings,
    "unfit": lambda known: known.fit is False,
    "release_due": lambda known: known.release_due,
    "ordered": lambda known: known.fit is None,
    "home_checked": lambda known: not known.notified,
    "notified": lambda known: not known.sensor,
    "test_overdue": lambda known: "overdue" in known.tests,
    "test_due": lambda known: "due" in known.tests,
    "active": lambda known: True,
}


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "checklist.toml").read_text("utf-8"))
