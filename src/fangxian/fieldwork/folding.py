"""One door, one line for a person of several records: of what is asked of each record, the line of one stands, and the
others are closed as the same person's. Nothing is lost by it: taken apart, each record is asked for what is still due.

It follows from the lines, from who is one person (registry.records) and from what those who ask know of other records,
and run again it changes nothing (law 7).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Q

from fangxian.fieldwork import events, rules
from fangxian.fieldwork.models import Line, Task
from fangxian.fieldwork.rules import SAME_PERSON
from fangxian.fieldwork.tasks_closing import close, reopen
from fangxian.ledger import actions as ledger
from fangxian.ledger import listeners
from fangxian.outbreak.queries import active
from fangxian.registry import events as registry
from fangxian.registry.queries import kept_of, several_records
from fangxian.store import bulk

#: Those of some records of whom an origin need not ask, whatever its tasks say: (origin, kind, records) -> records.
Spared = Callable[[str, str, Collection[int]], Collection[int]]
_spared: dict[str, Spared] = {}
#: Reasons for which a line is closed since what it asks for is there.
_THERE = frozenset({"arrived_since", "sampled_since", "retest_come", "done_since"})
_COLUMNS = (
    *("pk", "person_id", "outcome", "task_id", "task__origin", "task__kind", "task__why", "task__parameters"),
    *("task__state", "task__outbreak_id"),
)


@dataclass(frozen=True)
class _Asked:
    """A line with what its task asks."""

    pk: int
    person: int
    outcome: str
    task: int
    origin: str
    kind: str
    why: str
    parameters: Any
    state: str
    outbreak: int

    @property
    def ask(self) -> tuple[str, str, str, str]:
        """Lines that ask for the same say the same here."""
        return self.origin, self.kind, self.why, json.dumps(self.parameters, sort_keys=True)


def declare(origins: str, spared: Spared) -> None:
    """For a room that asks: whose other record has what its origins ('round/...') ask for. Once, when it is ready."""
    _spared[origins] = spared


@transaction.atomic
def fold(people: Collection[int], *, by: str) -> int:
    """Brings what is asked of these people, of all their records, to one line each; answers how many lines changed."""
    several = several_records(people)
    kept = kept_of(several)
    return _fold({*people, *kept}, kept, by)


def fold_several(people: Collection[int], *, by: str) -> int:
    """The same of those alone who have several records: what was asked of others stands."""
    kept = kept_of(several_records(people))
    return _fold(set(kept), kept, by) if kept else 0


def _fold(people: set[int], kept: Mapping[int, int], by: str) -> int:
    asks: dict[tuple[tuple[str, ...], int], list[_Asked]] = defaultdict(list)
    for one in _lines(people):
        asks[one.ask, kept.get(one.person, one.person)].append(one)
    folded, again = list[_Asked](), list[_Asked]()
    records: dict[int, set[int]] = defaultdict(set)
    for record, stands in kept.items():
        records[stands].add(record)
    in_force = {one.pk for one in active()}
    for (_, person), lines in asks.items():
        standing = _standing(lines, person, records.get(person, set()))
        for one in lines:
            if one.outcome == "" and one.state == Task.State.OPEN and one is not standing:
                folded.append(one)
            elif one.outcome == SAME_PERSON and one is standing and one.outbreak in in_force:
                again.append(one)
    bulk.update(Line, ["outcome"], [(one.pk, SAME_PERSON) for one in folded])
    bulk.update(Line, ["outcome"], [(one.pk, "") for one in again])
    close({one.task for one in folded}, SAME_PERSON)
    reopen({one.task for one in again})
    if folded or again:
        payload = {"folded": len(folded), "again": len(again)}
        ledger.record_batch(kind=events.FOLDED, batch="merges", by=by, payload=payload)
    return len(folded) + len(again)


def _lines(people: set[int]) -> list[_Asked]:
    """All lines of some people in those asks of which a line is open or was folded."""
    waiting = Q(outcome="", task__state=Task.State.OPEN) | Q(outcome=SAME_PERSON)
    found: list[_Asked] = []
    for some in batched(sorted(people), 500):
        origins = set(Line.objects.filter(waiting, person__in=some).values_list("task__origin", flat=True))
        if origins:
            rows = Line.objects.filter(person__in=some, task__origin__in=origins).order_by("pk")
            found += (_Asked(*row) for row in rows.values_list(*_COLUMNS))
    return found


def _standing(lines: Sequence[_Asked], person: int, records: Collection[int]) -> _Asked | None:
    """The line that stands of an ask: of the record that is kept, or else of the oldest that is asked for; none where
    the person has what is asked for by another record."""
    waiting = [one for one in lines if one.outcome == SAME_PERSON or (one.outcome, one.state) == ("", Task.State.OPEN)]
    there = {one.person for one in lines if one.outcome in rules.outcomes() or one.outcome in _THERE}
    if waiting and records:
        check = _spared.get(waiting[0].origin.split("/")[0])
        there |= set(check(waiting[0].origin, waiting[0].kind, records)) if check else set()
    left = [one for one in waiting if not there - {one.person}]
    return min(left, key=lambda one: (one.person != person, one.person, one.pk), default=None)


def stands_for(event: Any) -> None:
    """Records became one person's, or two people's again."""
    fold(event.payload["people"], by=event.actor)


def listen() -> None:
    """Called when the room is ready."""
    listeners.listen(registry.STANDS_FOR, name="fieldwork.stands_for", handle=stands_for)
