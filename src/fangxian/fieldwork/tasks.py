"""Tasks opened and closed by what asks for them, thousands at once: one batch, one event. The caller's transaction or
their own.

Asked for again, a task is there once (law 7): what is missing of it is added, what had been cancelled opens again, what
somebody found at a door stays.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import batched, chain

from fangxian.fieldwork import events, rules
from fangxian.fieldwork.folding import fold_several
from fangxian.fieldwork.models import Line, Task
from fangxian.fieldwork.rules import SAME_PERSON, Spec
from fangxian.fieldwork.tasks_closing import close
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.store import acts, blocks, bulk

_TASK = ("outbreak_id", "origin", "kind", "key", "area_code", "dwelling_id", "why", "parameters", "due_at")
#: So many are looked for by name; of more, all are looked through.
_FEW = 5_000
#: So many people are named in one statement.
_ONCE = 500
_LINE = ("task_id", "person_id", "details", "sealed_for", "outcome")


@acts.atomic
def open_tasks(specs: Iterable[Spec], *, origin: str, outbreak: int, by: str, at: datetime | None = None) -> int:
    """Opens what is asked for and is not there; answers how many tasks are open that were not."""
    at, asked = at or clock.now(), list(specs)
    there = _there(origin, asked)
    new: list[Spec] = []
    known: list[tuple[int, str, Spec]] = []
    for spec in asked:
        found = there.get((spec.kind, spec.key))
        if found is None:
            new.append(spec)
        else:
            known.append((*found, spec))
    keys = bulk.reserve(Task, len(new))
    bulk.insert(
        Task,
        ["id", *_TASK, "state", "opened_at", "closed_for"],
        (
            (
                *(pk, outbreak, origin, one.kind, one.key, one.area_code, one.dwelling, one.why),
                *(dict(one.parameters), one.due_at, "open", at, ""),
            )
            for pk, one in zip(keys, new, strict=True)
        ),
    )
    bulk.insert(Line, _LINE, chain.from_iterable(_lines(pk, one) for pk, one in zip(keys, new, strict=True)))
    opened = len(new) + _again(known)
    fold_several({line.person for one in asked for line in one.lines if line.person is not None}, by=by)
    if opened:
        ledger.record_batch(kind=events.OPENED, batch=origin, by=by, payload={"tasks": opened, "origin": origin})
    return opened


@acts.atomic
def cancel(
    *,
    origin: str,
    reason: str,
    by: str,
    keys: Collection[str] | None = None,
    persons: Collection[int] | None = None,
    kind: str = "",
) -> int:
    """Closes what an origin asked for (`kind`: of one kind) and nobody has done: tasks of these keys, lines of these
    people, or all of it; answers how many tasks are closed. What somebody found at a door stays."""
    if keys is not None and persons is not None:
        raise ValueError("by keys or by people, not both")
    keys = None if keys is None else set(keys)
    persons = None if persons is None else set(persons)
    open_tasks = Task.rows.filter(origin=origin, state=Task.State.OPEN)
    lines = Line.objects.filter(task__origin=origin, task__state=Task.State.OPEN, outcome="")
    _forget_folded(origin, reason, keys=keys, persons=persons, kind=kind)
    if kind:
        open_tasks, lines = open_tasks.filter(kind=kind), lines.filter(task__kind=kind)
    if keys is not None:
        wanted = {pk for pk, key in blocks.rows(open_tasks.values_list("pk", "key")) if key in keys}
        gone = [(pk, task) for pk, task in blocks.rows(lines.values_list("pk", "task_id")) if task in wanted]
    elif persons is not None:
        found = blocks.rows(lines.values_list("pk", "task_id", "person_id"))
        gone = [(pk, task) for pk, task, person in found if person in persons]
    else:
        gone = list(blocks.rows(lines.values_list("pk", "task_id")))
    bulk.update(Line, ["outcome"], [(pk, reason) for pk, _ in gone])
    closed = close({task for _, task in gone}, reason)
    if closed:
        words = rules.reasons()[reason]
        payload = {"tasks": closed, "origin": origin, "reason_zh": words.zh, "reason_en": words.en}
        ledger.record_batch(kind=events.CANCELLED, batch=origin, by=by, payload=payload)
    return closed


def _forget_folded(
    origin: str, reason: str, *, keys: Collection[str] | None, persons: Collection[int] | None, kind: str
) -> None:
    """What was closed as another record's need not come back, where nobody asks for it any more."""
    folded = Line.objects.filter(task__origin=origin, outcome=SAME_PERSON)
    if persons is not None and len(persons) <= _ONCE:
        folded = folded.filter(person__in=persons)
    rows = (folded.filter(task__kind=kind) if kind else folded).values_list("pk", "task__key", "person_id")
    gone = [
        (pk, reason)
        for pk, key, person in rows
        if (keys is None or key in keys) and (persons is None or person in persons)
    ]
    bulk.update(Line, ["outcome"], gone)


def _there(origin: str, asked: Sequence[Spec]) -> dict[tuple[str, str], tuple[int, str]]:
    """(kind, key) -> (task, state) of what an origin has asked for, of these at least."""
    tasks, keys = Task.rows.filter(origin=origin), sorted({one.key for one in asked})
    columns = ("kind", "key", "pk", "state")
    rows: Iterable[tuple[str, str, int, str]] = (
        chain.from_iterable(tasks.filter(key__in=some).values_list(*columns) for some in batched(keys, 500))
        if len(keys) <= _FEW
        else blocks.rows(tasks.values_list(*columns))
    )
    return {(kind, key): (pk, state) for kind, key, pk, state in rows}


def _lines(task: int, spec: Spec) -> Iterator[tuple[object, ...]]:
    return ((task, one.person, one.details, one.sealed_for, "") for one in spec.lines)


def _again(known: list[tuple[int, str, Spec]]) -> int:
    """Brings tasks that are there to what is asked of them now; answers how many of those that were closed are open."""
    added: list[tuple[object, ...]] = []
    renewed: list[tuple[int, str]] = []
    opened: list[tuple[object, ...]] = []
    for some in batched(known, 500):
        lines: dict[int, dict[int | None, tuple[int, str]]] = {pk: {} for pk, _, _ in some}
        found = Line.objects.filter(task__in=lines).values_list("task_id", "person_id", "pk", "outcome")
        for task, person, pk, outcome in found:
            lines[task][person] = (pk, outcome)
        for task, state, spec in some:
            before = len(added) + len(renewed)
            for one in spec.lines:
                line = lines[task].get(one.person)
                if line is None:
                    added.append((task, one.person, one.details, one.sealed_for, ""))
                elif line[1] in rules.reasons() and line[1] != SAME_PERSON:
                    renewed.append((line[0], ""))
            if state != Task.State.OPEN and len(added) + len(renewed) > before:
                opened.append((task, Task.State.OPEN.value, None, ""))
    bulk.insert(Line, _LINE, added)
    bulk.update(Line, ["outcome"], renewed)
    bulk.update(Task, ["state", "closed_at", "closed_for"], opened)
    return len(opened)
