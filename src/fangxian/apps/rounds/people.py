"""Whom a figure counts: people of the registry by their cards; of who is in no register, what their row says."""

from functools import cache
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.rounds import figures
from fangxian.apps.rounds.figures import WORDS
from fangxian.apps.rounds.pages import titled
from fangxian.boards import queries as boards
from fangxian.fieldwork.rules import outcomes
from fangxian.outbreak.queries import seal
from fangxian.registry.queries import area_names
from fangxian.screening import queries
from fangxian.web.language import say
from fangxian.web.paging import page

#: How somebody's sample was found to be theirs.
METHODS = {
    "exact": ("号码一致", "By number"),
    "repaired": ("号码修正后一致", "By a number that was mended"),
    "probable": ("姓名等多项吻合", "By name and other fields"),
    "person": ("人工认定", "Decided by a person"),
}
#: What waits to be found out.
LEADS = {
    "pool_hold": ("混管待复核", "Held: a pool is to be tested again"),
    "suspect": ("可疑，待复核", "Doubtful, to be tested again"),
    "single_positive": ("单管阳性", "Positive, single"),
    "released": ("已解除", "Released"),
}


@requires("people.read")
def people(request: HttpRequest, number: int) -> HttpResponse:
    """The people of an area whom a figure of the round counts, grid by grid."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, area = queries.one(number), figures.area_of(request)
    figure = request.GET.get("figure", "")
    outcome = request.GET.get("outcome", "")
    if not (outcome in outcomes() if outcome else figure in WORDS and figure not in queries.STRAYS):
        raise BadRequest("no such figure")
    at, _ = figures.stand(number, area)
    listed = queries.standings(reader, number, figure, area, outcome=outcome)
    whole = listed.count() if outcome else at.counts.get(figure, 0)
    shown = page(listed, ("area_code", "pk"), request.GET.get("after", ""), whole=whole)
    if shown.rows:
        gate.listed(reader, kind="person", subjects=[one.person for one in shown.rows], round=number)
    cards = boards.cards_of(reader, [one.person for one in shown.rows])
    names = area_names(one.area_code for one in shown.rows)
    context = titled(found) | {
        "section": "rounds:rounds",
        "crumbs": figures.crumbs(number, area, reader),
        "at": at,
        "figure": figure,
        "figure_words": _outcome(outcome) if outcome else WORDS[figure],
        "page": shown,
        "rows": [_row(reader, one, cards.get(one.person), names) for one in shown.rows],
    }
    return render(request, "rounds/people.html", context)


@requires("people.read")
def strays(request: HttpRequest, number: int) -> HttpResponse:
    """Who was sampled and is not expected: what their row says of who they are, masked, and where to look."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, area = queries.one(number), figures.area_of(request)
    at, _ = figures.stand(number, area)
    outcome = request.GET.get("outcome", "")
    if outcome and outcome not in outcomes():
        raise BadRequest("no such outcome")
    figure = request.GET.get("figure", "")
    if figure and figure not in queries.STRAYS:
        raise BadRequest("no such figure")
    listed = queries.strays(reader, number, area, figure=figure, outcome=outcome)
    whole = listed.count() if outcome or not figure else at.counts.get(figure, 0)
    shown = page(listed, ("area_code", "pk"), request.GET.get("after", ""), whole=whole)
    if shown.rows:
        gate.listed(reader, kind="stray", subjects=[one.pk for one in shown.rows], round=number)
    names, sealed = area_names(one.area_code for one in shown.rows), cache(seal)
    context = titled(found) | {
        "section": "rounds:rounds",
        "crumbs": figures.crumbs(number, area, reader),
        "at": at,
        "page": shown,
        "title": say(*(WORDS[figure] if figure else ("不在应检名单", "Not expected"))),
        "outcome": say(*_outcome(outcome)) if outcome else "",
        "rows": [
            (
                one,
                queries.said(reader, one, sealed=sealed),
                names.get(one.area_code, one.area_code),
                _found(one.outcome),
            )
            for one in shown.rows
        ],
    }
    return render(request, "rounds/strays.html", context)


def _row(reader: Reader, one: Any, card: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "pk": one.person,
        "name": gate.show(reader, "name", card.name) if card else "",
        "address": gate.show(reader, "address", card.address) if card else "",
        "area": names.get(one.area_code, one.area_code),
        "sampled_at": one.sampled_at,
        "method": say(*METHODS[one.method]) if one.method in METHODS else "",
        "file": one.batch.file if one.batch else "",
        "line": one.row,
        "lead": say(*LEADS[one.lead]) if one.lead in LEADS else "",
        "until": one.hold_until,
        "found": _found(one.outcome),
    }


def _found(outcome: str) -> str:
    """What was found at the door, in words."""
    return say(*_outcome(outcome)) if outcome in outcomes() else ""


def _outcome(name: str) -> tuple[str, str]:
    return outcomes()[name].zh, outcomes()[name].en
