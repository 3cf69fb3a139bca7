"""What is pressed at a door: I am going, leave it to others, what was found, take it back. Each answers with the page
that it was pressed on; without a script all the same."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian.access.faults import NoPurpose, NotAllowed, NotHere
from fangxian.access.gate import requires
from fangxian.apps.fieldport import asking, doors, finding
from fangxian.apps.fieldport.doors import Refused
from fangxian.fieldwork import actions, queries, rules
from fangxian.lib.fault import Fault

#: Faults that are a page of their own, and no sentence on this one.
ELSEWHERE = (NotHere, NotAllowed, NoPurpose)


@require_POST
@requires("tasks.work")
def take(request: HttpRequest) -> HttpResponse:
    """Sets out for all that is to be done at a door."""
    return _each(request, actions.take)


@require_POST
@requires("tasks.work")
def release(request: HttpRequest) -> HttpResponse:
    """Leaves it to others."""
    return _each(request, actions.release)


@require_POST
@requires("tasks.work")
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Says what was found of one of the people."""
    outcome, said = request.POST.get("outcome", ""), asking.said(request.POST)
    try:
        said |= _picked(request, outcome, said)
        visit = actions.report(
            line=number, outcome=outcome, said=said, click=click(request), by=request.reader  # type: ignore[attr-defined]
        )  # fmt: skip
    except ELSEWHERE:
        raise
    except Fault as fault:
        return _again(request, Refused(number, outcome, said, fault))
    return redirect(_back(request, visit=visit.pk))


@require_POST
@requires("tasks.work")
def nobody(request: HttpRequest) -> HttpResponse:
    """Nobody at home, of everybody whom the page asked for: each line with the key of its press."""
    pressed = [one.partition(":") for one in request.POST.getlist("line")]
    visit = None
    try:
        with transaction.atomic():
            for line, _, key in pressed:
                visit = actions.report(
                    line=key_of(line), outcome="not_at_home", said={}, click=key, by=request.reader  # type: ignore[attr-defined]
                )  # fmt: skip
    except ELSEWHERE:
        raise
    except Fault as fault:
        return _again(request, fault)
    return redirect(_back(request, **({"visit": visit.pk} if visit else {})))


@require_POST
@requires("tasks.work")
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Takes back what one has reported."""
    reader = request.reader  # type: ignore[attr-defined]
    try:
        actions.undo(visit=number, by=reader)
    except ELSEWHERE:
        raise
    except Fault as fault:
        return _again(request, fault)
    visit = queries.visit(reader, number)
    home = visit.line.task.dwelling_id
    place = reverse("fieldport:door", args=[home]) if home else reverse("fieldport:task", args=[visit.line.task_id])
    return redirect(f"{place}?{urlencode({'undone': number})}")


def _picked(request: HttpRequest, outcome: str, said: Mapping[str, str]) -> dict[str, str]:
    """The door that was typed and not picked, if it is the only one of that address. Raises a Fault where it is not."""
    found, typed = rules.outcomes().get(outcome), said.get(asking.TYPED, "")
    if found is None or "dwelling" not in found.fields or said.get("dwelling") or not typed:
        return {}
    like = finding.doors(request.reader, typed)  # type: ignore[attr-defined]
    if len(like) == 1:
        return {"dwelling": str(like[0][0])}
    if like:
        raise Fault(en="Choose one of the doors below.", zh="请在下面选择其中一户。")
    raise Fault(en="No door of your areas has this address: type it again.", zh="您的辖区内没有这个地址：请重新输入。")


def click(request: HttpRequest) -> str:
    """The name of the press of the button, which the page gave it."""
    found = request.POST.get("click", "")
    if not found or len(found) > 36:
        raise BadRequest("a form without its key")
    return found


def _each(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        with transaction.atomic():
            for one in request.POST.getlist("task"):
                act(task=key_of(one), by=request.reader)  # type: ignore[attr-defined]
    except ELSEWHERE:
        raise
    except Fault as fault:
        return _again(request, fault)
    return redirect(_back(request))


def _again(request: HttpRequest, refused: Refused | Fault) -> HttpResponse:
    """The page from which something was pressed, with why it could not be done."""
    if home := request.POST.get("door", ""):
        return doors.at_door(request, key_of(home), refused)
    return doors.of_task(request, key_of(request.POST.get("of", "")), refused)


def _back(request: HttpRequest, **told: int) -> str:
    home, task = request.POST.get("door", ""), request.POST.get("of", "")
    place = reverse("fieldport:door", args=[key_of(home)]) if home else reverse("fieldport:task", args=[key_of(task)])
    return f"{place}?{urlencode(told)}" if told else place


def key_of(text: str) -> int:
    """A key of a form."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadRequest("not a key")
    return int(text)
