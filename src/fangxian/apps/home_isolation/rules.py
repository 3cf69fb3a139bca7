"""What a household's state follows from, and what of a temperature is a fever. Pure."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.lib.fault import Fault
from fangxian.lib.words import Words

#: From here on a temperature is a fever, in degrees Celsius: an assumption of this project, for a district to set.
FEVER = Decimal("37.3")
#: What a living person's may be.
COLDEST, HOTTEST = Decimal(34), Decimal(43)
_DEGREES = re.compile(r"[0-9]{2,3}(\.[0-9]{1,2})?")


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
    """

    findings: frozenset[str] = frozenset()
    fit: bool | None = None
    notified: bool = False
    sensor: bool = False
    tests: frozenset[str] = frozenset()
    release_due: bool = False


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


def temperature(text: str) -> tuple[Decimal, str]:
    """Degrees Celsius as typed (36.5, 36,5, 365), and the finding: 'fever' or ''. Raises a Fault for what is none."""
    plain = text.strip().replace(",", ".").replace("，", ".").replace("。", ".")
    degrees = Decimal(plain) if _DEGREES.fullmatch(plain) else Decimal(0)
    if degrees > HOTTEST and "." not in plain:
        degrees /= 10
    if not COLDEST <= degrees <= HOTTEST:
        raise Fault(
            en=f"A temperature lies between {COLDEST} and {HOTTEST} °C: measure and type it again, as in 36.5.",
            zh=f"体温应在 {COLDEST} 至 {HOTTEST} ℃ 之间：请重新测量并填写，如 36.5。",
        )
    return degrees, "fever" if degrees >= FEVER else ""


def half_day(at: datetime) -> tuple[datetime, str]:
    """When the half of a day began that a moment lies in, and what it is called: 'morning' until noon, 'evening'."""
    noon = at.replace(hour=12, minute=0, second=0, microsecond=0)
    return (noon.replace(hour=0), "morning") if at < noon else (noon, "evening")


_FITS: Mapping[str, Callable[[Known], bool]] = {
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
