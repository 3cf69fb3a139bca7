"""Held rows: which wait, why and how long; and what somebody decides of each: not needed, sent back, or mended."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian.access import gate
from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import going_on, held_words
from fangxian.catalogue import actions
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.settling import reasons
from fangxian.lib.fault import Fault
from fangxian.runs import mending
from fangxian.web.language import current, say
from fangxian.web.paging import page
from fangxian.web.telling import done, failed

SECTION = "desk:held"
ALL = "all"
#: By what the list is narrowed.
ASKED = ("dataset", "reason", "batch", "column")


def asked_of(request: HttpRequest) -> dict[str, str]:
    """What the address narrows the list to; rows that wait, unless it says otherwise. Raises BadRequest."""
    said = {**request.GET.dict(), **request.POST.dict()}
    asked = {name: str(said.get(name, ""))[:32] for name in (*ASKED, "state")}
    if asked["batch"] and not (asked["batch"].isascii() and asked["batch"].isdigit()):
        raise BadRequest("not a batch")
    known = {*held_words.SETTLED, ALL, catalogue.PENDING}
    asked["state"] = asked["state"] if asked["state"] in known else catalogue.WAITING
    return asked


def narrowed(asked: dict[str, str], *, state: bool = True) -> Any:
    """The rows of that."""
    number = int(asked["batch"]) if asked["batch"] else None
    wanted = asked["state"] if state and asked["state"] != ALL else ""
    by = {name: asked[name] for name in ("dataset", "reason", "column")}
    return catalogue.held(number, **by, state=wanted)


@requires("batches.read")
def held(request: HttpRequest) -> HttpResponse:
    """All of them, or those of a batch, a dataset, a reason; by what became of them."""
    asked = asked_of(request)
    counted = catalogue.settlements(narrowed(asked, state=False))
    whole = counted.get(asked["state"], sum(counted.values()))
    if asked["state"] == catalogue.PENDING:
        whole = narrowed(asked).count()
    shown = page(narrowed(asked), ("batch_id", "row", "pk"), request.GET.get("after", ""), whole=whole)
    every = catalogue.held()
    batch = catalogue.batches().filter(pk=asked["batch"]).first() if asked["batch"] else None
    context = {
        "section": SECTION,
        "asked": asked,
        "narrowed": any(asked[name] for name in ASKED),
        "batch": batch,
        "states": [
            *((name, held_words.state(name)[0], counted[name]) for name in held_words.SETTLED),
            (ALL, say("全部", "All"), sum(counted.values())),
        ],
        "reasons": _reasons(every),
        "datasets": catalogue.datasets(),
        "page": shown,
        "rows": held_words.rows_of(shown.rows),
        "whys": reasons().items(),
        # Many at once only where they are alike: of one batch, for one reason.
        "at_once": whole if asked["batch"] and asked["reason"] and asked["state"] == catalogue.WAITING else 0,
    }
    return render(request, "desk/held.html", context)


@requires("batches.settle")
def held_row(request: HttpRequest, number: int) -> HttpResponse:
    """One: its cells as they came, and what can be decided."""
    return _shown(request, number)


def _shown(
    request: HttpRequest, number: int, said: dict[str, str] | None = None, fault: Fault | None = None
) -> HttpResponse:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = _one(reader, number)
    gate.opened(reader, kind="held_row", subject=found.pk)
    cells = held_words.cells_for(reader, found.batch.dataset_id, mending.cells(found))
    written = held_words.cells_for(reader, found.batch.dataset_id, mending.became(found))
    for one, other in zip(cells, written, strict=True):
        one["came"], one["became"] = one["value"], other["value"]
        one["value"] = (said or {}).get(one["name"], one["value"])
    unfit = _unfit(found)
    context = held_words.rows_of([found])[0] | {
        "section": SECTION,
        "key": str(found.pk),
        "cells": cells,
        "can_mend": not found.settlement and not unfit,
        "not_mended": unfit,
        "whys": reasons().items(),
        "fault": fault.sentence(current()) if fault else "",
        "mended_in": found.mended_by and found.mended_by.state == found.mended_by.State.PROMOTED,
    }
    return render(request, "desk/held_row.html", context, status=422 if fault else 200)


def _unfit(found: Any) -> str:
    """Why a row cannot be mended here; '' where it can."""
    try:
        mending.refuse_unfit(found)
    except Fault as fault:
        return fault.sentence(current())
    return ""


@require_POST
@requires("batches.settle")
def settle(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Settles one row, or takes a settlement back."""
    if verb not in VERBS:
        raise NotHere.of("act")
    reader: Reader = request.reader  # type: ignore[attr-defined]
    _one(reader, number)
    said = {name[5:]: str(value) for name, value in request.POST.items() if name.startswith("cell.")}
    try:
        VERBS[verb](number, request, reader)
    except Fault as fault:
        if verb == "mend":
            return _shown(request, number, said, fault)
        failed(request, fault)
    return redirect("desk:held-row", number)


def _mend(number: int, request: HttpRequest, reader: Reader) -> None:
    found = _one(reader, number)
    seen = held_words.cells_for(reader, found.batch.dataset_id, {})
    # What is not shown whole is left as it came, unless something is written in its place.
    said = {
        one["name"]: request.POST.get(f"cell.{one['name']}", "").strip()
        for one in seen
        if one["whole"] or request.POST.get(f"cell.{one['name']}", "").strip()
    }
    mending.mend(row=number, said=said, by=reader)
    going_on.tell(request, say("已更正。", "Mended."))


def _not_needed(number: int, request: HttpRequest, reader: Reader) -> None:
    actions.set_aside(rows=_these(number), why=request.POST.get("why", ""), by=reader)
    done(request, say("已标为无需处理。", "Settled: not needed."))


def _send_back(number: int, request: HttpRequest, reader: Reader) -> None:
    actions.send_back(rows=_these(number), by=reader)
    done(request, say("已记为退回报送单位。", "Settled: sent back."))


def _reopen(number: int, request: HttpRequest, reader: Reader) -> None:
    actions.reopen(row=number, by=reader)
    done(request, say("已撤销，重新待处理。", "Taken back: it waits again."))


#: Verb of the address -> what is done.
VERBS: dict[str, Callable[[int, HttpRequest, Reader], None]] = {
    "mend": _mend,
    "not-needed": _not_needed,
    "send-back": _send_back,
    "reopen": _reopen,
}


@require_POST
@requires("batches.settle")
def settle_many(request: HttpRequest) -> HttpResponse:
    """Settles all rows of one batch that wait for one reason: those that the list shows."""
    asked = asked_of(request)
    reader: Reader = request.reader  # type: ignore[attr-defined]
    refuse_unless_everywhere(reader)
    if not (asked["batch"] and asked["reason"]):
        raise BadRequest("many rows are settled of one batch, for one reason")
    rows = narrowed(asked)
    try:
        if request.POST.get("as") == "sent_back":
            many = actions.send_back(rows=rows, by=reader)
        else:
            many = actions.set_aside(rows=rows, why=request.POST.get("why", ""), by=reader)
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say(f"已处理 {many:,} 行。", f"{many:,} rows settled."))
    back = {name: asked[name] for name in ASKED if asked[name]}
    return redirect(f"{reverse('desk:held')}?{urlencode(back)}")


def _these(number: int) -> Any:
    return catalogue.held().filter(pk=number)


def _one(reader: Reader, number: int) -> Any:
    refuse_unless_everywhere(reader)
    found = _these(number).first()
    if found is None:
        raise NotHere.of("held_row")
    return found


def refuse_unless_everywhere(reader: Reader) -> None:
    """A held row says not where it belongs: it is for whoever has the whole district."""
    if not reader.has_district():
        raise NotAllowed(
            en="Held rows may be of anywhere in the district: somebody who has all of it settles them.",
            zh="问题数据可能涉及全区任何地方：须由全区岗位的人员处理。",
        )


def _reasons(rows: Any) -> list[tuple[str, str]]:
    counted = rows.order_by().values_list("reason").annotate(rows=Count("pk")).order_by("-rows", "reason")
    return [(code, held_words.short(code)) for code, _ in counted]
