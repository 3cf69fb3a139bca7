"""A laboratory's door: boxes received tube by tube, and its results by tube taken in. No name is shown here: who is in
a tube, a laboratory need not know."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.sampling import words
from fangxian.apps.sampling.site import ELSEWHERE, key_of
from fangxian.lib.fault import Fault
from fangxian.runs import sampling
from fangxian.screening import actions
from fangxian.screening import tubes as found_tubes
from fangxian.screening.actions import RECEIVE
from fangxian.web.formats import count
from fangxian.web.language import say
from fangxian.web.paging import page
from fangxian.web.telling import done, failed
from fangxian.web.uploads import uploaded

#: Boxes and files of before on the page.
MOST = 40


@requires(RECEIVE)
def laboratory(request: HttpRequest) -> HttpResponse:
    """How the tubes of a round stand, each number with its list; boxes on their way; the laboratory's files."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, rounds = words.round_of(request)
    if request.method == "POST":
        return _taken(request, reader)
    context: dict[str, Any] = {"section": "sampling:laboratory", "round": found, "rounds": rounds}
    if found is not None:
        every = [words.box_row(one) for one in found_tubes.boxes(reader, found.pk).exclude(state="packed")]
        listed = reverse("sampling:tubes")
        context |= {
            "counts": [
                {
                    "words": say(*words.STATES[state][:2]),
                    "many": many,
                    "link": f"{listed}?{urlencode({'round': found.pk, 'state': state})}",
                }
                for state, many in found_tubes.counts(reader, found.pk).items()
            ],
            "coming": [one for one in every if one["box"].state == "handed_over"],
            "come": [one for one in every if one["box"].state == "received"][:MOST],
            "files": found_tubes.files(found.pk)[:MOST],
        }
    return render(request, "sampling/laboratory.html", context)


@requires(RECEIVE)
def tubes(request: HttpRequest) -> HttpResponse:
    """The tubes of a round in a state."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, _ = words.round_of(request)
    state = request.GET.get("state", "")
    if found is None or state not in words.STATES:
        raise BadRequest("no such list")
    listed = found_tubes.tubes(reader, found.pk, state=state).order_by("site", "pk")
    shown = page(listed, ("site", "pk"), request.GET.get("after", ""))
    context = {
        "section": "sampling:laboratory",
        "round": found,
        "words": say(*words.STATES[state][:2]),
        "page": shown,
        "rows": [words.row(one) for one in shown.rows],
    }
    return render(request, "sampling/tubes.html", context)


@requires(RECEIVE)
def box(request: HttpRequest, number: int) -> HttpResponse:
    """A box: each tube that is in it is ticked, what is missing is not."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = found_tubes.box(reader, number)
    if request.method == "POST":
        try:
            there = [key_of(one) for one in request.POST.getlist("tube")]
            missing = actions.receive(box=number, tubes=there, by=reader)
            done(
                request,
                say(f"已接收 {len(there)} 管，缺 {missing} 管。", f"{len(there)} tubes received, {missing} missing."),
            )
        except ELSEWHERE:
            raise
        except Fault as fault:
            failed(request, fault)
        return redirect("sampling:box", number)
    context = words.box_row(found) | {
        "section": "sampling:laboratory",
        "rows": [words.row(one) for one in found_tubes.in_box(found)],
    }
    return render(request, "sampling/box.html", context)


@requires(RECEIVE)
def held(request: HttpRequest, number: int) -> HttpResponse:
    """The rows of a laboratory's file that wait, each with why and what to do."""
    found = found_tubes.file(number)
    reader: Reader = request.reader  # type: ignore[attr-defined]
    if not any(one.pk == found.round_id for one in found_tubes.sampling(reader)):
        raise NotHere.of("file")
    reasons = found_tubes.reasons()
    rows = [(row, say(reasons[reason].zh, reasons[reason].en)) for row, reason in found.held]
    return render(request, "sampling/held.html", {"section": "sampling:laboratory", "file": found, "rows": rows})


def _taken(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Takes a laboratory's file in."""
    round = key_of(request.POST.get("round", ""))
    try:
        with uploaded(request, en="Choose the laboratory's file.", zh="请选择实验室结果文件。") as path:
            name = request.POST.get("laboratory", "").strip()[:64]
            said = sampling.returned(round=round, path=path, laboratory_name=name, by=reader)
    except ELSEWHERE:
        raise
    except Fault as fault:
        failed(request, fault)
    else:
        good, again, waiting = (count(one) for one in (said.accepted, said.duplicate, len(said.held)))
        done(
            request,
            say(
                f"{good} 管有结果，重复 {again} 行，待处理 {waiting} 行。",
                f"{good} tubes have a result, {again} rows came before, {waiting} wait.",
            ),
        )
    return redirect(f"{reverse('sampling:laboratory')}?round={round}")
