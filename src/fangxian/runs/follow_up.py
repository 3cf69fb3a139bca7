"""Follow-up held against all evidence anew (law 8), a moment of the past asked for (law 12), and a drawn outbreak lived
through day by day.

Evidence that lands needs no call: it is carried on as it is recorded (exchange.handlers).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from django.db import transaction

from fangxian.boards import actions as boards
from fangxian.evidence import actions as evidence
from fangxian.exchange import follow_up
from fangxian.healthcode import actions as healthcode
from fangxian.healthcode import queries as codes
from fangxian.lib import clock
from fangxian.programme import actions as programme
from fangxian.programme import queries
from fangxian.programme.actions import Joining
from fangxian.synth.outbreak_days import Day, Said


def behind(outbreak: int) -> int:
    """How many obligations stand otherwise than the facts and the time say: none, where all is as it should be."""
    return len(follow_up.decided(outbreak))


@transaction.atomic
def rebuild(outbreak: int, *, by: str) -> int:
    """Decides everything anew from the facts that stand; answers how many obligations stood otherwise."""
    return follow_up.land(outbreak, queries.all_followed(outbreak), by=by)


@dataclass(frozen=True)
class Scratch:
    """What was worked out anew: how many obligations stood otherwise than the evidence says, how many restrictions
    otherwise than was asked for, how many people's codes showed otherwise than what follows from it; of how many people
    codes were written."""

    obligations: int
    restrictions: int
    codes: int
    people: int

    @property
    def as_it_was(self) -> bool:
        """Whether nothing stood otherwise."""
        return self.obligations == self.restrictions == self.codes == 0


@transaction.atomic
def from_scratch(outbreak: int, *, by: str) -> Scratch:
    """Decides everything anew from the facts, lays what programmes, rounds and two people asked for and nothing else,
    and writes every code anew (law 8); what stood otherwise is put right."""
    healthcode.expire()
    before, otherwise = codes.written(), behind(outbreak)
    rebuild(outbreak, by=by)
    restrictions = healthcode.follow_again(outbreak, by=by)
    people = healthcode.rebuild()
    after = codes.written()
    changed = sum(before.get(person) != after.get(person) for person in {*before, *after})
    if changed:
        boards.rebuild()
    return Scratch(otherwise, restrictions, changed, people)


@dataclass(frozen=True)
class Why:
    """Somebody under a class at a moment: what brought them there, in which stage they were, and what of what was due
    had been done, by what was known then. `ended`: for what it had ended before."""

    enrolment: int
    person_class: str
    origin: str
    since: datetime
    stage: str
    ended: str
    due: dict[int, tuple[str, int | None]] = field(default_factory=dict)


def why(person: int, *, outbreak: int, at: datetime) -> list[Why]:
    """Why somebody was followed at a moment, and as what; nothing where they were not (law 12). The caller notes it."""
    found = []
    outcomes = follow_up.as_of(outbreak, [person], at)
    for one in queries.enrolments_of(person, outbreak=outbreak, standing=False).select_related("roll"):
        since = one.roll.decided_at or one.roll.at
        if since > at:
            continue
        stages = queries.stages([one.pk]).get(one.pk, [])
        stage = next((each.kind for each in stages if each.starts_at <= at < each.ends_at), "")
        ended = one.closed_for if one.closed_at is not None and one.closed_at <= at else ""
        due = {pk: outcomes[pk] for pk in queries.due_of(one.pk).values_list("pk", flat=True) if pk in outcomes}
        found.append(Why(one.pk, one.person_class, one.roll.origin, since, stage, ended, due))
    return found


def live(
    day: Day, *, outbreak: int, people: Sequence[int], exposed: str, buyers: str, by: str,
    minute: Callable[[], object] = lambda: None,
) -> None:  # fmt: skip
    """Lives through a drawn day: `people` are the keys of those whom it numbers; the classes of who was exposed and of
    who bought. The clock is set as the day goes on; `minute` is what is done by it."""
    morning, evening = day.date + timedelta(hours=9, minutes=30), day.date + timedelta(hours=22)
    with clock.set_to(morning):
        _by_the_clock(minute)
        for person_class, those in ((exposed, day.exposed), (buyers, day.buyers)):
            joining = [Joining(people[one], anchor, {"drawn": one}) for one, anchor in those]
            programme.enrol(
                outbreak=outbreak, person_class=person_class, people=joining, origin=f"drawn/{day.date:%m%d}", by=by
            )
    with clock.set_to(evening):
        for key, said in day.forms.items():
            for _ in range(2):
                evidence.record(
                    outbreak=outbreak, kind=said.kind, person=people[said.person], at=said.at, key=key, by=by,
                    finding=said.finding,
                )  # fmt: skip
        for name, rows in day.batches.items():
            evidence.apply_batch(_table(rows, people), outbreak=outbreak, batch=name, by=by)
        for name in day.withdrawn:
            evidence.withdraw_batch(outbreak=outbreak, batch=name, by=by)
        _by_the_clock(minute)


def _by_the_clock(minute: Callable[[], object]) -> None:
    programme.overdue()
    programme.advance()
    healthcode.expire()
    minute()


def _table(rows: Sequence[Said], people: Sequence[int]) -> pa.Table:
    said: dict[str, Any] = {
        "person": pa.array([people[one.person] for one in rows], pa.int64()),
        "kind": pa.array([one.kind for one in rows], pa.string()),
        "at": pa.array([one.at.replace(tzinfo=None) for one in rows], pa.timestamp("us")),
        "row": pa.array(range(1, len(rows) + 1), pa.int64()),
        "finding": pa.array([one.finding for one in rows], pa.string()),
    }
    return pa.table(said)
