"""Why somebody is, or is not, followed, now or at any past moment, by what was known then (law 12)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.programmes.words import DUE, class_named, evidence_named, list_named, reason_named, stage_named
from fangxian.lib import clock
from fangxian.outbreak.queries import all_outbreaks
from fangxian.programme import queries
from fangxian.registry import queries as registry
from fangxian.runs import follow_up
from fangxian.web import moments
from fangxian.web.language import say


@requires("programme.read")
def why(request: HttpRequest, person: int) -> HttpResponse:
    """One person under each outbreak that is kept: in which class, by which list, what was due and what was done."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = registry.person(reader, person)
    at = moments.as_of(request)
    moment = at or clock.now()
    outbreaks = [one for one in all_outbreaks().exclude(state="proposed") if one.purged_at is None]
    context = {
        "section": "programmes:overview",
        "person": found,
        "as_of": at.astimezone(clock.LOCAL) if at else None,
        "now": clock.now().astimezone(clock.LOCAL),
        "outbreaks": [
            (one, [_row(one.pk, each) for each in follow_up.why(person, outbreak=one.pk, at=moment)])
            for one in outbreaks
        ],
        "codes": reader.can("codes.people"),
    }
    return render(request, "programmes/why.html", context)


def _row(outbreak: int, one: follow_up.Why) -> dict[str, Any]:
    due = [(each, one.due[each.pk][0]) for each in queries.due_of(one.enrolment) if each.pk in one.due]
    return {
        "why": one,
        "list": list_named(one.origin),
        "class": class_named(queries.classes(outbreak), one.person_class),
        "stage": stage_named(one.stage) if one.stage else "",
        "ended": reason_named("closed", one.ended) if one.ended else "",
        "due": [(evidence_named(each.evidence), each, say(*DUE[state][:2]), DUE[state][2]) for each, state in due],
    }
