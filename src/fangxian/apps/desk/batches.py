"""Batches: what was received, what became of each row, and what waits for somebody."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.apps.desk import held_words
from fangxian.apps.desk.account_words import signed
from fangxian.apps.desk.job_words import called_job, called_step
from fangxian.apps.desk.stops import how, refused_for
from fangxian.catalogue import queries as catalogue
from fangxian.runs.evidence import VERB as LOADS
from fangxian.runs.evidence import is_kept_here
from fangxian.web.language import say
from fangxian.web.paging import page

#: What becomes of a row -> how it is drawn.
FATES = {"accepted": "here", "repaired": "guest", "duplicate": "away", "held": "bad"}
STATES = {
    "received": ("已收，未入库", "Received", "warn"),
    "promoted": ("已入库", "In the registry", "good"),
    "refused": ("已退回，未入库", "Refused", "bad"),
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
        "running_job": called_job(running.job) if running else "",
        "running_step": called_step(running.step) if running else "",
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
        ("batch_id", "row", "pk"),
        request.GET.get("after", ""),
        whole=by_reason[reason] if reason else by_reason.total(),
    )
    stop = catalogue.stops("waiting").filter(batch=found.pk).first()
    context = _row(found) | {
        "section": "desk:batches",
        "reasons": [(code, held_words.short(code), many) for code, many in by_reason.most_common()],
        "reason": reason,
        "page": shown,
        "held_rows": held_words.rows_of(shown.rows),
        "fates": [(dot, _fate(name), getattr(found, name)) for name, dot in FATES.items()],
        "stop": stop,
        "stopped": how(stop) if stop else "",
        "refusal": _refusal(found),
        "settled": [
            (name, held_words.state(name)[0], many) for name, many in catalogue.settlements(held).items() if many
        ],
        "sum": sum(getattr(found, name) for name in FATES),
        "takes_back": is_kept_here(found.dataset_id) and request.reader.can(LOADS),  # type: ignore[attr-defined]
    }
    return render(request, "desk/batch.html", context)


def _refusal(batch: Any) -> dict[str, Any] | None:
    """Who refused a batch, when, for what, and how it was unlike those before; None where nobody did."""
    stop = catalogue.refusal_of(batch)
    if stop is None:
        return None
    who = signed([stop.decided_by])[stop.decided_by]
    return {"stop": stop, "how": how(stop), "who": who, "why": refused_for(stop)}


def _row(one: Any) -> dict[str, Any]:
    words, colour = state(one)
    return {"batch": one, "state": words, "colour": colour}


def state(one: Any) -> tuple[str, str]:
    """How a batch stands, and the colour of its tag."""
    zh, en, colour = STATES[one.state]
    return say(zh, en), colour


def _fate(name: str) -> str:
    words = {
        "accepted": ("原样接收", "Accepted"),
        "repaired": ("修正后接收", "Repaired"),
        "duplicate": ("重复", "Duplicate"),
        "held": ("问题数据", "Held"),
    }
    return say(*words[name])
