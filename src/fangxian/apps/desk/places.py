"""Homes: compounds, buildings floor by unit, dwellings and who lives there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.desk import words
from fangxian.apps.desk.areas import asked_area, crumbs
from fangxian.boards import queries as boards
from fangxian.registry import queries
from fangxian.web.paging import page


@requires("places.read")
def compounds(request: HttpRequest) -> HttpResponse:
    """The compounds of an area, by name."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = asked_area(request)
    text = request.GET.get("name", "").strip()
    found = queries.compounds(reader, area, name=text)
    shown = page(found, ("name", "pk"), request.GET.get("after", ""), whole=found.count())
    names = queries.area_names([one.area_code for one in shown.rows])
    context = {
        "section": "desk:compounds",
        "page": shown,
        "rows": [(one, names.get(one.area_code, "")) for one in shown.rows],
        "crumbs": crumbs(area),
        "asked": {"area": request.GET.get("area", ""), "name": text},
        "exports": reader.can("places.export"),
    }
    return render(request, "desk/compounds.html", context)


@requires("places.read")
def compound(request: HttpRequest, number: int) -> HttpResponse:
    """A compound and its buildings."""
    found, buildings = queries.compound(request.reader, number)  # type: ignore[attr-defined]
    context = {
        "section": "desk:compounds",
        "compound": found,
        "buildings": buildings,
        "doors": sum(getattr(one, "doors", 0) for one in buildings),
        "crumbs": crumbs(found.area_code),
        "exports": request.reader.can("places.export"),  # type: ignore[attr-defined]
    }
    return render(request, "desk/compound.html", context)


@requires("places.read")
def building(request: HttpRequest, number: int) -> HttpResponse:
    """A building floor by unit, the top floor first."""
    plan = queries.plan(request.reader, number)  # type: ignore[attr-defined]
    doors = [door for _, units in plan.floors for unit in units for door in unit]
    context = {
        "section": "desk:compounds",
        "plan": plan,
        "compound_opens": request.reader.covers(plan.compound_area),  # type: ignore[attr-defined]
        "doors": len(doors),
        "lived": sum(1 for door in doors if door.people),
        "people": sum(door.people for door in doors),
        "widths": [
            (unit, max((len(units[at]) for _, units in plan.floors), default=1) or 1)
            for at, unit in enumerate(plan.units)
        ],
        "crumbs": crumbs(plan.area_code),
    }
    return render(request, "desk/building.html", context)


@requires("places.read")
def dwelling(request: HttpRequest, number: int) -> HttpResponse:
    """A door: who lives behind it, and who is only registered there."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, inside, elsewhere = queries.dwelling(reader, number)
    context = {
        "section": "desk:compounds",
        "dwelling": found,
        "address": gate.show(reader, "address", found.address),
        "compound_opens": reader.covers(found.building.compound.area_code),
        "kind": words.DWELLING.get(found.kind, (found.kind, found.kind)),
        "source": words.source(found.source),
        "verified_by": signatures([found.verified_by]).get(found.verified_by, found.verified_by),
        "inside": _lines(inside),
        "elsewhere": _lines(elsewhere),
        "crumbs": crumbs(found.area_code),
        "exports": reader.can("people.export"),
    }
    return render(request, "desk/dwelling.html", context)


def _lines(people: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [{"person": one, "sex": words.sex(one.sex), "status": words.status(one.status)} for one in people]


@requires("places.read")
def dwellings(request: HttpRequest) -> HttpResponse:
    """The doors of an area, street by street."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = asked_area(request)
    found = queries.dwellings(reader, area)
    whole = boards.counts(reader, "dwellings", area).count
    shown = page(found, ("area_code", "pk"), request.GET.get("after", ""), whole=whole)
    names = queries.area_names([one.area_code for one in shown.rows])
    context = {
        "section": "desk:compounds",
        "page": shown,
        "rows": [
            (one, gate.show(reader, "address", one.address), names.get(one.area_code, ""), words.DWELLING.get(one.kind))
            for one in shown.rows
        ],
        "crumbs": crumbs(area),
        "exports": reader.can("places.export"),
    }
    return render(request, "desk/dwellings.html", context)


@requires("people.read")
def households(request: HttpRequest) -> HttpResponse:
    """The households of an area: the door, and how many belong to each."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = asked_area(request)
    found = queries.households(reader, area)
    whole = boards.counts(reader, "households", area).count
    shown = page(found, ("area_code", "pk"), request.GET.get("after", ""), whole=whole)
    many = queries.members(one.pk for one in shown.rows)
    context = {
        "section": "desk:people",
        "page": shown,
        "rows": [(one, gate.show(reader, "address", one.dwelling.address), many.get(one.pk, 0)) for one in shown.rows],
        "crumbs": crumbs(area),
        "exports": reader.can("people.export"),
    }
    return render(request, "desk/households.html", context)
