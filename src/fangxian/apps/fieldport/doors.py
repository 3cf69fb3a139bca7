"""One door, or one task that has none: who is asked for and why, what may be found of each, and where one goes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.fieldport import asking, finding, lists, walk, words
from fangxian.fieldwork import queries, rules
from fangxian.fieldwork.actions import VERB
from fangxian.fieldwork.queries import Asked, Caller, Door
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import queries as registry
from fangxian.web import addresses
from fangxian.web.language import current, say


@dataclass(frozen=True)
class Refused:
    """What was said of a line, and why it could not be taken: the page shows both."""

    line: int
    outcome: str
    said: Mapping[str, str]
    fault: Fault


@requires("tasks.read")
def door(request: HttpRequest, number: int) -> HttpResponse:
    """A door: why one goes there, and what of each of its people may be found."""
    return at_door(request, number)


@requires("tasks.read")
def task(request: HttpRequest, number: int) -> HttpResponse:
    """A task without a door."""
    return of_task(request, number)


def at_door(request: HttpRequest, number: int, refused: Refused | Fault | None = None) -> HttpResponse:
    """The page of a door; with what was refused on it. Raises NotHere."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    home = registry.dwellings(reader, "").filter(pk=number).first()
    if home is None:
        raise NotHere.of("dwelling")
    gate.opened(reader, kind="dwelling", subject=number, area=home.area_code)
    asked = queries.at_door(reader, number)
    here = _door(home)
    context = {
        "home": home,
        "title": f"{home.building.compound.name} {addresses.building(home.building.name)}",
        "room": addresses.room(home.unit, home.room) or home.address,
        "floor": addresses.floor(home.floor),
        "address": gate.show(reader, "address", home.address),
        "here": {"door": number},
    }
    return _page(request, reader, asked, here, context, refused)


def of_task(request: HttpRequest, number: int, refused: Refused | Fault | None = None) -> HttpResponse:
    """The page of a task without a door; with what was refused on it. Raises NotHere."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    asked = queries.task(reader, number)
    open_ones = (asked,) if asked.state == "open" else ()
    here = Door(None, number, asked.area_code, *("",) * 3, None, "", "", 1, 1, (), (), asked.due_at, "", "", None)
    names = registry.area_names([asked.area_code])
    context = {
        "home": None,
        "title": names.get(asked.area_code, asked.area_code),
        "room": say("没有住址的任务", "A task without a door"),
        "here": {"task": number},
    }
    return _page(request, reader, open_ones, here, context, refused)


def _page(
    request: HttpRequest,
    reader: Reader,
    asked: tuple[Asked, ...],
    here: Door,
    context: dict[str, Any],
    refused: Refused | Fault | None,
) -> HttpResponse:
    doors = queries.worklist(reader)
    following = walk.following(reader, doors, here)
    fault = refused.fault if isinstance(refused, Refused) else refused
    told = _told(reader, request.GET.get("visit", ""))
    named = {one.held_by for one in asked} | {visit.by for one in asked for who in one.callers for visit in who.visits}
    names = signatures(named)
    context |= {
        "section": "fieldport:list",
        "may": reader.can(VERB),
        "may_enter": reader.can("people.verify"),
        "fault": fault.sentence(current()) if fault else "",
        "tasks": [_task(reader, one, names, refused) for one in asked],
        "keys": [one.pk for one in asked],
        "mine": bool(asked) and all(one.held_by == reader.account for one in asked),
        "free": all(not one.held_by for one in asked),
        "held": next((names.get(one.held_by, one.held_by) for one in asked if one.held_by), ""),
        "until": words.hour(next((one.held_until for one in asked if one.held_until), None)),
        "told": told,
        "entered": "entered" in request.GET,
        "absent": [
            (caller.line, asking.new_click())
            for one in asked
            for caller in one.callers
            if not caller.outcome and one.held_by in ("", reader.account)
        ],
        "undone": "undone" in request.GET,
        "taken": any(one.held_by not in ("", reader.account) for one in asked),
        "next": lists.row(reader, following, {}) | {"title": _title(following)} if following else None,
        "left": len(doors),
    }
    return render(request, "fieldport/door.html", context, status=422 if fault else 200)


def _task(reader: Reader, one: Asked, names: Mapping[str, str], refused: Any) -> dict[str, Any]:
    return {
        "task": one,
        "kind": say(*words.KINDS[one.kind]),
        "why": say(*one.why),
        "due": words.due(one.due_at),
        "overdue": one.level != "grid",
        "level": say(*words.LEVELS[one.level]) if one.level in words.LEVELS else "",
        "callers": [_caller(reader, one, who, names, refused) for who in one.callers],
    }


def _caller(reader: Reader, task: Asked, who: Caller, names: Mapping[str, str], refused: Any) -> dict[str, Any]:
    mine = refused if isinstance(refused, Refused) and refused.line == who.line else None
    return {
        "who": who,
        "sex": say(*words.SEX[who.sex]) if who.sex in words.SEX else "",
        "age": words.age(who.born) if who.born else "",
        "tel": who.phone if reader.shows("phone") == "whole" else "",
        "sampled": who.sampled_at[:16].replace("T", " "),
        "outcome": words.outcome(who.outcome) if who.outcome else "",
        "visits": [
            {
                "at": words.hour(one.at),
                "outcome": words.outcome(one.outcome),
                "by": names.get(one.by, one.by),
            }
            for one in sorted(who.visits, key=lambda one: one.pk, reverse=True)
        ],
        "offers": [
            {
                "outcome": one,
                "words": say(one.zh, one.en),
                "click": asking.new_click(),
                "asks": asking.fields(one, *_filled(reader, one.name, mine)),
                "open": mine is not None and mine.outcome == one.name,
            }
            for one in rules.offered(task.kind)
        ],
    }


def _filled(reader: Reader, outcome: str, refused: Refused | None) -> tuple[Mapping[str, str], list[tuple[int, str]]]:
    """What was said with an outcome that was refused, and the doors that were found for it."""
    if refused is None or refused.outcome != outcome:
        return {}, []
    typed = refused.said.get(asking.TYPED, "")
    return refused.said, finding.doors(reader, typed) if typed else []


def _told(reader: Reader, visit: str) -> dict[str, Any] | None:
    """What was just reported, for the bar that takes it back; nothing for a visit that is not one's own."""
    if not (visit.isascii() and visit.isdigit()):
        return None
    found = queries.visit(reader, int(visit))
    if found.by != reader.account:
        return None
    return {"visit": found, "outcome": words.outcome(found.outcome)}


def _door(home: Any) -> Door:
    """A dwelling as the place in the list where it would stand."""
    place = (home.building.compound.name, home.building.name, home.unit, home.floor, home.room, home.address)
    return Door(home.pk, 0, home.area_code, *place, 0, 0, (), (), clock.now(), "", "", None)


def _title(door: Door) -> str:
    return f"{door.compound} {addresses.building(door.building)}" if door.dwelling else ""
