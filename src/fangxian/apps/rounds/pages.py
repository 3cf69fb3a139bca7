"""All rounds, and one: how many have been tested, where, when, from which files."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.rounds import figures
from fangxian.apps.rounds.figures import DRAWN, FIRST, STATES, WORDS
from fangxian.boards import coverage
from fangxian.fieldwork.rules import outcomes
from fangxian.screening import queries
from fangxian.screening.actions import VERB
from fangxian.web import maps
from fangxian.web.formats import count
from fangxian.web.language import say

#: Digits of the code of a street: hours are counted no finer.
_STREET = 9
#: Figures of which much is good: their map is not drawn warm.
GOOD = frozenset({"tested"})


@requires("rounds.read")
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round, the latest first, as it stands in the reader's area."""
    area = figures.area_of(request)
    rows = []
    for one in queries.rounds():
        at, _ = figures.stand(one.pk, area)
        rows.append(titled(one) | {"at": at, "parts": parts(at)})
    reader: Reader = request.reader  # type: ignore[attr-defined]
    context = {"section": "rounds:rounds", "rows": rows, "manages": reader.can(VERB)}
    return render(request, "rounds/rounds.html", context)


@requires("rounds.read")
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One round in an area: its figures, each with its list; the areas within, on a map and beside it; by hour."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, area = queries.one(number), figures.area_of(request)
    at, within = figures.stand(number, area)
    asked = request.GET.get("figure", "")
    figure = asked if asked in WORDS else FIRST
    crumbs = figures.crumbs(number, area, reader)
    rows = _rows(reader, number, within, figure)
    context = titled(found) | {
        "section": "rounds:rounds",
        "area": area,
        "at": at,
        "parts": parts(at),
        "figures": figures.of(reader, number, at),
        "crumbs": crumbs,
        "up": crumbs[-2]["url"] if len(crumbs) > 1 else "",
        "figure": figure,
        "figure_words": WORDS[figure],
        "choices": [(name, WORDS[name]) for name in WORDS],
        "worry": figure not in GOOD,
        "rows": rows,
        "legend": _legend(rows),
        "most": max((row["value"] for row in rows), default=0),
        "outlines": reverse("web:outlines", args=[area]),
        "hours": hours(number, area),
        "batches": batches(number),
        "doors": doors(reader, number, area),
        "seen": _seen(found),
        "manages": reader.can(VERB) and reader.covers(found.area_code) and found.state != "closed",
    }
    return render(request, "rounds/round.html", context)


@requires("rounds.read")
def changed(request: HttpRequest, number: int) -> HttpResponse:
    """Asked now and then by a page that is open: nothing, or that it should be shown anew."""
    if request.GET.get("seen") == _seen(queries.one(number)):
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Refresh": "true"})


def _seen(found: queries.Round) -> str:
    """What a page of a round shows, by what changes it."""
    return f"{found.state}-{found.compared}-{found.declared}"


def doors(reader: Reader, round: int, area: str) -> list[dict[str, Any]]:
    """What was found at doors of an area, in the order of the list, each with the people of whom it was."""
    counted = queries.found_at_doors(round, area)
    lists = {"expected": "rounds:people", "unknown": "rounds:strays"}
    return [
        {
            "kind": kind,
            "words": say(one.zh, one.en),
            "many": counted[kind, name],
            "link": f"{reverse(page, args=[round])}?{urlencode({'outcome': name, 'area': area})}"
            if reader.can("people.read")
            else "",
        }
        for kind, page in lists.items()
        for name, one in outcomes().items()
        if (kind, name) in counted
    ]


def titled(found: queries.Round) -> dict[str, Any]:
    """What heads a round's page."""
    zh, en, colour = STATES[found.state]
    return {"round": found, "state": say(zh, en), "colour": colour}


def parts(at: figures.Stand) -> list[tuple[int, str]]:
    """The statuses as parts of a bar."""
    return [(at.counts.get(status, 0), DRAWN[status]) for status in queries.STATUSES]


def hours(round: int, area: str) -> list[tuple[Any, int, int]]:
    """(the hour's beginning, people tested, the most of any hour) of the area, or of the street around it."""
    found = coverage.by_hour(round, area[:_STREET])
    most = max((people for _, people in found), default=0)
    return [(at, people, most) for at, people in found]


def batches(round: int) -> list[dict[str, Any]]:
    """The files of a round, each with where its rows went."""
    words = {
        "exact": say("号码一致", "By number"),
        "repaired": say("号码修正", "Number mended"),
        "probable": say("多项吻合", "By other fields"),
        "person": say("人工认定", "By a person"),
        "review": say("待核", "In doubt"),
        "unknown": say("不在册", "In no register"),
        "rejected": say("无效行", "No result"),
    }
    return [
        {
            "batch": one,
            "withdrawn": one.state == "withdrawn",
            "fates": [(words[name], one.counts[name]) for name in words if one.counts.get(name)],
        }
        for one in queries.arrivals(round)
    ]


def _rows(reader: Reader, number: int, within: list[figures.Stand], figure: str) -> list[dict[str, Any]]:
    bounds = maps.breaks(one.counts.get(figure, 0) for one in within)
    page = reverse("rounds:round", args=[number])
    return [
        {
            "at": one,
            "value": one.counts.get(figure, 0),
            "step": maps.step(one.counts.get(figure, 0), bounds),
            "page": f"{page}?area={one.code}&figure={figure}",
            "link": figures.link(reader, number, figure, one.code),
        }
        for one in within
    ]


def _legend(rows: list[dict[str, Any]]) -> list[tuple[int, str]]:
    least: dict[int, int] = {}
    for row in rows:
        least[row["step"]] = min(least.get(row["step"], row["value"]), row["value"])
    return [(step, count(least[step])) for step in sorted(least)]
