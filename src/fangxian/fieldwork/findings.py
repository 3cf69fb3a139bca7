"""What visits found that the register had wrong: somebody does not live there, has moved, or was written down
otherwise. It names nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.fieldwork import rules
from fangxian.fieldwork.models import Visit
from fangxian.store import blocks

#: What the registry learns of an outcome that contradicts what it had.
_CONTRADICTING = frozenset({"moved", "left", "corrected"})


@dataclass(frozen=True)
class Finding:
    """A visit that found the register wrong: of whom, what, when, in which area, and why somebody was sent there."""

    visit: int
    person: int
    outcome: str
    at: datetime
    area_code: str
    why: str
    parameters: dict[str, Any]


def contradicting(reader: Reader, *, since: datetime | None = None) -> list[Finding]:
    """Those of the reader's areas that stand, the latest first; `since`: not the earlier ones."""
    outcomes = [name for name, one in rules.outcomes().items() if one.registry in _CONTRADICTING]
    found = Visit.objects.filter(
        within(reader.areas, "line__task__area_code"),
        outcome__in=outcomes,
        undone_at=None,
        line__person__isnull=False,
    )
    found = found.filter(at__gte=since) if since else found
    columns = ("pk", "line__person", "outcome", "at", "line__task__area_code", "line__task__why")
    rows = found.order_by("-at", "-pk").values_list(*columns, "line__task__parameters")
    return [Finding(*row) for row in blocks.rows(rows)]
