"""Who was asked for a test after a purchase, and how it stands; each number opens its list."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Count
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.fever_drugs.following import CLASS
from fangxian.boards import queries as boards
from fangxian.programme import queries
from fangxian.registry import queries as registry
from fangxian.web.areas import LENGTHS, area_in
from fangxian.web.language import say
from fangxian.web.paging import page

#: State of what is due -> its words.
STATES = {
    "open": ("等待检测", "Test awaited"),
    "met": ("已按时检测", "Tested in time"),
    "overdue": ("逾期未检", "Overdue"),
    "waived": ("已免除", "Waived"),
}


@requires("programme.read")
def follow(request: HttpRequest) -> HttpResponse:
    """How many wait, were tested, are overdue, in an area and in each within it."""
    reader, area = _where(request)
    within = registry.children(reader, area)
    names = registry.area_names([area])
    counted = {state: _counted(reader, area, state) for state in STATES}
    context = {
        "section": "fever_drugs:follow",
        "states": [say(zh, en) for zh, en in STATES.values()],
        "rows": [
            {"name": name, "here": code == area, "page": f"{reverse('fever_drugs:follow')}?area={code}",
             "figures": [_figure(reader, code, state, counted[state]) for state in STATES]}
            for code, name in [(area, names.get(area, area)), *((one.code, one.name) for one in within)]
        ],
    }  # fmt: skip
    return render(request, "fever_drugs/follow.html", context)


@requires("programme.read")
def people(request: HttpRequest) -> HttpResponse:
    """Those whom a figure counts, who waits longest first."""
    reader, area = _where(request)
    state = request.GET.get("state", "")
    if state not in STATES:
        raise BadRequest("no such state")
    found = _due(reader, area, state)
    shown = page(found, ("until_at", "pk"), request.GET.get("after", ""), whole=found.count())
    if shown.rows:
        gate.listed(reader, kind="person", subjects=[one.person for one in shown.rows])
    cards = boards.cards_of(reader, [one.person for one in shown.rows])
    names = registry.area_names({one.area_code for one in shown.rows} | {area})
    zh, en = STATES[state]
    context = {
        "section": "fever_drugs:follow",
        "name": names.get(area, area),
        "area": area,
        "state": say(zh, en),
        "page": shown,
        "rows": [_row(reader, one, cards.get(one.person), names) for one in shown.rows],
    }
    return render(request, "fever_drugs/people.html", context)


def _due(reader: Reader, area: str, state: str) -> Any:
    return queries.obligations(reader, area, state=state, duty="test").filter(enrolment__person_class=CLASS)


def _counted(reader: Reader, area: str, state: str) -> dict[str, int]:
    """Area -> how many, of an area and of those directly within it."""
    digits = next((one for one in LENGTHS if one > len(area)), len(area))
    parts = _due(reader, area, state).order_by().annotate(part=Substr("area_code", 1, digits)).values_list("part")
    found: dict[str, int] = dict(parts.annotate(many=Count("pk")))
    return found | {area: sum(found.values())}


def _figure(reader: Reader, area: str, state: str, counted: dict[str, int]) -> dict[str, Any]:
    """A figure with its list; none for a reader who sees no people."""
    link = f"{reverse('fever_drugs:people')}?{urlencode({'area': area, 'state': state})}"
    shown = link if reader.can("people.read") else ""
    return {"words": say(*STATES[state]), "many": counted.get(area, 0), "link": shown}


def _row(reader: Reader, one: Any, card: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "pk": one.person,
        "name": gate.show(reader, "name", card.name) if card else "",
        "address": gate.show(reader, "address", card.address) if card else "",
        "area": names.get(one.area_code, one.area_code),
        "bought_at": one.enrolment.anchor_at,
        "due_at": one.due_at,
        "met_at": one.met_at,
    }


def _where(request: HttpRequest) -> tuple[Reader, str]:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = area_in(request) or (reader.areas[0] if reader.areas else "")
    if not area or not reader.covers(area):
        raise NotHere.of("area")
    return reader, area
