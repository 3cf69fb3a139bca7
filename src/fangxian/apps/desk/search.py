"""Search while typing, and the same as a page of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access.gate import requires
from fangxian.access.searches import note_search
from fangxian.registry import queries
from fangxian.web.language import say

#: What a place of an answer is called, and the page that shows it.
KINDS = {
    "compound": ("小区", "Compounds", "desk:compound"),
    "dwelling": ("房屋", "Homes", "desk:dwelling"),
    "organisation": ("法人", "Organisations", "desk:organisation"),
}
#: How a text was understood.
UNDERSTOOD = {
    "name": ("按姓名", "by name"),
    "initials": ("按拼音首字母", "by initials"),
    "number": ("按证件号码", "by number"),
    "phone": ("按电话", "by phone"),
    "tail": ("按电话后四位", "by a phone's last four"),
    "address": ("按地址", "by address"),
    "organisation": ("按法人", "by organisation"),
    "nothing": ("", ""),
}


@requires("people.search")
def search(request: HttpRequest) -> HttpResponse:
    """What fits the text, for the box on top of each page (a fragment) or as a page."""
    text = request.GET.get("q", "").strip()[:64]
    reader = request.reader  # type: ignore[attr-defined]
    answer = queries.search(reader, text)
    if text:
        note_search(reader, answer.by, len(text), [person.pk for person in answer.people])
    context = {
        "q": text,
        "people": answer.people,
        "places": _places(answer.places),
        "many": len(answer.people) + len(answer.places),
        "understood": say(*UNDERSTOOD[answer.by]),
        "more": len(answer.people) >= PEOPLE,
    }
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "desk/search.html#options" if fragment else "desk/search.html", context)


#: As many people as one search shows.
PEOPLE = 20


def _places(found: tuple[Any, ...]) -> list[tuple[str, list[tuple[str, Any]]]]:
    groups: dict[str, list[tuple[str, Any]]] = {}
    for place in found:
        groups.setdefault(place.kind, []).append((reverse(KINDS[place.kind][2], args=[place.pk]), place))
    return [(say(*KINDS[kind][:2]), places) for kind, places in groups.items()]
