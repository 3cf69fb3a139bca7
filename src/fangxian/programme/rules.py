"""What a protocol makes of an anchor: the stages of a programme, and what is due in each. Pure.

Days are local, and begin at midnight; day 1 is the anchor's date and the class's `day1_offset`. What is due has its own
time [from_at, due_at), which nothing else of its duty has, and its grace [due_at, until_at).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from fangxian.lib import clock
from fangxian.outbreak.protocol import Duty, PersonClass, Phase, Protocol

#: States of an enrolment that stands: somebody is followed.
STANDING = ("active", "release_due")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: So many one person may enrol by hand without a second: a household. And so many any two.
HOUSEHOLD, MOST_BY_HAND = 12, 10_000


@dataclass(frozen=True)
class Planned:
    """A stage of somebody's programme. `counted_from` is the first moment of its day 1."""

    number: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    effect: str
    duties: tuple[Duty, ...]
    counted_from: datetime


@dataclass(frozen=True)
class Due:
    """Something due of somebody. `number` counts within its duty."""

    duty: str
    evidence: str
    number: int
    from_at: datetime
    due_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Move:
    """From a moment on, somebody's stage is of this kind: a violation led to it."""

    at: datetime
    kind: str


def first_day(of: PersonClass, anchor_at: datetime) -> datetime:
    """The first moment of day 1."""
    date = anchor_at.astimezone(clock.LOCAL).date() + timedelta(days=of.day1_offset)
    return datetime.combine(date, time(), clock.LOCAL)


def stages(
    of: PersonClass, anchor_at: datetime, *, unfit: bool = False, moves: Iterable[Move] = ()
) -> tuple[Planned, ...]:
    """The stages of a programme, one after the other, each as long as its phase. `unfit`: the home is not fit, and the
    class says what takes its place."""
    found: list[Planned] = []
    starts = first_day(of, anchor_at)
    for phase in of.phases:
        ends = max(
            [starts + phase.days * DAY, *(_within(duty, anchor_at)[2] for duty in phase.duties if duty.within_hours)]
        )
        kind = of.unfit_home if unfit and phase.kind == "home" and of.unfit_home else phase.kind
        found.append(_planned(of, phase, kind, starts, ends))
        starts = ends
    for move in sorted(moves, key=lambda one: one.at):
        found = list(_moved(of, found, move))
    return tuple(replace(one, number=number) for number, one in enumerate(found, 1))


def dues(
    planned: Sequence[Planned], anchor_at: datetime, *, since: datetime, until: datetime | None = None
) -> tuple[Due, ...]:
    """What is due in these stages, in the order of its time; what was over when somebody was enrolled (`since`) could
    not be done, and is not asked for; nor is what falls due after they went on as something else (`until`)."""
    found: dict[str, list[Due]] = {}
    for stage in planned:
        for duty in stage.duties:
            for from_at, due_at, until_at in _times(duty, stage, anchor_at):
                # Of two stages whose days are the same, the one that holds at the end asks.
                if stage.starts_at < due_at <= stage.ends_at:
                    one = Due(duty.name, duty.evidence, 0, from_at, due_at, until_at)
                    found.setdefault(duty.name, []).append(one)
    dues = [
        replace(one, number=number)
        for those in found.values()
        for number, one in enumerate((one for one in _apart(those) if since < one.due_at <= (until or one.due_at)), 1)
    ]
    return tuple(sorted(dues, key=lambda one: (one.due_at, one.duty)))


def _apart(those: Sequence[Due]) -> Iterator[Due]:
    """What is due of one duty, each from where the one before ended: stages may count its days differently."""
    ended: datetime | None = None
    for one in sorted(those, key=lambda one: one.due_at):
        yield replace(one, from_at=max(one.from_at, ended or one.from_at))
        ended = one.due_at


def colours(protocol: Protocol, of: PersonClass) -> bool:
    """Whether being enrolled in a class may colour somebody's code."""
    named = {phase.effect for phase in of.phases} | {name for one in of.violations for name in one.leads_to}
    named |= {name for phase in of.phases for duty in phase.duties for name in duty.unmet}
    return protocol.codes_on and any(
        name in protocol.effects and protocol.effects[name].colour for name in named if name
    )


def takes_two(protocol: Protocol, of: PersonClass, people: int) -> bool:
    """Whether enrolling so many by hand takes a second person (law 3): whatever colours, and more than a household."""
    return people > HOUSEHOLD or colours(protocol, of)


def effects(names: Iterable[str], protocol: Protocol) -> list[str]:
    """Of what something leads to, the names of effects; none where the protocol lays none."""
    return [name for name in names if name in protocol.effects] if protocol.codes_on else []


def _planned(of: PersonClass, phase: Phase, kind: str, starts: datetime, ends: datetime) -> Planned:
    """A stage in a phase's place: of another kind, it is as the class's own phase of that kind, where it has one."""
    model = next((one for one in of.phases if one.kind == kind), phase)
    return Planned(0, kind, starts, ends, model.effect or "", model.duties, starts)


def _moved(of: PersonClass, planned: Sequence[Planned], move: Move) -> Iterator[Planned]:
    for one in planned:
        if not one.starts_at <= move.at < one.ends_at or one.kind == move.kind:
            yield one
            continue
        phase = Phase(one.kind, 0, one.duties, one.effect or None)
        if move.at > one.starts_at:
            yield replace(one, ends_at=move.at)
        moved = _planned(of, phase, move.kind, move.at, one.ends_at)
        yield replace(moved, counted_from=one.counted_from)


def _times(duty: Duty, stage: Planned, anchor_at: datetime) -> Iterator[tuple[datetime, datetime, datetime]]:
    grace = duty.grace_hours * HOUR
    if duty.within_hours:
        yield _within(duty, anchor_at)
    for day in duty.days:
        from_at = stage.counted_from + (day - 1) * DAY
        yield from_at, from_at + DAY, from_at + DAY + grace
    if duty.every_hours:
        from_at, length = stage.counted_from, duty.every_hours * HOUR
        while from_at + length <= stage.ends_at:
            yield from_at, from_at + length, from_at + length + grace
            from_at += length
    if duty.at_hours:
        from_at = midnight = stage.counted_from
        while midnight < stage.ends_at:
            for hour in sorted(duty.at_hours):
                due_at = midnight + hour * HOUR
                yield from_at, due_at, due_at + grace
                from_at = due_at
            midnight += DAY


def _within(duty: Duty, anchor_at: datetime) -> tuple[datetime, datetime, datetime]:
    due = anchor_at + (duty.within_hours or 0) * HOUR
    return anchor_at, due, due + duty.grace_hours * HOUR


def unmet_of(of: PersonClass, duty: str, kinds: Iterable[str]) -> tuple[str, ...]:
    """What follows where a duty is not done that is due in a stage of these kinds."""
    for phases in ([one for one in of.phases if one.kind in set(kinds)], of.phases):
        for phase in phases:
            for one in phase.duties:
                if one.name == duty:
                    return one.unmet
    return ()
