"""A day's visits at once: what a telephone without a network brings in the evening. Each is what `visits.report` would
have made of it, and can be taken back as such; the whole is one transaction and one event.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import transaction

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.fieldwork import events, rules
from fangxian.fieldwork.models import Line, Task, Visit
from fangxian.fieldwork.rules import Outcome
from fangxian.fieldwork.sealed import Sealed
from fangxian.fieldwork.tasks_closing import close
from fangxian.fieldwork.visits import VERB, newcomer
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import actions as registry
from fangxian.store import bulk

#: So many lines are asked for in one statement.
_STRIDE = 5_000


@dataclass(frozen=True)
class Found:
    """What somebody found of a line: as `visits.report` takes it, with when."""

    line: int
    outcome: str
    click: str
    said: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


@dataclass
class _Visit:
    """One of them on its way into the books."""

    found: Found
    line: Line
    what: Outcome
    typed: Mapping[str, str]
    before: dict[str, Any] | None = None
    entered: int | None = None

    def kept(self, sealed: Sealed) -> bytes:
        """What is kept of it, sealed."""
        outbreak = self.line.task.outbreak_id
        return sealed.keep(outbreak, said=self.typed, before=self.before, entered=self.entered)


@transaction.atomic
def report_day(found: Iterable[Found], *, by: Reader) -> int:
    """Reports many visits; answers how many were taken. Left out are those of lines that were settled meanwhile or lie
    outside the reader's areas, of presses that were told before (law 7), and corrections, which are made one at a time.
    Raises NotAllowed, and a Fault as `visits.report` for what cannot be right as told."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    visits = list(_taken(list(found), by))
    at, sealed = clock.now(), Sealed()
    for what, learn in _REGISTRY.items():
        some = [one for one in visits if one.what.registry == what]
        if some:
            learn(some, by, at)
    keys = bulk.reserve(Visit, len(visits))
    bulk.insert(
        Visit,
        ["id", "line_id", "outcome", "by", "at", "click", "said", "undone_by"],
        (
            (pk, one.line.pk, one.what.name, by.account, one.found.at or at, one.found.click, one.kept(sealed), "")
            for pk, one in zip(keys, visits, strict=True)
        ),
    )
    settled = [one for one in visits if not one.what.again]
    rows = [(one.line.pk, one.what.name, one.line.person_id or one.entered) for one in settled]
    bulk.update(Line, ["outcome", "person_id"], rows)
    close({one.line.task_id for one in settled}, rules.VISITED)
    if visits:
        payload = {"visits": len(visits), "first": keys[0], "last": keys[-1]}
        ledger.record_batch(kind=events.DAY, batch=f"visits/{keys[0]}", by=by.account, payload=payload)
    return len(visits)


def _taken(found: Sequence[Found], by: Reader) -> Iterator[_Visit]:
    """Those that can be taken, each line once."""
    told, seen = _told([one.click for one in found]), set()
    for some in batched(found, _STRIDE):
        lines = Line.objects.filter(pk__in=[one.line for one in some], outcome="", task__state=Task.State.OPEN)
        there = {line.pk: line for line in lines.select_related("task")}
        for one in some:
            line = there.get(one.line)
            if line is None or one.click in told or one.line in seen or not by.covers(line.task.area_code):
                continue
            what, typed = rules.checked(line.task.kind, one.outcome, one.said)
            if what.registry != "corrected":
                seen.add(one.line)
                yield _Visit(one, line, what, typed)


def _told(clicks: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for some in batched(clicks, _STRIDE):
        known |= set(Visit.objects.filter(click__in=some).values_list("click", flat=True))
    return known


def _remembered(some: Sequence[_Visit], by: Reader) -> None:
    known = registry.recorded_of([one.line.person_id for one in some if one.line.person_id is not None], by=by)
    for one in some:
        one.before = known.get(one.line.person_id or 0)


def _met(some: Sequence[_Visit], by: Reader, at: datetime) -> None:
    _remembered(some, by)
    people = {one.line.person_id for one in some if one.before is not None and one.line.person_id is not None}
    registry.meet_people(people, by=by, at=at)


def _left(some: Sequence[_Visit], by: Reader, at: datetime) -> None:
    _remembered(some, by)
    gone = {one.line.person_id: one.typed.get("where", "") for one in some if one.before is not None}
    registry.leave_people({person: where for person, where in gone.items() if person is not None}, by=by, at=at)


def _resident(some: Sequence[_Visit], by: Reader, at: datetime) -> None:
    sealed, those, newcomers = Sealed(), [], []
    for one in some:
        task = one.line.task
        found = newcomer(task, sealed.details(task.outbreak_id, one.line), one.typed)
        if found is None:
            continue
        if task.why in rules.RETURNING:
            one.entered = _returned(found, by, at)
        if one.entered is None:
            those.append(one)
            newcomers.append(found)
    for one, person in zip(those, registry.enter_people(newcomers, by=by, at=at), strict=True):
        one.entered = person


def _returned(found: registry.Newcomer, by: Reader, at: datetime) -> int | None:
    """On record already: their record moves, as single acts move it. None where the record is another's after all: one
    such door does not send back the whole day."""
    try:
        return registry.enter_person(said=found.said, dwelling=found.dwelling, tenure=found.tenure, by=by, at=at)
    except Fault:
        return None


_REGISTRY: dict[str, Callable[[Sequence[_Visit], Reader, datetime], None]] = {
    "met": _met,
    "moved": _left,
    "left": _left,
    "resident": _resident,
}
