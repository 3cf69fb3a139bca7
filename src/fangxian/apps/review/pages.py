"""Probable pairs, one after the other: what a row of a round says beside those whom it may be, decided by keys alone.

A decision is kept by what the row says, so that later rounds of the outbreak do not ask again (runs.judging); whoever
made it takes it back within a day. How people stand follows when the decisions are carried into their round.
"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Kind, Reader
from fangxian.apps.review import words
from fangxian.identity import queries as identity
from fangxian.identity.actions import VERB
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.queries import area_names, numbers_by_key, people_by_key
from fangxian.runs import judging
from fangxian.screening import queries
from fangxian.screening.queries import DATASET
from fangxian.web.formats import count
from fangxian.web.language import current, say

#: Rows of the queue on one page: whoever decides takes them one after the other.
SHOWN = 50
#: So many candidates have a key of their own.
KEYS = 9
_SKIPPED = "review.skipped"
_DAY = timedelta(hours=24)


@requires(VERB)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the nearly certain first, by why it is asked; what I have decided today; rounds to carry it into."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    asked = request.GET.get("reason", "")
    every = identity.best_first(reader, DATASET)
    reasons: dict[str, int] = {}
    for name in every.order_by().values_list("reason", flat=True):
        reasons[name] = reasons.get(name, 0) + 1
    if asked and asked not in words.REASONS:
        raise BadRequest("no such reason")
    found = identity.best_first(reader, DATASET, reason=asked)
    shown = list(found[:SHOWN])
    decided = list(identity.decided_by(reader, DATASET, clock.now() - _DAY)[:SHOWN])
    batches = {name: queries.batch(name) for name in {one.batch for one in (*shown, *decided)}}
    names = area_names(one.area_code for one in shown)
    context = {
        "section": "review:queue",
        "reason": asked,
        "reasons": [(name, words.reason(name), many) for name, many in sorted(reasons.items(), key=lambda r: -r[1])],
        "all": sum(reasons.values()),
        "whole": reasons.get(asked, 0) if asked else sum(reasons.values()),
        "rows": [_line(one, batches[one.batch], names) for one in shown],
        "decided": [_line(one, batches[one.batch], names) for one in decided],
        "rounds": _rounds([batches[one.batch] for one in decided]),
    }
    return render(request, "review/queue.html", context)


@requires(VERB)
def following(request: HttpRequest) -> HttpResponse:
    """The next that waits; those that were put off come again when all others have been seen."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    skipped = request.session.get(_SKIPPED, [])
    waiting = identity.best_first(reader, DATASET).values_list("pk", flat=True)
    found = waiting.exclude(pk__in=skipped).first()
    if found is None:
        request.session.pop(_SKIPPED, None)
        found = waiting.first()
    if found is None:
        messages.success(request, say("没有待核对的记录了。", "Nothing waits any more."), extra_tags="good")
        return redirect("review:queue")
    return redirect("review:pair", found)


@requires(VERB)
def pair(request: HttpRequest, number: int) -> HttpResponse:
    """A row beside its candidates; with a choice, decides."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    if request.method == "POST":
        return _decide(request, reader, number)
    one = identity.doubts(reader).filter(pk=number, dataset=DATASET).first()
    if one is None:
        raise NotHere.of("doubt")
    try:
        said = judging.said(doubt=number, by=reader)
    except Fault as fault:
        messages.error(request, fault.sentence(current()), extra_tags="bad")
        return redirect("review:queue")
    gate.opened(reader, kind="doubt", subject=number, area=one.area_code)
    people = [candidate["person"] for candidate in one.candidates]
    gate.listed(reader, kind="person", subjects=people, doubt=number)
    batch = queries.batch(one.batch)
    last = identity.decided_by(reader, DATASET, clock.now() - _DAY).first()
    context = {
        "section": "review:queue",
        "doubt": one,
        "reason": words.reason(one.reason),
        "batch": batch,
        "said": _shown(reader, said),
        "candidates": _candidates(reader, one.candidates),
        "left": identity.best_first(reader, DATASET).count(),
        "last": last.pk if last else None,
    }
    return render(request, "review/pair.html", context)


@require_POST
@requires(VERB)
def skip(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a row off until the others have been seen."""
    request.session[_SKIPPED] = [*request.session.get(_SKIPPED, []), number][-500:]
    return redirect("review:next")


@require_POST
@requires(VERB)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a decision of one's own back, and shows the row again."""
    try:
        judging.undo(doubt=number, by=request.reader)  # type: ignore[attr-defined]
    except Fault as fault:
        messages.error(request, fault.sentence(current()), extra_tags="bad")
        return redirect("review:queue")
    messages.success(request, say("已撤回，请重新核定。", "Taken back: decide again."), extra_tags="good")
    return redirect("review:pair", number)


@require_POST
@requires(VERB)
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Carries what was decided into a round: it is compared anew."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    if not reader.covers(queries.one(number).area_code):
        raise NotHere.of("round")
    try:
        changed = judging.follow(round=number, by=reader.account)
    except Fault as fault:
        messages.error(request, fault.sentence(current()), extra_tags="bad")
    else:
        told = say(
            f"已并入本轮，{count(changed)} 人状态变化。", f"Carried in: {count(changed)} people stand otherwise."
        )
        messages.success(request, told, extra_tags="good")
    return redirect("review:queue")


def _decide(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    chosen = request.POST.get("person", "")
    try:
        if chosen == "nobody":
            judging.nobody(doubt=number, by=reader)
        elif chosen.isdigit():
            people = identity.doubts(reader).filter(pk=number).values_list("candidates", flat=True).first() or []
            gate.listed(reader, kind="person", subjects=[one["person"] for one in people], doubt=number)
            judging.same(doubt=number, person=int(chosen), by=reader)
        else:
            raise Fault(en="Choose one of them, or nobody.", zh="请选择其中一人，或“都不是”。")
    except Fault as fault:
        messages.error(request, fault.sentence(current()), extra_tags="bad")
        return redirect("review:pair", number)
    return redirect("review:next")


def _shown(reader: Reader, said: Any) -> dict[str, str]:
    kinds: tuple[Kind, ...] = ("name", "number", "phone", "address")
    shown = {kind: gate.show(reader, kind, said.get(kind)) if said.get(kind) else "" for kind in kinds}
    return shown | {name: said.get(name) or "" for name in ("site", "sampled_at")}


def _candidates(reader: Reader, candidates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = [one["person"] for one in candidates]
    lines = {one.pk: one for one in people_by_key(reader, keys)}
    numbers = numbers_by_key(reader, keys)
    return [
        {
            "key": str(place) if place <= KEYS else "",
            "person": one["person"],
            "line": lines.get(one["person"]),
            "number": numbers.get(one["person"], ""),
            "score": words.sure(one["score"]),
            "agreed": words.agreed(one.get("agreed") or ""),
        }
        for place, one in enumerate(candidates, 1)
    ]


def _line(one: Any, batch: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "doubt": one,
        "reason": words.reason(one.reason),
        "area": names.get(one.area_code, one.area_code),
        "round": batch.round if batch else None,
        "file": batch.file if batch else one.batch,
        "many": len(one.candidates),
        "score": words.sure(one.candidates[0]["score"] if one.candidates else None),
        "url": reverse("review:pair", args=[one.pk]),
    }


def _rounds(batches: list[Any]) -> list[tuple[Any, int]]:
    found: dict[int, tuple[Any, int]] = {}
    for batch in batches:
        if batch is not None:
            round, many = found.get(batch.round_id, (batch.round, 0))
            found[batch.round_id] = (round, many + 1)
    return list(found.values())
