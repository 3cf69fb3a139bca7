"""When a restriction stands, and the colour that follows from those that do (law 3). Pure: no database, no clock of its
own. There is no function here, or anywhere, that is told a colour and a person.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from fangxian.lib import words
from fangxian.lib.words import Words

_HERE = Path(__file__).parent

UNKNOWN, GREEN, HELD, YELLOW, RED = "unknown", "green", "held", "yellow", "red"
#: What a code shows, the weakest first: nothing known; nothing stands; held until a re-test, without a colour; the
#: rest.
STATES = (UNKNOWN, GREEN, HELD, YELLOW, RED)
#: What a restriction may lay: a hold has no colour (law 13).
HOLD = ""
COLOURS = (HOLD, YELLOW, RED)
#: A hold stands no longer than this, whatever a protocol says.
LONGEST_HOLD = timedelta(hours=24)


@dataclass(frozen=True)
class Span:
    """A restriction as the colour needs it: what it lays, from when, until when, and when it was ended before that."""

    colour: str
    starts_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Whether it stands at a moment: from its start on, and at its end no more."""
        return self.starts_at <= at < self.until

    @property
    def until(self) -> datetime:
        """When it ends, or ended."""
        return self.expires_at if self.ended_at is None else min(self.ended_at, self.expires_at)


@dataclass(frozen=True)
class Limits:
    """See limits.toml."""

    people_a_proposal: int
    people_a_day: int
    share_that_stops: float
    people_that_pass: int
    longest_days: int
    undo_hours: int


def state(spans: Iterable[Span], at: datetime, *, known: bool = True) -> str:
    """What a code shows at a moment: the strongest of the restrictions that stand, in whatever order they are told.
    `known`: whether anything is known of the person at all; somebody under a restriction is."""
    standing = [_shown(one.colour) for one in spans if one.stands(at)]
    return max(standing, key=STATES.index, default=GREEN if known else UNKNOWN)


def since(spans: Iterable[Span], at: datetime) -> datetime | None:
    """Since when a code has shown what it shows at a moment; None: it never showed anything else."""
    told = list(spans)
    moments = {one.starts_at for one in told} | {one.until for one in told}
    after, found = state(told, at), None
    for moment in sorted((moment for moment in moments if moment <= at), reverse=True):
        if state(told, moment) != after:
            break
        found = moment
    return found


def right_until(spans: Iterable[Span], at: datetime) -> datetime | None:
    """Until when what a code shows at a moment is right if nobody does anything: the next start or end; None for
    ever."""
    moments = [moment for one in spans for moment in (one.starts_at, one.until)]
    return min((moment for moment in moments if moment > at), default=None)


def worse(now: str, then: str) -> bool:
    """Whether one of STATES restricts more than another."""
    return STATES.index(then) > STATES.index(now)


def expiry(starts_at: datetime, *, colour: str, until: datetime | None, hours: int | None) -> datetime:
    """When a restriction lapses by itself: at what asked for it (`until`), after the hours of its effect, and never
    later than a hold or any restriction may stand."""
    longest = LONGEST_HOLD if colour == HOLD else timedelta(days=limits().longest_days)
    asked = [starts_at + longest]
    asked += [until] if until is not None else []
    asked += [starts_at + timedelta(hours=hours)] if hours is not None else []
    return min(asked)


def _shown(colour: str) -> str:
    return HELD if colour == HOLD else colour


@cache
def limits() -> Limits:
    """The room's figures."""
    read = tomllib.loads((_HERE / "limits.toml").read_text("utf-8"))
    return Limits(**read)


@cache
def endings() -> Mapping[str, Words]:
    """For what a restriction ends: name -> words."""
    return words.read(_HERE / "endings.toml")


@cache
def states() -> Mapping[str, Words]:
    """What a code shows, in words."""
    return words.read(_HERE / "states.toml")
