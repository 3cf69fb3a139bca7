"""What the room's closed lists call things (words.toml), and what counts as what (figures.toml). Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.lib.words import Words, words_of

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Finding:
    """What may be found out of an alert. `breaks`: the isolation was broken."""

    name: str
    zh: str
    en: str
    alerts: tuple[str, ...]
    breaks: bool = False


@dataclass(frozen=True)
class Figures:
    """What of a door sensor counts as what: see figures.toml."""

    debounce: timedelta
    long_open: timedelta
    silent: timedelta
    settling: timedelta
    low_battery: int
    full_battery: int
    future: timedelta
    disorder: timedelta
    oldest: timedelta
    visit_slack: timedelta
    community_after: timedelta
    street_after: timedelta
    heartbeats_kept: timedelta


@cache
def words(part: str) -> Mapping[str, Words]:
    """Name -> words of a part of words.toml: 'kinds', 'verdicts', 'excuses', 'held', 'tallied', 'alerts', 'visits'."""
    return words_of(_said()[part])


def why(name: str) -> Words:
    """Why an event was excused or held, or a message only counted."""
    return next(words(part)[name] for part in ("excuses", "held", "tallied") if name in words(part))


@cache
def findings() -> Mapping[str, Finding]:
    """Name -> finding, in the order of the file."""
    return {
        name: Finding(name, **said | {"alerts": tuple(said["alerts"])}) for name, said in _said()["findings"].items()
    }


def offered(alert: str) -> list[Finding]:
    """The findings that an alert of this kind may have, in their order."""
    return [one for one in findings().values() if alert in one.alerts]


@cache
def figures() -> Figures:
    """What counts as what."""
    said = tomllib.loads((_HERE / "figures.toml").read_text("utf-8"))
    units = ("seconds", "minutes", "hours", "days")
    read: dict[str, Any] = {}
    for name, value in said.items():
        stem, _, unit = name.rpartition("_")
        read[stem] = timedelta(**{unit: value}) if unit in units else value
    return Figures(**read)


@cache
def _said() -> Mapping[str, Any]:
    return tomllib.loads((_HERE / "words.toml").read_text("utf-8"))
