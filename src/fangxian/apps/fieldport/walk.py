"""The list as one walks it: by compound and building, and which door comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fangxian.access.reader import Reader
from fangxian.fieldwork import queries
from fangxian.fieldwork.queries import Door
from fangxian.lib import clock


@dataclass
class Building:
    """The doors of one building, in walking order."""

    compound: str
    name: str
    number: int  # of the list's buildings, for the link that leads there
    first: int  # the place of its first door in the list
    doors: list[Door] = field(default_factory=list)


def buildings(doors: Iterable[Door]) -> list[Building]:
    """The doors that have a dwelling, building by building, in their order; they come before those that have none."""
    found: list[Building] = []
    for place, one in enumerate(doors):
        if one.dwelling is None:
            break
        if not found or (found[-1].compound, found[-1].name) != (one.compound, one.building):
            found.append(Building(one.compound, one.building, len(found) + 1, place))
        found[-1].doors.append(one)
    return found


def on_page(buildings: Iterable[Building], start: int, stop: int) -> list[tuple[Building, int, list[Door]]]:
    """(building, how many doors it has, those of them on the page) of each building of a page of the list."""
    parts = [(one, one.doors[max(start - one.first, 0) : max(stop - one.first, 0)]) for one in buildings]
    return [(one, len(one.doors), part) for one, part in parts if part]


def overdue(door: Door) -> bool:
    """Whether something at a door is beyond its time."""
    return door.due_at <= clock.now()


def following(reader: Reader, doors: Sequence[Door], here: Door) -> Door | None:
    """The door to which one goes after this one: the next in walking order to which nobody else is on the way, then
    from the beginning. None where there is no other."""
    free = [one for one in doors if one.held_by in ("", reader.account) and not _same(one, here)]
    place = queries.walking(here)
    return next((one for one in free if queries.walking(one) > place), free[0] if free else None)


def _same(one: Door, other: Door) -> bool:
    return one.dwelling == other.dwelling if other.dwelling is not None else one.task == other.task
