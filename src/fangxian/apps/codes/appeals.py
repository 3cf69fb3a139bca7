"""The queue of appeals, and one of them: answered with a reason, by keyboard alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.codes import words
from fangxian.apps.codes.overview import SHOWN
from fangxian.healthcode import actions, queries
from fangxian.healthcode import appeals as sealed
from fangxian.healthcode.classes import answer_reasons, appeal_classes
from fangxian.healthcode.explaining import explain
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.queries import people_by_key
from fangxian.web.language import current, say
from fangxian.web.telling import done, failed


@requires("codes.answer")
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the first due first; what was answered lately."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    waiting = list(queries.appeals(reader)[:SHOWN])
    answered = list(queries.appeals(reader, waiting=False)[:20])
    keys = sorted({one.person for one in (*waiting, *answered)})
    gate.listed(reader, kind="person", subjects=keys, list="appeals")
    names = {one.pk: one.name for one in people_by_key(reader, keys)}
    now = clock.now()
    context = {
        "section": "codes:appeals",
        "waiting": [_line(one, names, now) for one in waiting],
        "answered": [_line(one, names, now) for one in answered],
        "many": queries.appeals(reader).count(),
    }
    return render(request, "codes/appeals.html", context)


@requires("codes.answer")
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One appeal beside what it is about; a key for each answer."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = queries.appeal(reader, number)
    gate.opened(reader, kind="person", subject=found.person, area=found.area_code)
    if request.method == "POST":
        return _answered(request, number)
    said = explain(found.person, None, current())
    every = (*said.standing, *said.over)
    signed = signatures(one.by for one in found.answers.all())
    context = {
        "section": "codes:appeals",
        "appeal": found,
        "line": _line(found, {line.pk: line.name for line in people_by_key(reader, [found.person])}, clock.now()),
        "text": sealed.opened(found),
        "about": next((one for one in every if one.restriction.pk == found.restriction_id), None),
        "said": said,
        "reasons": [
            (str(place), name, say(one.zh, one.en), one.outcome)
            for place, (name, one) in enumerate(answer_reasons().items(), 1)
        ],
        "answers": [
            (one, signed.get(one.by, say("系统（佐证已证明）", "the system: the evidence showed it")),
             words.answer_reason(one.reason), sealed.replied(found, one))
            for one in found.answers.all()
        ],
    }  # fmt: skip
    return render(request, "codes/appeal.html", context)


@requires("codes.answer")
def attachment(request: HttpRequest, number: int, attachment: int) -> HttpResponse:
    """A file that came with an appeal, as it came."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = queries.appeal(reader, number)
    gate.opened(reader, kind="person", subject=found.person, area=found.area_code, attachment=attachment)
    file = sealed.attached(found, attachment)
    return HttpResponse(file.content, content_type=file.kind, headers={"Content-Disposition": "inline"})


def _answered(request: HttpRequest, number: int) -> HttpResponse:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    try:
        given = actions.answer(
            appeal=number, reason=request.POST.get("reason", ""), text=request.POST.get("text", ""), by=reader
        )
    except Fault as fault:
        failed(request, fault)
        return redirect("codes:appeal", number)
    done(request, say(*words.APPEALS[given.state][:2]))
    return redirect("codes:appeals")


def _line(one: queries.Appeal, names: dict[int, str], now: object) -> dict[str, object]:
    zh, en, colour = words.APPEALS[one.state]
    return {
        "appeal": one,
        "name": names.get(one.person, ""),
        "about": words.appeal_class(one.name),
        "urgent": appeal_classes()[one.name].urgent,
        "why": words.reason(one.restriction.reason),
        "lays": words.state(one.restriction.colour or "held"),
        "state": say(zh, en),
        "colour": colour,
        "late": one.closed_at is None and one.due_at <= now,  # type: ignore[operator]
        "filed": say(*words.FILED[one.filed_as]),
    }
