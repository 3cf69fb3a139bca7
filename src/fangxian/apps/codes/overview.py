"""How many codes show what, with their lists; and what was done to codes, by day and reason, by hand apart."""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.codes import daily, words
from fangxian.healthcode import queries
from fangxian.outbreak.queries import active, all_outbreaks
from fangxian.registry.queries import area_names, people_by_key
from fangxian.web.areas import area_in
from fangxian.web.language import say

#: People of a list.
SHOWN = 200
_SHOWN_STATES = ("red", "yellow", "held")


def area_of(request: HttpRequest) -> str:
    """The area that the address asks for, else the first of the reader's own. Raises NotHere."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = area_in(request) or (reader.areas[0] if reader.areas else "")
    if not area or not reader.covers(area):
        raise NotHere.of("area")
    return area


@requires("codes.read")
def overview(request: HttpRequest) -> HttpResponse:
    """The figures of an area now, and of the district by day and reason."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = area_of(request)
    counted = queries.counts(area)
    outbreaks = active(area) or list(all_outbreaks()[:1])
    context = {
        "section": "codes:overview",
        "area": area_names([area]).get(area, area),
        "figures": [
            {"name": name, "words": words.state(name), "tag": words.TAGS[name], "many": counted[name],
             "link": _link(reader, name, area)}
            for name in _SHOWN_STATES
        ],
        "columns": [say(*said) for said in words.FIGURES.values()],
        "days": [row for one in outbreaks for row in daily.days(reader, one)],
        "waiting": sum(queries.waiting_by_class(area).values()),
        "overdue": queries.overdue(area),
        "stops": list(queries.stops()) if reader.can("codes.approve") else [],
        "answers": reader.can("codes.answer"),
    }  # fmt: skip
    return render(request, "codes/overview.html", context)


@requires("codes.people")
def people(request: HttpRequest) -> HttpResponse:
    """Those of an area whose code shows a state: as many as its figure says (law 9)."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area, state = area_of(request), request.GET.get("state", "red")
    if state not in _SHOWN_STATES:
        raise BadRequest("no such state")
    keys = queries.under(reader, state, area)
    shown = keys[:SHOWN]
    gate.listed(reader, kind="person", subjects=shown, list=f"codes.{state}", area=area)
    names = {one.pk: one for one in people_by_key(reader, shown)}
    codes = queries.shown_of(shown)
    context = {
        "section": "codes:overview",
        "state": words.state(state),
        "tag": words.TAGS[state],
        "whole": len(keys),
        "area": area_names([area]).get(area, area),
        "rows": [{"person": names[key], "shown": codes[key]} for key in shown if key in names],
    }
    return render(request, "codes/people.html", context)


def _link(reader: Reader, state: str, area: str) -> str:
    if not reader.can("codes.people"):
        return ""
    return f"{reverse('codes:people')}?{urlencode({'state': state, 'area': area})}"
