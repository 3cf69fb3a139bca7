"""The end of what fieldwork keeps under an outbreak (law 4). What the registry learnt at doors stays the registry's."""

import hashlib

from fangxian.fieldwork.models import Holding, Line, Task, Visit
from fangxian.outbreak.purging import Destroyed


def destroy(outbreak: int) -> Destroyed:
    """Destroys an outbreak's tasks with their lines and visits."""
    digest = hashlib.sha256()
    tasks = Task.rows.filter(outbreak=outbreak)
    for said in tasks.order_by("pk").values_list("pk", "origin", "state").iterator(20_000):
        digest.update(repr(said).encode())
    rows = 0
    for rows_of in (
        Visit.objects.filter(line__task__outbreak=outbreak),
        Holding.objects.filter(task__outbreak=outbreak),
        Line.objects.filter(task__outbreak=outbreak),
    ):
        rows += rows_of.delete()[0]
    rows += tasks._raw_delete(tasks.db) or 0
    return Destroyed(rows, digest.hexdigest())
