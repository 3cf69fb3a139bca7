"""Alerts of doors, as they come: a list that stays open and follows, and what one does about each."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.home_isolation import words
from fangxian.isolation import actions, queries, wording
from fangxian.isolation.queries import Told
from fangxian.registry import queries as registry
from fangxian.web.areas import area_in
from fangxian.web.language import say

#: What the list may show -> its words.
SHOWN = {
    "standing": ("未办结", "To be looked into"),
    "open": ("未接收", "Nobody has it yet"),
    "escalated": ("已超时上报", "Left too long"),
    "acknowledged": ("处理中", "In hand"),
    "closed": ("今日办结", "Settled today"),
}
#: How a number is drawn that is not nought.
URGENT = {"open": "late", "escalated": "late", "acknowledged": "", "closed": "done"}
#: Alerts of the device alone are drawn less hot than those of the door.
WARM = frozenset({"low_battery", "offline"})


@requires("isolation.read")
def alerts(request: HttpRequest) -> HttpResponse:
    """The alerts of one's areas, unacknowledged first."""
    return render(request, "home_isolation/alerts.html", _context(request) | {"section": "home_isolation:alerts"})


@requires("isolation.read")
def live(request: HttpRequest) -> HttpResponse:
    """Asked again and again by a list that is open: the list anew, or nothing where it is as it was."""
    context = _context(request)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "home_isolation/alert_list.html", context)


def row(reader: Reader, one: Told) -> dict[str, Any]:
    """An alert as lists and the household's page show it."""
    alert, home = one.alert, one.dwelling
    what = wording.words("alerts")[alert.kind]
    finding = wording.findings().get(alert.finding)
    return {
        "alert": alert,
        "url": reverse("home_isolation:household", args=[home.pk]),
        "title": words.title(home),
        "room": words.door(home),
        "what": say(what.zh, what.en),
        "heat": "warm" if alert.kind in WARM else "hot",
        "at": words.hour(alert.at),
        "waited": words.waited(alert.opened_at),
        "level": say(*words.LEVELS[one.level]) if one.level in words.LEVELS else "",
        "open": alert.state == "open",
        "closed": alert.state == "closed",
        "by": one.acknowledged_by,
        "mine": alert.acknowledged_by == reader.account,
        "closed_by": one.closed_by,
        "finding": say(finding.zh, finding.en) if finding else "",
        "offers": [(found.name, say(found.zh, found.en)) for found in wording.offered(alert.kind)],
    }


def _context(request: HttpRequest) -> dict[str, Any]:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area, shown = area_in(request), request.GET.get("show", "standing")
    if area and not reader.covers(area):
        raise NotHere.of("area")
    if shown not in SHOWN:
        raise BadRequest("no such part of the list")
    # Asked first: what comes between this and the list is shown twice rather than not at all.
    seen = queries.latest(reader, area=area)
    found = queries.alerts(reader, area=area, state=shown)
    counts = queries.counts(reader, area=area)
    numbers = {"open": counts.open, "escalated": counts.escalated, "acknowledged": counts.acknowledged,
               "closed": counts.closed_today}  # fmt: skip
    return {
        "area": area,
        "place": registry.area_names([area]).get(area, area) if area else "",
        "shown": shown,
        "words": say(*SHOWN[shown]),
        "rows": [row(reader, one) for one in found],
        "tally": [(name, say(*SHOWN[name]), number, URGENT[name]) for name, number in numbers.items()],
        "seen": seen,
        "may": reader.can(actions.VERB),
        "again": f"{reverse('home_isolation:live')}?{urlencode({'area': area, 'show': shown, 'seen': seen})}",
    }
