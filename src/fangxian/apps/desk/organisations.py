"""Organisations: those of an area, and one with who works or studies there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import words
from fangxian.apps.desk.areas import asked_area, crumbs
from fangxian.apps.desk.merges import merges
from fangxian.identity.events import ORGANISATION
from fangxian.registry import queries
from fangxian.web.paging import Page, page


@requires("organisations.read")
def organisations(request: HttpRequest) -> HttpResponse:
    """Their sites in the area, grid by grid: an organisation with two of them stands there twice."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    asked = {name: request.GET.get(name, "").strip() for name in ("area", "kind", "name")}
    area = asked_area(request)
    found = queries.sites(reader, area, kind=asked["kind"], name=asked["name"])
    context = {
        "section": "desk:organisations",
        "page": page(found, ("area_code", "pk"), request.GET.get("after", ""), whole=found.count()),
        "kinds": sorted(kind for kind, _ in queries.site_kinds(reader, area)),
        "asked": asked,
        "narrowed": any(asked.values()),
        "crumbs": crumbs(area),
        "exports": reader.can("organisations.export"),
    }
    return render(request, "desk/organisations.html", context)


@requires("organisations.read")
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    """One, its sites, and those of the reader's people who belong to it, of all its entries."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = queries.organisation(reader, number)
    if found.organisation.pk != number:
        return redirect("desk:organisation", found.organisation.pk)
    context = {
        "section": "desk:organisations",
        "organisation": found.organisation,
        "others": found.others,
        "merges": merges(reader, found.entries, ORGANISATION) if found.others else [],
        "sites": found.sites,
        "staff": found.staff,
        "source": words.source(found.organisation.source),
        "crumbs": crumbs(found.sites[0].area_code) if found.sites else [],
        "exports": reader.can("people.export"),
    }
    if reader.can("people.read"):
        posts = page(found.posts, ("person_id", "pk"), request.GET.get("after", ""), whole=found.staff)
        lines = queries.people_by_key(reader, [post.person_id for post in posts.rows])
        if lines:
            gate.listed(reader, kind="person", subjects=[one.pk for one in lines])
        context["page"] = Page(list(lines), posts.after, posts.first, found.staff)
        context["lines"] = [
            {"person": one, "sex": words.sex(one.sex), "status": words.status(one.status)} for one in lines
        ]
    return render(request, "desk/organisation.html", context)


#: How many kinds a card names.
KINDS = 4


def kinds_of(reader: Reader, area: str) -> list[tuple[str, int]]:
    """The most frequent kinds of an area's sites, each with how many: as many as the list of the kind is long."""
    return queries.site_kinds(reader, area)[:KINDS]
