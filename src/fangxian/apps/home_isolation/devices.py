"""Devices: how those at doors are, what was held of what they said, and what became no event."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.home_isolation import lists, words
from fangxian.isolation import queries, wording
from fangxian.web.areas import area_in
from fangxian.web.language import say


@requires("isolation.manage")
def devices(request: HttpRequest) -> HttpResponse:
    """The devices at doors of one's areas, and what came that nothing followed from."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area, shown = area_in(request) or (reader.areas[0] if reader.areas else ""), request.GET.get("show", "")
    if not area or not reader.covers(area):
        raise NotHere.of("area")
    bound = list(queries.bindings(reader, area=area))
    conditions = Counter(map(lists.condition, bound))
    context = {
        "section": "home_isolation:devices",
        "area": area,
        "shown": shown,
        "bound": len(bound),
        "conditions": [
            (name, say(zh, en), drawn, conditions[name]) for name, (zh, en, drawn) in words.CONDITIONS.items()
        ],
        "rows": [_row(one) for one in bound if not shown or lists.condition(one) == shown],
        "held": [_held(one) for one in queries.held()[:100]],
        "tallies": [(one, _why(one.why)) for one in queries.tallies()[:100]],
    }
    return render(request, "home_isolation/devices.html", context)


def _row(one: Any) -> dict[str, Any]:
    zh, en, drawn = words.CONDITIONS[lists.condition(one)]
    return {
        "binding": one,
        "serial": one.device.serial,
        "title": words.title(one.dwelling),
        "room": words.door(one.dwelling),
        "words": say(zh, en),
        "drawn": drawn,
        "battery": one.device.battery,
        "seen": words.hour(one.device.last_seen_at),
    }


def _held(one: Any) -> dict[str, Any]:
    kind = wording.words("kinds")[one.kind]
    return {
        "serial": one.device.serial,
        "kind": say(kind.zh, kind.en),
        "at": words.hour(one.at),
        "received": words.hour(one.received_at),
        "why": _why(one.why),
    }


def _why(name: str) -> str:
    why = wording.why(name)
    return say(why.zh, why.en)
