"""What is due of oneself now, and one's own temperature and symptoms: evidence for what the protocol asks, and no more.
Whoever is asked for nothing cannot type anything."""

import uuid
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.mycode.own import own
from fangxian.evidence import actions as evidence
from fangxian.evidence import temperatures
from fangxian.evidence.rules import kinds
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.programme import queries as programme
from fangxian.web.language import say
from fangxian.web.telling import done, failed

VERB = "own.report"
_TYPED = "temperature"


def due(person: int) -> dict[str, Any]:
    """What is due of somebody now, each by when; whether a temperature is, and the key of the form for it."""
    found = _open(person)
    return {
        "due": [(say(kinds()[one.evidence].zh, kinds()[one.evidence].en), one.due_at) for one in found],
        "measures": any(one.evidence == _TYPED for one in found),
        "click": uuid.uuid4().hex,
    }


@require_POST
@requires(VERB)
def measure(request: HttpRequest) -> HttpResponse:
    """Takes down one's own temperature, and that one has symptoms where one says so."""
    person, reader = own(request)
    click = request.POST.get("click", "")
    if not click or len(click) > 36:
        raise BadRequest("a form without its key")
    try:
        _take(person, request.POST.get("celsius", ""), request.POST.get("symptom") == "yes", click, reader)
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say("已填报，计入今日应做事项。", "It is taken down, and counts as what was due."))
    return redirect("mycode:code")


def _take(person: int, typed: str, symptom: bool, click: str, by: Reader) -> None:
    outbreaks = sorted({one.enrolment.outbreak_id for one in _open(person) if one.evidence == _TYPED})
    if not outbreaks:
        raise Fault(en="No temperature is asked of you now: nothing was kept.", zh="目前无需填报体温：未留存任何内容。")
    degrees, finding = temperatures.read(typed)
    for outbreak in outbreaks:
        evidence.record(
            outbreak=outbreak, kind=_TYPED, person=person, at=clock.now(), finding=finding,
            key=f"temperature/{click}/{person}", said={"celsius": str(degrees)}, by=by.account,
        )  # fmt: skip
        if symptom:
            evidence.record(
                outbreak=outbreak, kind="symptom", person=person, at=clock.now(), finding="symptom",
                key=f"symptom/{click}/{person}", by=by.account,
            )  # fmt: skip


def _open(person: int) -> list[Any]:
    now = clock.now()
    found: list[Any] = []
    for one in programme.enrolments_of(person):
        rows = programme.due_of(one.pk).filter(state="open", from_at__lte=now, until_at__gt=now)
        found += rows.select_related("enrolment")
    return sorted(found, key=lambda one: one.due_at)
