"""Lists of people: by area, kind, status, key group; a page at a time, and as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.apps.desk import words
from fangxian.apps.desk.areas import crumbs, own_area
from fangxian.boards import queries as boards
from fangxian.boards.models import PersonCard
from fangxian.registry import queries
from fangxian.web.language import say
from fangxian.web.paging import page

#: What a person is counted as.
KINDS = {
    "registered_here": ("户籍在本区", "Registered here"),
    "unregistered": ("未登记户籍", "Not registered here"),
    "away": ("人户分离", "Registered, away"),
}
#: Someone of any key group.
ANY = "any"


@requires("people.read")
def people(request: HttpRequest) -> HttpResponse:
    """The people of an area, narrowed as asked, in the order of their names."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    asked = asked_of(request)
    found = narrowed(reader, asked)
    shown = page(found, ("name", "pk"), request.GET.get("after", ""), whole=found.count())
    if shown.rows:
        gate.listed(reader, kind="person", subjects=[one.pk for one in shown.rows])
    area = asked["area"] or own_area(reader)
    context = {
        "section": "desk:people",
        "asked": asked,
        "page": shown,
        "rows": [row_of(reader, card) for card in shown.rows],
        "crumbs": crumbs(area),
        "kinds": [(name, say(*said)) for name, said in KINDS.items()],
        "groups": groups_of(reader),
        "narrowed": any(asked.values()),
        "exports": reader.can("people.export"),
    }
    return render(request, "desk/people.html", context)


def asked_of(request: HttpRequest) -> dict[str, str]:
    """What the list is narrowed by."""
    return {name: request.GET.get(name, "").strip() for name in ("area", "kind", "group")}


def narrowed(reader: Reader, asked: dict[str, str]) -> Any:
    """The cards of the reader's people that fit: as many as the number says that led here."""
    area = asked["area"] if asked["area"].isdigit() else ""
    if not asked["group"] or reader.shows("groups") == "hidden":
        kind = asked["kind"] if asked["kind"] in KINDS else "people"
        return boards.people(reader, kind, area or own_area(reader))
    found = PersonCard.objects.seen_by(reader).filter(within([area or own_area(reader)])).exclude(groups="")
    if asked["group"] in [name for name, _ in groups_of(reader)]:
        found = found.filter(groups__contains=asked["group"])
    return found.filter(kind=asked["kind"]) if asked["kind"] in KINDS else found


def groups_of(reader: Reader) -> list[tuple[str, str]]:
    """The key groups that a reader may know of: name, words."""
    return [
        (name, say(group.zh, group.en))
        for name, group in queries.groups().items()
        if gate.sees_group(reader, group.sensitivity)
    ]


def row_of(reader: Reader, card: Any) -> dict[str, Any]:
    """A card as the reader may see it."""
    known = dict(groups_of(reader))
    return {
        "pk": card.pk,
        "name": gate.show(reader, "name", card.name),
        "sex": words.sex(card.sex),
        "born": gate.show(reader, "born", card.born),
        "address": gate.show(reader, "address", card.address),
        "kind": say(*KINDS[card.kind]) if card.kind in KINDS else card.kind,
        "unregistered": card.kind == "unregistered",
        "status": words.status(card.status),
        "groups": [known[name] for name in card.groups.split(",") if name in known],
        "verified_at": card.verified_at,
    }
