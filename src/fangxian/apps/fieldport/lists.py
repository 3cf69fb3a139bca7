"""The list of the day: doors in walking order, and what has no door. It names nobody."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.fieldport import walk, words
from fangxian.fieldwork import queries, rules
from fangxian.fieldwork.queries import Door
from fangxian.registry import queries as registry
from fangxian.web import addresses
from fangxian.web.areas import area_in
from fangxian.web.language import say

#: What the list may be narrowed to -> its words.
SHOWN = {
    "": ("全部", "All"),
    "overdue": ("超时", "Overdue"),
    rules.REMINDER: ("催检", "Reminders"),
    rules.VERIFICATION: ("核实", "Verifications"),
    rules.CARE: ("关爱", "Care"),
    rules.RETEST: ("复检", "Re-tests"),
    rules.FOLLOW_UP: ("纳管", "Follow-up"),
    rules.WHEREABOUTS: ("核去向", "Whereabouts"),
}
#: Doors on a page: a first round has more, and a telephone should not wait for them.
SIZE = 150


@requires("tasks.read")
def worklist(request: HttpRequest) -> HttpResponse:
    """The doors of one's areas at which something is to be done, from the top of each building down."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area, shown = area_of(request), request.GET.get("show", "")
    if shown not in SHOWN:
        raise BadRequest("no such part of the list")
    doors = queries.worklist(reader, area=area)
    wanted = [one for one in doors if _is(one, shown)]
    at = _whole(request.GET.get("from", "0"))
    homes, pool = [one for one in wanted if one.dwelling], [one for one in wanted if not one.dwelling]
    page = wanted[at : at + SIZE]
    buildings = walk.buildings(homes)
    names = signatures(one.held_by for one in page)
    context = {
        "section": "fieldport:list",
        "area": area,
        "place": registry.area_names([area]).get(area, area) if area else "",
        "shown": shown,
        "filters": [
            {"name": name, "words": say(*SHOWN[name]), "many": many}
            for name in SHOWN
            if (many := sum(_is(one, name) for one in doors)) or name in ("", shown)
        ],
        "doors": len(doors),
        "people": sum(one.people for one in doors),
        "overdue": sum(map(walk.overdue, doors)),
        "done": queries.done_today(reader, area=area).count(),
        "many": len(wanted),
        "homes": len(homes),
        "buildings": [
            {
                "title": _title(one),
                "many": many,
                "number": one.number,
                "rows": [row(reader, two, names) for two in part],
            }
            for one, many, part in walk.on_page(buildings, at, at + SIZE)
        ],
        "jumps": _jumps(request, buildings),
        "pool": [row(reader, one, names) for one in page if not one.dwelling],
        "pooled": len(pool),
        "at": at,
        "first": at + 1,
        "last": min(at + SIZE, len(wanted)),
        "before": max(at - SIZE, 0) if at else None,
        "after": at + SIZE if at + SIZE < len(wanted) else None,
    }
    return render(request, "fieldport/list.html", context)


def area_of(request: HttpRequest) -> str:
    """The area that the address asks for; '' all of the reader's. Raises NotHere for one that is not theirs."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = area_in(request)
    if area and not reader.covers(area):
        raise NotHere.of("area")
    return area


def row(reader: Reader, door: Door, names: dict[str, str]) -> dict[str, Any]:
    """A door as the list shows it."""
    mine = door.held_by == reader.account
    return {
        "door": door,
        "url": address(door),
        "room": addresses.room(door.unit, door.room) or door.address,
        "floor": addresses.floor(door.floor),
        "kinds": [(kind, say(*words.KINDS[kind])) for kind in door.kinds],
        "why": say("；", "; ").join(say(*one) for one in door.whys),
        "due": words.due(door.due_at),
        "overdue": walk.overdue(door),
        "level": say(*words.LEVELS[door.level]) if door.level in words.LEVELS else "",
        "mine": mine,
        "held": "" if mine or not door.held_by else names.get(door.held_by, door.held_by),
        "tried": words.hour(door.tried),
    }


def address(door: Door) -> str:
    """Where a door of the list is opened."""
    if door.dwelling is not None:
        return reverse("fieldport:door", args=[door.dwelling])
    return reverse("fieldport:task", args=[door.task])


def _is(door: Door, shown: str) -> bool:
    if shown == "overdue":
        return walk.overdue(door)
    return not shown or shown in door.kinds


def _title(building: walk.Building) -> str:
    return f"{building.compound} {addresses.building(building.name)}"


def _jumps(request: HttpRequest, buildings: list[walk.Building]) -> list[dict[str, Any]]:
    """The buildings of the whole list, each with the page on which it begins."""
    asked = request.GET.copy()
    found = []
    for one in buildings:
        asked["from"] = str(one.first // SIZE * SIZE)
        found.append({"title": _title(one), "many": len(one.doors), "url": f"?{asked.urlencode()}#b{one.number}"})
    return found


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadRequest("not a place in the list")
    return int(text)
