"""What one has reported in the last day, to take back; and what was closed for one. Doors, no names."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.fieldport import lists, words
from fangxian.fieldwork import queries, rules
from fangxian.fieldwork.actions import VERB
from fangxian.lib import clock
from fangxian.web.language import say

#: Tasks that were closed lately and are shown at once.
MOST = 200


@requires("tasks.read")
def done(request: HttpRequest) -> HttpResponse:
    """What was reported, what was settled today in the area, and what was closed without a visit."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = lists.area_of(request)
    settled = list(queries.done_today(reader, area=area))
    closed = queries.closed(reader, area=area).exclude(closed_for=rules.VISITED)
    context = {
        "section": "fieldport:done",
        "may": reader.can(VERB),
        "area": area,
        "reported": [_visit(one) for one in queries.reported(reader)],
        "settled": [_task(one) for one in settled],
        "closed": [_task(one) for one in closed[:MOST]],
        "many": closed.count(),
    }
    return render(request, "fieldport/done.html", context)


def _visit(one: Any) -> dict[str, Any]:
    task = one.line.task
    return _task(task) | {
        "visit": one,
        "at": words.hour(one.at),
        "outcome": words.outcome(one.outcome),
        "undoable": one.undone_at is None and clock.now() - one.at <= rules.UNDONE_WITHIN,
    }


def _task(task: Any) -> dict[str, Any]:
    home = task.dwelling
    return {
        "kind": say(*words.KINDS[task.kind]),
        "address": home.address if home else say("没有住址的任务", "A task without a door"),
        "url": reverse("fieldport:door", args=[home.pk]) if home else reverse("fieldport:task", args=[task.pk]),
        "at": words.hour(task.closed_at),
        "outcome": words.outcome(task.closed_for),
    }
