"""Sealed tubes packed into boxes, and boxes handed to whoever takes them to a laboratory."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.sampling import words
from fangxian.apps.sampling.site import ELSEWHERE, key_of
from fangxian.lib.fault import Fault
from fangxian.screening import actions, tubes
from fangxian.screening.actions import TAKE
from fangxian.web.language import say
from fangxian.web.telling import done, failed

#: Boxes of before on the page.
MOST = 60


@requires(TAKE)
def boxes(request: HttpRequest) -> HttpResponse:
    """What is to be packed, by site; what is to be handed over; what has gone."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, rounds = words.round_of(request)
    context: dict[str, Any] = {"section": "sampling:boxes", "round": found, "rounds": rounds}
    if found is not None:
        sealed = tubes.tubes(reader, found.pk, state="sealed").order_by("site", "area_code", "barcode")
        every = [words.box_row(one) for one in tubes.boxes(reader, found.pk)]
        context |= {
            "sites": [
                {"site": site, "rows": [words.row(one) for one in group]}
                for (site, _), group in groupby(sealed, key=lambda one: (one.site, one.area_code))
            ],
            "packed": [one for one in every if one["box"].state == "packed"],
            "gone": [one for one in every if one["box"].state != "packed"][:MOST],
        }
    return render(request, "sampling/boxes.html", context)


@require_POST
@requires(TAKE)
def packed(request: HttpRequest) -> HttpResponse:
    """Packs the chosen tubes into a box."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    chosen = [key_of(one) for one in request.POST.getlist("tube")]
    number = key_of(request.POST.get("round", ""))

    def pack() -> str:
        box = actions.pack(round=number, code=request.POST.get("code", ""), tubes=chosen, by=reader)
        return say(f"{box.code} 号箱已装 {len(chosen)} 管。", f"Box {box.code} holds {len(chosen)} tubes.")

    return _done(request, pack)


@require_POST
@requires(TAKE)
def handed_over(request: HttpRequest, number: int) -> HttpResponse:
    """Hands a box over."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    carrier, laboratory = request.POST.get("carrier", ""), request.POST.get("laboratory", "")

    def hand_over() -> str:
        actions.hand_over(box=number, carrier=carrier, laboratory=laboratory, by=reader)
        return say("已交运。", "Handed over.")

    return _done(request, hand_over)


@require_POST
@requires(TAKE)
def unpacked(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a box apart that has not left."""
    reader: Reader = request.reader  # type: ignore[attr-defined]

    def unpack() -> str:
        actions.unpack(box=number, by=reader)
        return say("已拆箱，管退回待装。", "Unpacked: its tubes are to be packed again.")

    return _done(request, unpack)


def _done(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        done(request, act())
    except ELSEWHERE:
        raise
    except Fault as fault:
        failed(request, fault)
    asked = request.POST.get("round", "")
    return redirect(f"{reverse('sampling:boxes')}{f'?round={key_of(asked)}' if asked else ''}")
