"""What is made of what a device says: pure. An opening is a lead (law 13): what excuses it is weighed first, and what
cannot be right is held, on record."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from fangxian.isolation.payload import Said
from fangxian.isolation.wording import Figures, figures

NOTED, LEAD, SAME, EXCUSED, HELD = "noted", "lead", "same", "excused", "held"
#: What tells of the door, and so of whoever is behind it; the others tell of the device alone.
OF_THE_DOOR = frozenset({"opened", "closed", "tamper"})


class Verdict(NamedTuple):
    """What is made of an event, and why (words.toml; '' where it speaks for itself)."""

    verdict: str
    why: str = ""


class Expected(NamedTuple):
    """A planned visit at the door."""

    kind: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Door:
    """A device and its door as they stand when an event comes.

    bound       whether it was at a door at the event's time
    in_force    whether the outbreak that it was fitted for is active
    battery     as it said last, this event included
    last_said   the latest time of its own that it gave
    opened_at   its latest opening that counts
    back_at     when it was heard again after a silence
    """

    bound: bool = True
    in_force: bool = True
    battery: int | None = None
    last_said: datetime | None = None
    opened_at: datetime | None = None
    back_at: datetime | None = None
    visits: tuple[Expected, ...] = ()


def judge(said: Said, door: Door, received_at: datetime) -> Verdict:
    """What is made of an event. First what cannot be right, then what is the same once more, then what excuses it: a
    visit that was planned, a battery that is low, a silence that has just ended; what is left is a lead."""
    limits = figures()
    if why := _impossible(said, door, received_at, limits):
        return Verdict(HELD, why)
    if said.kind not in ("opened", "tamper"):
        return Verdict(NOTED)
    if said.kind == "opened" and door.opened_at is not None and _near(said.at, door.opened_at, limits):
        return Verdict(SAME, "same_opening")
    if visit := expected(said.at, door.visits):
        return Verdict(EXCUSED, f"planned_{visit}")
    if said.kind == "opened" and (why := _doubtful(said, door, limits)):
        return Verdict(EXCUSED, why)
    return Verdict(LEAD)


def expected(at: datetime, visits: tuple[Expected, ...]) -> str:
    """The kind of the planned visit within which a moment falls, or ''."""
    slack = figures().visit_slack
    return next((one.kind for one in visits if one.starts_at - slack <= at <= one.ends_at + slack), "")


def silent(last_seen: datetime | None, now: datetime) -> bool:
    """Whether a device that was heard at one time has not been for too long."""
    return last_seen is not None and now - last_seen > figures().silent


def level(opened_at: datetime, acknowledged: bool, now: datetime) -> str:
    """Whose list an alert has reached: the grid's; unacknowledged the community's as well, then the street's. It
    follows from the clock, so that nothing has to run for it and no crash delays it."""
    waited = now - opened_at
    if acknowledged or waited < figures().community_after:
        return "grid"
    return "community" if waited < figures().street_after else "street"


def _impossible(said: Said, door: Door, received_at: datetime, limits: Figures) -> str:
    if said.at > received_at + limits.future:
        return "future"
    if said.at < received_at - limits.oldest:
        return "too_old"
    if said.kind not in OF_THE_DOOR:
        return ""
    if not door.bound:
        return "not_bound"
    if not door.in_force:
        return "not_in_force"
    if door.last_said is not None and said.at < door.last_said - limits.disorder:
        return "out_of_order"
    return ""


def _near(at: datetime, other: datetime, limits: Figures) -> bool:
    return abs(at - other) < limits.debounce


def _doubtful(said: Said, door: Door, limits: Figures) -> str:
    if door.battery is not None and door.battery <= limits.low_battery:
        return "battery_low"
    if door.back_at is not None and said.at <= door.back_at + limits.settling:
        return "was_offline"
    return ""
