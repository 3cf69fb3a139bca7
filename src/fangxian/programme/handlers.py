"""Follow-up learns that somebody has gone to ask for what was wanting (fieldwork.events), in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fangxian.fieldwork import events, queries
from fangxian.ledger import listeners
from fangxian.outbreak import events as outbreaks
from fangxian.programme import settling, standing, tasks


def found(event: Any) -> None:
    """A visit, whoever was met: an attempt is on record."""
    said = event.payload
    _visited([(said["origin"], said["person"])], event.at, event.actor)


def found_many(event: Any) -> None:
    """A day's visits."""
    rows = queries.settled(event.payload["first"], event.payload["last"])
    _visited(((row[0], row[4]) for row in rows), event.at, event.actor)


def outbreak_over(event: Any) -> None:
    """With the outbreak all follow-up under it ends (law 4)."""
    standing.end_all(outbreak=int(event.subject), reason="outbreak_over", by=event.actor)


def _visited(rows: Iterable[tuple[str, int | None]], at: datetime, by: str) -> None:
    asked: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for origin, person in rows:
        known = tasks.asked_by(origin)
        if known is not None and person is not None:
            asked[known[0]].add((person, known[1]))
    for outbreak, those in asked.items():
        settling.visited(outbreak, those, at=at, by=by)


def connect() -> None:
    """Listens."""
    listeners.listen(events.OUTCOME, name="programme.found", handle=found)
    listeners.listen(events.DAY, name="programme.found_many", handle=found_many)
    listeners.listen(outbreaks.CLOSED, name="programme.outbreak_over", handle=outbreak_over)
