"""Tasks closed once nothing is left to do of them, and opened again; thousands at once. The caller's transaction."""

from collections.abc import Collection
from itertools import batched

from fangxian.fieldwork import rules
from fangxian.fieldwork.models import Holding, Line, Task
from fangxian.lib import clock
from fangxian.store import bulk


def close(tasks: Collection[int], reason: str) -> int:
    """Closes those of the tasks of which nothing is left to do, and whose way there has ended; answers how many."""
    at, closed = clock.now(), []
    visits = rules.outcomes()
    for some in batched(sorted(tasks), 500):
        found: dict[int, set[str]] = {task: set() for task in some}
        for task, outcome in Line.objects.filter(task__in=some).values_list("task_id", "outcome"):
            found[task].add(outcome)
        for task, outcomes in found.items():
            if "" not in outcomes:
                done = not outcomes.isdisjoint(visits)
                state = Task.State.DONE if done else Task.State.CANCELLED
                closed.append((task, state.value, at, rules.VISITED if done else reason))
    bulk.update(Task, ["state", "closed_at", "closed_for"], closed)
    for some in batched((task for task, state, *_ in closed if state == Task.State.DONE), 500):
        Holding.objects.filter(task__in=some).delete()
    return len(closed)


def reopen(tasks: Collection[int]) -> None:
    """Opens tasks again of which something is left to do."""
    bulk.update(Task, ["state", "closed_at", "closed_for"], [(task, "open", None, "") for task in sorted(tasks)])
