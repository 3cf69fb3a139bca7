"""Single acts at doors: who sets out, what they found, and taking it back. Permission, change, event together.

What is found of somebody is told to the registry in the same transaction, with the worker as its author, and to whoever
listens (events.OUTCOME): the round that asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.fieldwork import events, rules
from fangxian.fieldwork.models import Holding, Line, Task, Visit
from fangxian.fieldwork.rules import Outcome
from fangxian.fieldwork.sealed import Sealed
from fangxian.fieldwork.tasks_closing import close
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import actions as registry
from fangxian.registry import queries as registry_queries
from fangxian.registry.actions import Newcomer

#: What one may do who works tasks off; who hands them to others.
VERB, HANDING = "tasks.work", "tasks.hand_over"
_ENTERED = ("name", "number", "phone", "sex", "born")


@transaction.atomic
def take(*, task: int, by: Reader) -> datetime:
    """Sets out for a task; answers until when it is one's own. Taken again, it is one's own for longer. Raises NotHere,
    NotAllowed, and a Fault where it is closed, or somebody else's meanwhile."""
    found = _open(task, by)
    until = clock.now() + rules.HELD
    Holding.objects.update_or_create(task=found, defaults={"by": by.account, "until": until})
    return until


@transaction.atomic
def release(*, task: int, by: Reader) -> None:
    """Leaves a task to others. One that is not one's own stays as it is. Raises NotHere, NotAllowed."""
    found = _held(task, by)
    Holding.objects.filter(task=found, by=by.account).delete()


@transaction.atomic
def report(*, line: int, outcome: str, said: Mapping[str, str], click: str, by: Reader) -> Visit:
    """Says what was found of one of the people of a task.

    outcome  of outcomes.toml, for the task's kind; `said`: what was typed with it, by the names of its `asks`
    click    names the press of the button (a UUID): sent again, it is answered as the first time

    Raises NotHere, NotAllowed, and a Fault for what was settled already, is somebody else's meanwhile, or cannot be
    right as typed.
    """
    known = Visit.objects.filter(click=click).select_related("line__task").first()
    if known is not None and known.line_id == line and known.by == by.account:
        return known
    found = Line.objects.filter(pk=line).first()
    if found is None:
        raise NotHere.of("task")
    task = _open(found.task_id, by)
    found.refresh_from_db()
    if found.outcome:
        raise Fault(en="This was settled in the meantime: look at the list again.", zh="该项已办结：请刷新列表。")
    what, typed = rules.checked(task.kind, outcome, said)
    told = _Told(task, found, what, typed, by)
    before = _before(told)
    entered = _REGISTRY[what.registry](told)
    found.person_id = found.person_id or entered
    made = Visit.objects.create(
        line=found,
        outcome=outcome,
        by=by.account,
        click=click,
        said=Sealed().keep(task.outbreak_id, said=typed, before=before, entered=entered),
    )
    if not what.again:
        found.outcome = outcome
        found.save(update_fields=["outcome", "person"])
        close([task.pk], rules.VISITED)
    _tell(events.OUTCOME, told, entered)
    return made


@transaction.atomic
def undo(*, visit: int, by: Reader) -> None:
    """Takes back what one has reported, within a day: the line is open again, and the registry says what it said
    before. Raises NotHere, NotAllowed, and a Fault where it is too late or another visit has followed."""
    found = Visit.objects.select_for_update().filter(pk=visit).select_related("line").first()
    if found is None:
        raise NotHere.of("visit")
    task, line = _held(found.line.task_id, by), found.line
    if found.undone_at is not None:
        return
    _refuse_too_late(found, by)
    kept = Sealed().kept(task.outbreak_id, found)
    person = line.person_id or kept["entered"]
    if person is not None and (kept["before"] is not None or kept["entered"] is not None):
        registry.put_back(person=person, before=kept["before"], by=by)
    found.undone_at, found.undone_by = clock.now(), by.account
    found.save(update_fields=["undone_at", "undone_by"])
    what, entered = rules.outcomes()[found.outcome], kept["entered"]
    if not what.again:
        line.outcome = ""
        line.person_id = None if kept["entered"] is not None else line.person_id
        line.save(update_fields=["outcome", "person"])
        Task.rows.filter(pk=task.pk).update(state=Task.State.OPEN, closed_at=None, closed_for="")
    _tell(events.UNDONE, _Told(task, line, what, {}, by), entered)


@transaction.atomic
def hand_over(*, task: int, area_code: str, by: Reader) -> None:
    """Hands a task to another grid or community of one's areas: out of the street's pool, or on to whoever it is for.
    Raises NotHere, NotAllowed, and a Fault for what is closed."""
    found = _open(task, by, verb=HANDING)
    if not by.covers(area_code):
        raise NotHere.of("area")
    Holding.objects.filter(task=found).delete()
    Task.rows.filter(pk=found.pk).update(area_code=area_code)
    ledger.record(
        kind=events.HANDED_OVER, subject_kind="task", subject=task, by=by.account, payload={"area": area_code}
    )


@dataclass(frozen=True)
class _Told:
    """A visit on its way into the books."""

    task: Task
    line: Line
    what: Outcome
    typed: Mapping[str, str]
    by: Reader


def _held(task: int, by: Reader, *, verb: str = VERB) -> Task:
    """A task that the reader may work at, held until the transaction ends."""
    if not by.can(verb):
        raise NotAllowed.of(verb)
    found: Task | None = Task.rows.select_for_update().filter(pk=task).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("task")
    return found


def _open(task: int, by: Reader, *, verb: str = VERB) -> Task:
    """The same, of one that is open and that nobody else has set out for."""
    found = _held(task, by, verb=verb)
    if found.state != Task.State.OPEN:
        raise Fault(en="This task is closed already: look at the list again.", zh="该任务已关闭：请刷新列表。")
    other = Holding.objects.filter(task=found, until__gt=clock.now()).exclude(by=by.account).first()
    if other is not None and verb == VERB:
        until = other.until.astimezone(clock.LOCAL)
        raise Fault(
            en=f"Somebody else is on the way there until {until:%H:%M}: take another door.",
            zh=f"已有同事前往（至 {until:%H:%M}）：请先去其他住户。",
        )
    return found


def _refuse_too_late(visit: Visit, by: Reader) -> None:
    if visit.by != by.account:
        raise Fault(
            en="Somebody else reported this: they can take it back, or correct the record.",
            zh="此结果由他人上报：请由本人撤回，或直接更正登记。",
        )
    if clock.now() - visit.at > rules.UNDONE_WITHIN:
        raise Fault(en="A day has passed: correct the record instead.", zh="已超过一天：请直接更正登记。")
    if Visit.objects.filter(line=visit.line_id, pk__gt=visit.pk, undone_at=None).exists():
        raise Fault(en="Another visit has followed: take that one back first.", zh="其后另有上门记录：请先撤回后者。")


def _before(told: _Told) -> dict[str, Any] | None:
    """What the registry says of somebody before a visit changes it."""
    if told.line.person_id is None or not told.what.registry:
        return None
    fields = tuple(told.typed) if told.what.registry == "corrected" else ()
    return registry.recorded(person=told.line.person_id, by=told.by, fields=fields)


def _met(told: _Told) -> None:
    if told.line.person_id is not None:
        registry.meet_person(person=told.line.person_id, by=told.by)


def _left(told: _Told) -> None:
    if told.line.person_id is not None:
        registry.move_person(
            person=told.line.person_id, dwelling=None, elsewhere=told.typed.get("where", ""), by=told.by
        )


def _corrected(told: _Told) -> None:
    assert told.line.person_id is not None
    registry.correct_person(person=told.line.person_id, said=told.typed, reason="found_at_door", by=told.by)


def _resident(told: _Told) -> int:
    row = Sealed().details(told.task.outbreak_id, told.line)
    one = newcomer(told.task, row, told.typed)
    if one is None:
        raise Fault(en="Say behind which door they live.", zh="请选择其居住的房屋。")
    return registry.enter_person(said=one.said, dwelling=one.dwelling, tenure=one.tenure, by=told.by)


def newcomer(task: Task, row: Mapping[str, str], typed: Mapping[str, str]) -> Newcomer | None:
    """Somebody who is to be entered: what the worker typed counts, and what they did not, as the sample's row says it
    where that can be right. None where nobody knows behind which door."""
    picked = typed.get("dwelling", "")
    dwelling = int(picked) if picked.isdigit() else task.dwelling_id
    if dwelling is None:
        return None
    known = registry_queries.readable({name: row.get(name, "") for name in _ENTERED})
    said = {name: typed.get(name) or known.get(name, "") for name in _ENTERED}
    return Newcomer(said, dwelling, typed.get("tenure", ""))


def _tell(kind: str, told: _Told, entered: int | None) -> None:
    task = told.task
    expected = None if entered is not None else told.line.person_id
    person = expected if expected is not None else entered
    ledger.record(
        kind=kind,
        subject_kind="person" if person is not None else "task",
        subject=person if person is not None else task.pk,
        by=told.by.account,
        payload={
            "task": task.pk,
            "origin": task.origin,
            "kind": task.kind,
            "key": task.key,
            "outcome": told.what.name,
            "outcome_zh": told.what.zh,
            "outcome_en": told.what.en,
            "person": expected,
            "entered": entered,
        },
    )


#: What the registry learns -> how; answers who was entered.
_REGISTRY = {
    "": lambda told: None,
    "met": _met,
    "moved": _left,
    "left": _left,
    "corrected": _corrected,
    "resident": _resident,
}
