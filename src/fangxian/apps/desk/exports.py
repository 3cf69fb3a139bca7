"""Lists as files: what the reader may see anyway, for a purpose, with each row of it noted before the first byte."""

from collections.abc import Callable, Iterator
from itertools import batched
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from fangxian.access import gate
from fangxian.access.faults import NoPurpose
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.access.roles import purposes
from fangxian.apps.desk import words
from fangxian.apps.desk.listings import Listing
from fangxian.ledger import actions as ledger
from fangxian.web.exporting import WRITERS, file_name
from fangxian.web.formats import count
from fangxian.web.language import say

#: Rows that are read from the database at once.
STRIDE = 500
#: By what a list may be narrowed that is no text somebody typed: it is noted as it was; of a text only that there was.
NARROWED = ("area", "measure", "kind", "dataset", "reason", "batch", "state", "action", "day")


def export(listing: Listing) -> Callable[..., HttpResponseBase]:
    """The page of one list that asks what for and in which form; then the file."""

    @requires(listing.verb)
    def view(request: HttpRequest, number: int = 0) -> HttpResponseBase:
        reader: Reader = request.reader  # type: ignore[attr-defined]
        found = listing.found(request, number)
        if request.method == "POST":
            return _file(request, listing, found, number)
        many = found.count()
        context = {
            "section": words.SECTIONS.get(listing.page, listing.page),
            "title": say(*listing.title).format(count(many)),
            "back": reverse(listing.page, args=[number] if number else []),
            "of_people": listing.of_people,
            "header": [say(*pair) for pair in listing.header],
            "many": many,
            "purposes": [(name, purposes()[name]) for name in reader.purposes],
        }
        return render(request, "desk/export.html", context)

    return view


def _file(request: HttpRequest, listing: Listing, found: Any, number: int) -> HttpResponseBase:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    form = request.POST.get("form", "")
    if form not in WRITERS:
        raise BadRequest("no such form")
    keys = list(found.values_list("pk", listing.subject))
    purpose = request.POST.get("purpose", "")
    said = {"list": listing.name, "narrowed": _narrowed(request, number), "rows": len(keys), "form": form}
    if listing.takes:
        _note(reader, listing, purpose, said)
    else:
        subjects = dict.fromkeys(subject for _, subject in keys)
        gate.exported(reader, kind=listing.kind, subjects=subjects, purpose=purpose, **said)
    rows = _rows(reader, listing, found, [key for key, _ in keys])
    return WRITERS[form](file_name(listing.name), [say(*pair) for pair in listing.header], rows)


def _note(reader: Reader, listing: Listing, purpose: str, said: dict[str, Any]) -> None:
    """Notes the export of a list that tells of nobody: who, what for, how many."""
    if purpose not in reader.purposes:
        raise NoPurpose(
            en="Say what you export this for: choose a purpose that your role permits.",
            zh="请说明导出用途：选择本岗位允许的用途。",
        )
    action = f"{listing.takes.split('.')[0]}.export"
    ledger.note(action=action, by=reader.account, subject_kind=listing.kind, purpose=purpose, **said)


def _rows(reader: Reader, listing: Listing, found: Any, keys: list[int]) -> Iterator[list[object]]:
    """Those that were noted and no others, a few at a time: whoever comes to the list meanwhile is not in the file."""
    for some in batched(keys, STRIDE):
        at_hand = found.order_by().in_bulk(list(some))
        yield from listing.written(reader, [at_hand[key] for key in some if key in at_hand])


def _narrowed(request: HttpRequest, number: int) -> str:
    asked = [f"{name}={request.GET[name]}" for name in NARROWED if request.GET.get(name)]
    typed = ["name"] if request.GET.get("name", "").strip() else []
    return ",".join([*asked, *typed, *([f"of={number}"] if number else [])])
