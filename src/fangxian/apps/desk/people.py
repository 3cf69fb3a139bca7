"""Lists of people: by area, kind, status, key group; a page at a time, and as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import counts, words
from fangxian.apps.desk.areas import crumbs, own_area
from fangxian.boards import queries as boards
from fangxian.boards.measures import GROUP
from fangxian.web.language import say
from fangxian.web.paging import page

#: What a card says of somebody's register.
KINDS = {
    "registered_here": ("户籍在本区", "Registered here"),
    "unregistered": ("未登记户籍", "Not registered here"),
    "away": ("人户分离", "Registered, away"),
}


@requires("people.read")
def people(request: HttpRequest) -> HttpResponse:
    """The people of an area whom a measure counts, grid by grid. The board says how many: counting would be a scan."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    asked = asked_of(request)
    area = asked["area"] or own_area(reader)
    whole = boards.counts(reader, asked["measure"], area).count
    shown = page(narrowed(reader, asked), ("area_code", "pk"), request.GET.get("after", ""), whole=whole)
    if shown.rows:
        gate.listed(reader, kind="person", subjects=[one.pk for one in shown.rows])
    known = groups_known(reader)
    context = {
        "section": "desk:people",
        "asked": asked,
        "page": shown,
        "rows": [row_of(reader, card, known) for card in shown.rows],
        "crumbs": crumbs(area),
        "measure": counts.every(reader)[asked["measure"]],
        "measures": counts.of_people(),
        "groups": counts.of_groups(reader),
        "narrowed": asked["measure"] != counts.FIRST or asked["area"],
        "exports": reader.can("people.export"),
    }
    return render(request, "desk/people.html", context)


def asked_of(request: HttpRequest) -> dict[str, str]:
    """Which area, and what is counted; what the reader may not know of, or nobody counts, is everybody present."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area, measure = request.GET.get("area", ""), request.GET.get("measure", "")
    known = {one.name for one in (*counts.of_people(), *counts.of_groups(reader))}
    return {"area": area if area.isdigit() else "", "measure": measure if measure in known else counts.FIRST}


def narrowed(reader: Reader, asked: dict[str, str]) -> Any:
    """The cards that fit: as many as the number says that led here."""
    return boards.cards(reader, asked["measure"], asked["area"] or own_area(reader))


def groups_known(reader: Reader) -> dict[str, str]:
    """The key groups that the reader may know of: name -> its words."""
    return {one.name.removeprefix(GROUP): say(one.zh, one.en) for one in counts.of_groups(reader)}


def row_of(reader: Reader, card: Any, known: dict[str, str]) -> dict[str, Any]:
    """A card as the reader may see it; `known` are the key groups that they may know of."""
    return {
        "pk": card.pk,
        "name": gate.show(reader, "name", card.name),
        "sex": words.sex(card.sex),
        "born": gate.show(reader, "born", card.born),
        "address": gate.show(reader, "address", card.address),
        "kind": say(*KINDS[card.kind]) if card.kind in KINDS else card.kind,
        "unregistered": card.kind == "unregistered",
        "status": words.status(card.status),
        "groups": [known[name] for name in card.groups.split("|") if name in known],
        "verified_at": card.verified_at,
    }
