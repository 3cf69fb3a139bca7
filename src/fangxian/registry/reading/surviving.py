"""What counts where the records of one person say different things, field by field: a word that is fresh before one
that is not, then that of the source that is believed more, of equals the later (the contracts say both). What gives way
is still to be seen, with who says it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from fangxian.lib import clock
from fangxian.registry.applying.said import FIELDS
from fangxian.registry.reading.provenance import says, source_of
from fangxian.registry.reading.shown import Known, Otherwise
from fangxian.registry.rules import fresh_for, rank

#: What goes with a field.
_WITH = {"number": ("number_kind",)}


def surviving(records: Sequence[tuple[Any, Known]]) -> tuple[Known, tuple[Otherwise, ...], Mapping[str, Any]]:
    """What is known of a person of several records (each as the table and as the page has it, the kept one first); what
    is said otherwise; and field -> the record whose word stands."""
    known, others, whose = records[0][1], list[Otherwise](), dict[str, Any]()
    for field in FIELDS:
        telling = [(said, one) for said, one in records if says(said, field)]
        if not telling:
            continue
        whose[field], best = min(telling, key=lambda one: _weaker(field, one[0]))
        known = replace(known, **_of(best, field))
        others += [
            Otherwise(field, str(getattr(one, field)), author(said, field), when(said))
            for said, one in telling
            if getattr(one, field) != getattr(best, field)
        ]
    return known, tuple(others), whose


def author(said: Any, field: str) -> str:
    """The dataset whose word a record has on a field."""
    return source_of(said, field).split("/")[0]


def when(said: Any) -> datetime:
    """When somebody last stood by what a record says."""
    found: datetime = said.verified_at or said.recorded_at
    return found


def _weaker(field: str, said: Any) -> tuple[bool, int, float]:
    told, fresh = when(said), fresh_for(field, author(said, field))
    stale = fresh is not None and clock.now() - told > fresh
    return stale, rank(field, author(said, field)), -told.timestamp()


def _of(known: Known, field: str) -> dict[str, Any]:
    return {name: getattr(known, name) for name in (field, *_WITH.get(field, ()))}
