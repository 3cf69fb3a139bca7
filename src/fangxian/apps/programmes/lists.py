"""Who is followed, by class and state, and what is overdue, by area: each number opens its list."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.programmes.words import STATES, class_named, evidence_named
from fangxian.boards import queries as boards
from fangxian.outbreak.queries import active, all_outbreaks
from fangxian.programme import queries
from fangxian.registry.queries import area_names
from fangxian.web.areas import area_in
from fangxian.web.language import say
from fangxian.web.paging import page

VERB = "programme.read"


@requires(VERB)
def overview(request: HttpRequest) -> HttpResponse:
    """How many are followed under each outbreak, by class and state."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = area_of(request)
    context = {
        "section": "programmes:overview",
        "outbreaks": [_outbreak(reader, one, area) for one in active(area) or active()],
        "states": [(name, say(zh, en)) for name, (zh, en, _) in STATES.items()],
    }
    return render(request, "programmes/overview.html", context)


@requires(VERB)
def people(request: HttpRequest) -> HttpResponse:
    """Whom a number of the overview counts; asked for nothing, who is followed now under the latest outbreak."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    outbreak, area = _asked_outbreak(request), area_of(request)
    person_class, state = request.GET.get("class", ""), request.GET.get("state", "active")
    if state not in STATES:
        raise BadRequest("no such state")
    if outbreak is None:
        return redirect("programmes:overview")
    classes = queries.classes(outbreak)
    listed = queries.enrolments(reader, area, person_class=person_class, state=state, outbreak=outbreak)
    shown = page(listed, ("area_code", "pk"), request.GET.get("after", ""), whole=listed.count())
    context = {
        "section": "programmes:overview",
        "title": " · ".join([*([class_named(classes, person_class)] if person_class else ()), say(*STATES[state][:2])]),
        "page": shown,
        "rows": rows(reader, shown.rows, classes),
    }
    return render(request, "programmes/people.html", context)


@requires(VERB)
def overdue(request: HttpRequest) -> HttpResponse:
    """What is overdue and still wanting: by the areas below, and whose, the longest waiting first."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area, duty = area_of(request), request.GET.get("duty", "")
    counted: dict[tuple[str, str], int] = {}
    for one in active():
        for key, many in queries.wanting(reader, area, one.pk).items():
            counted[key] = counted.get(key, 0) + many
    duties = sorted({name for _, name in counted})
    listed = queries.obligations(reader, area, duty=duty)
    shown = page(listed, ("until_at", "pk"), request.GET.get("after", ""), whole=listed.count())
    if shown.rows:
        gate.listed(reader, kind="person", subjects=[one.person for one in shown.rows], list="overdue")
    cards = boards.cards_of(reader, [one.person for one in shown.rows])
    names = area_names({below for below, _ in counted} | {one.area_code for one in shown.rows} | {area})
    context = {
        "section": "programmes:overdue",
        "area": area,
        "area_name": names.get(area, area),
        "up": area[:-3] if len(area) > 6 and reader.covers(area[:-3]) else "",
        "duty": duty,
        "duties": [(name, evidence_named(name)) for name in duties],
        "areas": _by_area(counted, duties, names, len(area) < 15),
        "page": shown,
        "rows": [_overdue(reader, one, cards.get(one.person), names) for one in shown.rows],
    }
    return render(request, "programmes/overdue.html", context)


def rows(reader: Reader, found: list[Any], classes: Any) -> list[dict[str, Any]]:
    """Lines of enrolments, noted."""
    if found:
        gate.listed(reader, kind="person", subjects=[one.person for one in found], list="enrolments")
    cards = boards.cards_of(reader, [one.person for one in found])
    names = area_names(one.area_code for one in found)
    return [
        {
            "one": one,
            "name": gate.show(reader, "name", cards[one.person].name) if one.person in cards else "",
            "address": gate.show(reader, "address", cards[one.person].address) if one.person in cards else "",
            "area": names.get(one.area_code, one.area_code),
            "class": class_named(classes, one.person_class),
        }
        for one in found
    ]


def area_of(request: HttpRequest) -> str:
    """The area that is asked for, or the reader's first."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    asked = area_in(request)
    return asked if asked and reader.covers(asked) else next(iter(reader.areas), "")


def _asked_outbreak(request: HttpRequest) -> int | None:
    asked = request.GET.get("outbreak", "")
    if not asked:
        return next((one.pk for one in all_outbreaks().filter(state="active")), None)
    if not asked.isdigit() or not all_outbreaks().filter(pk=int(asked)).exists():
        raise BadRequest("no such outbreak")
    return int(asked)


def _outbreak(reader: Reader, one: Any, area: str) -> dict[str, Any]:
    counted, classes = queries.counts(reader, area, one.pk), queries.classes(one.pk)
    names = [name for name in classes if any((name, state) in counted for state in STATES)]
    return {
        "outbreak": one,
        "rows": [
            {
                "name": class_named(classes, name),
                "cells": [_cell(reader, one.pk, area, name, state, counted.get((name, state), 0)) for state in STATES],
            }
            for name in names
        ],
    }


def _cell(reader: Reader, outbreak: int, area: str, name: str, state: str, many: int) -> tuple[str, int, str]:
    asked = urlencode({"outbreak": outbreak, "area": area, "class": name, "state": state})
    link = f"{reverse('programmes:people')}?{asked}" if many and reader.can("people.read") else ""
    return say(*STATES[state][:2]), many, link


def _by_area(counted: Any, duties: list[str], names: Any, deeper: bool) -> list[dict[str, Any]]:
    found = sorted({below for below, _ in counted})
    return [
        {
            "code": below,
            "name": names.get(below, below),
            "link": f"?area={below}" if deeper else "",
            "cells": [(name, counted.get((below, name), 0)) for name in duties],
            "whole": sum(many for (where, _), many in counted.items() if where == below),
        }
        for below in found
    ]


def _overdue(reader: Reader, one: Any, card: Any, names: Any) -> dict[str, Any]:
    return {
        "one": one,
        "name": gate.show(reader, "name", card.name) if card else "",
        "address": gate.show(reader, "address", card.address) if card else "",
        "area": names.get(one.area_code, one.area_code),
        "duty": evidence_named(one.evidence),
    }
