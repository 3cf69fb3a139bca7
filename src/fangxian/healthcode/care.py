"""Care comes with restriction (law 15): who depends on others is visited at once. The task does not say on what."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import batched
from pathlib import Path

from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.rules import CARE, Line, Spec
from fangxian.healthcode.models import Restriction
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.registry.queries import Need, needs, whereabouts

_WHY, _OVER = "restricted_in_need", "restriction_over"


@dataclass(frozen=True)
class Care:
    """See care.toml."""

    child_under: int
    hours: Mapping[str, int]


def opened(people: Collection[int], *, outbreak: int) -> int:
    """Opens a care task for those of the people who need one, once a day; answers how many are new."""
    urgent = {person: hours for person, need in needs(people).items() if (hours := _hours(need)) is not None}
    if not urgent:
        return 0
    where, now = whereabouts(urgent), clock.now()
    specs = [
        Spec(
            kind=CARE,
            key=f"{person}/{now:%Y%m%d}",
            area_code=where[person].area_code,
            dwelling=where[person].dwelling,
            due_at=now + timedelta(hours=hours),
            why=_WHY,
            parameters={},
            lines=(Line(person),),
        )
        for person, hours in sorted(urgent.items())
    ]
    return fieldwork.open_tasks(specs, origin=_origin(outbreak), outbreak=outbreak, by=ledger.SYSTEM)


def closed(people: Collection[int], *, outbreak: int) -> int:
    """Closes what is still to be done for those of the people against whom nothing stands any more."""
    free = set(people)
    for some in batched(people, 500):
        standing = Restriction.rows.filter(person__in=some, ended_at=None, expires_at__gt=clock.now())
        free -= set(standing.values_list("person", flat=True))
    if not free:
        return 0
    return fieldwork.cancel(origin=_origin(outbreak), persons=free, reason=_OVER, by=ledger.SYSTEM)


def _hours(need: Need) -> int | None:
    """Within how many hours somebody is to be visited; None where they need no care."""
    care = _care()
    wanted = [care.hours[group] for group in need.groups if group in care.hours]
    age = need.age(clock.now().date())
    if age is not None and age < care.child_under:
        wanted.append(care.hours["child"])
    return min(wanted, default=None)


def _origin(outbreak: int) -> str:
    return f"codes/{outbreak}/care"


@cache
def _care() -> Care:
    return Care(**tomllib.loads((Path(__file__).parent / "care.toml").read_text("utf-8")))
