"""Batches: what was received, what became of each row, and what waits for somebody."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.catalogue import queries as catalogue
from fangxian.contracts.reasons import all_reasons
from fangxian.web.language import say
from fangxian.web.paging import page

FATES = ("accepted", "repaired", "duplicate", "held")
STATES = {
    "received": ("已收，未入库", "Received", "warn"),
    "promoted": ("已入库", "In the registry", "good"),
    "withdrawn": ("已撤回", "Withdrawn", "bad"),
}


@requires("batches.read")
def batches(request: HttpRequest) -> HttpResponse:
    """The datasets, and the batches of all or of one, the latest first."""
    chosen = request.GET.get("dataset", "")
    datasets = list(catalogue.datasets())
    found = catalogue.batches(chosen)
    whole = sum(getattr(one, "times", 0) for one in datasets if not chosen or one.code == chosen)
    shown = page(found, ("-received_at", "-pk"), request.GET.get("after", ""), whole=whole)
    running = catalogue.jobs().filter(ended_at=None).first()
    context = {
        "section": "desk:batches",
        "datasets": datasets,
        "chosen": chosen,
        "page": shown,
        "rows": [_row(one) for one in shown.rows],
        "running": running,
    }
    return render(request, "desk/batches.html", context)


@requires("batches.read")
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """One batch: where each of its rows went, and those that are held, by reason."""
    found = catalogue.batches().filter(pk=number).first()
    if found is None:
        raise NotHere.of("batch")
    reason = request.GET.get("reason", "")
    held = catalogue.held(found.pk)
    by_reason = Counter[str]()
    for code, _, many in catalogue.held_by_reason(found.pk):
        by_reason[code] += many
    shown = page(
        held.filter(reason=reason) if reason else held,
        ("row", "pk"),
        request.GET.get("after", ""),
        whole=by_reason[reason] if reason else by_reason.total(),
    )
    context = _row(found) | {
        "section": "desk:batches",
        "reasons": [(code, _said(code), many) for code, many in by_reason.most_common()],
        "reason": reason,
        "page": shown,
        "held_rows": [(one, _said(one.reason)) for one in shown.rows],
        "fates": [(name, _fate(name), getattr(found, name)) for name in FATES],
        "sum": sum(getattr(found, name) for name in FATES),
    }
    return render(request, "desk/batch.html", context)


def _row(one: Any) -> dict[str, Any]:
    zh, en, colour = STATES[one.state]
    return {"batch": one, "state": say(zh, en), "colour": colour}


def _fate(name: str) -> str:
    words = {
        "accepted": ("原样接收", "Accepted"),
        "repaired": ("修正后接收", "Repaired"),
        "duplicate": ("重复", "Duplicate"),
        "held": ("问题数据", "Held"),
    }
    return say(*words[name])


def _said(code: str) -> str:
    reason = all_reasons().get(code)
    if reason is None:
        return code.replace("_", " ")
    return say(reason.zh, reason.en).replace("{column}", say("该项", "the field"))
