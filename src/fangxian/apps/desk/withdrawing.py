"""A batch of evidence that its sender takes back: what that would do, then the act; and the batch taken in again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.catalogue import queries as catalogue
from fangxian.contracts import library
from fangxian.lib.fault import Fault
from fangxian.runs import evidence
from fangxian.web.consequences import foreseen
from fangxian.web.formats import count
from fangxian.web.language import say
from fangxian.web.telling import done, failed


@requires(evidence.VERB)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Shows what withdrawing would do; pressed, does it."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = _batch(number)

    def act() -> int:
        return evidence.withdraw(dataset=found.dataset_id, batch=found.name, by=reader)

    if request.method == "POST":
        try:
            gone = act()
        except Fault as fault:
            failed(request, fault)
        else:
            done(request, say(f"已撤回，{count(gone)} 条佐证失效；可恢复。",
                              f"Withdrawn: {count(gone)} facts do not count; it can be restored."))  # fmt: skip
        return redirect("desk:batch", number)
    context = {"section": "desk:batches", "batch": found, "would": foreseen(request, act)}
    return render(request, "desk/withdraw.html", context)


@require_POST
@requires(evidence.VERB)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a withdrawn batch in again."""
    found = _batch(number)
    try:
        evidence.restore(dataset=found.dataset_id, batch=found.name, by=request.reader)  # type: ignore[attr-defined]
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say("已恢复，重新生效。", "Restored: it counts again."))
    return redirect("desk:batch", number)


def _batch(number: int) -> Any:
    found = catalogue.batches().filter(pk=number, dataset__in=library.under_outbreak()).first()
    if found is None:
        raise NotHere.of("batch")
    return found
