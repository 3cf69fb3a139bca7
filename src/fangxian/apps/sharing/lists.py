"""The lists: requests by how they stand, each use of a grant, each reason why calls were turned away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian import contracts
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.access.roles import purposes
from fangxian.apps.sharing import words
from fangxian.registry.queries import area_names
from fangxian.sharing import queries
from fangxian.sharing.queries import Request
from fangxian.web.departments import on_behalf
from fangxian.web.language import said, say
from fangxian.web.paging import page


@requires("sharing.read")
def requests(request: HttpRequest) -> HttpResponse:
    """One's own requests, and for whoever decides or watches those of their areas."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    state = state if state in words.GROUPS else ""
    ours = queries.decides(reader) and request.GET.get("whose") == "ours"
    many = queries.counts(reader, ours=ours)
    shown = page(queries.requests(reader, state, ours=ours), ("-asked_at", "-pk"), request.GET.get("after", ""))
    context = {
        "section": "sharing:list",
        "page": shown,
        "rows": rows_of(shown.rows),
        "groups": [(name, say(*pair), many[name]) for name, pair in words.GROUPS.items()],
        "state": state,
        "whole": sum(many.values()),
        "asks": reader.can("sharing.ask"),
        "decides": queries.decides(reader),
        "ours": ours,
        "whose": "whose=ours&" if ours else "",
        "stands_in": reader.can(queries.STAND_IN),
    }
    return render(request, "sharing/list.html", context)


@requires("sharing.read")
def uses(request: HttpRequest, number: int) -> HttpResponse:
    """Each time that something was given under a grant: when, how, how many rows, by whom."""
    found = granted(request, number)
    shown = page(queries.uses(found.grant.pk), ("-at", "-pk"), request.GET.get("after", ""))
    signed = signatures(one.by for one in shown.rows)
    rows = [(one, say(*words.USES[one.how]), words.hand(one.by, signed)) for one in shown.rows]
    context = {"section": "sharing:list", "asked": found, "label": _label(found), "page": shown, "rows": rows}
    return render(request, "sharing/uses.html", context)


@requires("sharing.read")
def rejections(request: HttpRequest, number: int) -> HttpResponse:
    """Why calls of a grant were turned away, day by day."""
    found = granted(request, number)
    rows = [(one, words.turned_away(one.why)) for one in queries.rejections(found.grant.pk)]
    context = {"section": "sharing:list", "asked": found, "label": _label(found), "rows": rows}
    return render(request, "sharing/rejections.html", context)


def rows_of(found: list[Request]) -> list[dict[str, Any]]:
    """Requests as lines of a list."""
    names = area_names({one.area_code for one in found})
    signed = signatures(one.asked_by for one in found)
    granted = {one.pk: one.grant.pk for one in found if hasattr(one, "grant")}
    given = queries.given(list(granted.values()))
    rows = []
    for one in found:
        state, colour = words.state(queries.state_of(one))
        times, many = given.get(granted.get(one.pk, 0), (0, 0))
        rows.append(
            {
                "asked": one,
                "label": _label(one),
                "state": state,
                "colour": colour,
                "asked_by": on_behalf(one.department, signed.get(one.asked_by, one.asked_by)),
                "area": names.get(one.area_code, one.area_code),
                "purpose": said(purposes()[one.purpose]) if one.purpose in purposes() else one.purpose,
                "way": words.way(one.way, one.form),
                "until": one.grant.until if one.pk in granted else one.until,
                "granted": one.pk in granted,
                "times": times,
                "rows": many,
            }
        )
    return rows


def granted(request: HttpRequest, number: int) -> Request:
    """A request that was granted, of those that the reader may see. Raises NotHere."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = queries.request(reader, number)
    if not hasattr(found, "grant"):
        raise NotHere.of("grant")
    return found


def _label(found: Request) -> str:
    return contracts.load(found.dataset).label
