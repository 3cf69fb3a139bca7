"""Households in isolation, by state: each number opens its list."""

from collections import Counter
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.home_isolation import rules, words
from fangxian.apps.home_isolation.households import Household
from fangxian.apps.home_isolation.households import households as found_in
from fangxian.isolation import queries as isolation
from fangxian.registry import queries as registry
from fangxian.web.areas import area_in
from fangxian.web.formats import count
from fangxian.web.language import say

#: Beside the states, what a list may be narrowed to -> its words, and whether a household belongs to it.
MORE: dict[str, tuple[str, str, Any]] = {
    "needs": ("有需求", "Need something", lambda one: one.needs),
    "unmeasured": ("待测体温", "Temperature wanting", lambda one: one.unmeasured),
    "alerted": ("门磁提醒", "Door alerts", lambda one: one.alerts),
    "unwell": ("设备异常", "Sensor not well", lambda one: any(condition(device) != "well" for device in one.bindings)),
}
#: Doors on a page.
SIZE = 150


@requires("isolation.read")
def households(request: HttpRequest) -> HttpResponse:
    """The households of one's areas that are in isolation."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area, shown = area_in(request) or (reader.areas[0] if reader.areas else ""), request.GET.get("show", "")
    if not area or not reader.covers(area):
        raise NotHere.of("area")
    if shown and shown not in rules.states() and shown not in MORE:
        raise BadRequest("no such part of the list")
    found = found_in(reader, area)
    here = [one for one in found if one.people]
    wanted = [one for one in found if _is(one, shown)] if shown else here
    start = _whole(request.GET.get("from", "0"))
    by_state = Counter(one.state.name for one in found)
    context = {
        "section": "home_isolation:households",
        "area": area,
        "place": registry.area_names([area]).get(area, area),
        "inside": [(code, name) for code, name in registry.inside(reader, area).items() if len(code) == len(area) + 3],
        "shown": shown,
        "households": len(here),
        "people": sum(len(one.people) for one in here),
        "states": [
            (one.name, say(one.zh, one.en), one.drawn, by_state[one.name])
            for one in rules.states().values()
            if by_state[one.name] or one.name == shown
        ],
        "more": [(name, say(zh, en), sum(bool(fits(one)) for one in here)) for name, (zh, en, fits) in MORE.items()],
        "rows": [row(one) for one in wanted[start : start + SIZE]],
        "many": len(wanted),
        "range": f"{count(start + 1)}–{count(min(start + SIZE, len(wanted)))}",
        "before": max(start - SIZE, 0) if start else None,
        "after": start + SIZE if start + SIZE < len(wanted) else None,
    }
    return render(request, "home_isolation/households.html", context)


def row(one: Household) -> dict[str, Any]:
    """A household as the list shows it: its door, and nobody's name."""
    people = one.people or one.sent
    first = min(people, key=lambda person: person.ends_at)
    return {
        "one": one,
        "title": words.title(one.dwelling),
        "room": words.door(one.dwelling),
        "state": say(one.state.zh, one.state.en),
        "day": say(f"第 {first.day}/{first.days} 天", f"day {first.day} of {first.days}"),
        "until": words.hour(max(person.ends_at for person in people)),
        "sensors": [_sensor(device) for device in one.bindings],
    }


def condition(binding: Any) -> str:
    """How the device of a binding is."""
    return isolation.condition(binding.device)


def _sensor(binding: Any) -> tuple[str, str]:
    zh, en, drawn = words.CONDITIONS[condition(binding)]
    return say(zh, en), drawn


def _is(one: Household, shown: str) -> bool:
    return bool(one.people and MORE[shown][2](one)) if shown in MORE else one.state.name == shown


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadRequest("not a place in the list")
    return int(text)
