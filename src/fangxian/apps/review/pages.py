"""Probable pairs, one after the other: what a row of a round says beside those whom it may be, decided by keys alone.

A decision is kept by what the row says, so that later rounds of the outbreak do not ask again (runs.judging); whoever
made it takes it back within a day. How people stand follows when the decisions are carried into their round.
"""

from datetime import timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q
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
from fangxian.identity.events import ORGANISATION
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.queries import area_names, numbers_by_key, people_by_key
from fangxian.runs import deciding, evidence, judging
from fangxian.runs.evidence import DATASETS as EVIDENCE
from fangxian.screening import queries
from fangxian.screening.queries import DATASET
from fangxian.web.consequences import foreseen
from fangxian.web.formats import count
from fangxian.web.language import say
from fangxian.web.telling import done, failed

#: Where doubts come from: name -> its words, and the datasets.
SOURCES: dict[str, tuple[tuple[str, str], Q]] = {
    "rounds": (("检测结果", "Testing rounds"), Q(dataset=DATASET)),
    "evidence": (("佐证数据", "Evidence"), Q(dataset__in=EVIDENCE)),
    "registers": (("部门数据", "Departments' files"), ~Q(dataset__in=(DATASET, *EVIDENCE))),
}
#: Who says what a doubtful row of each says, decides it and takes that back.
_DESKS = {"rounds": judging, "evidence": evidence, "registers": deciding}
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
    source, datasets = _source(request)
    asked = request.GET.get("reason", "")
    reasons: dict[str, int] = {}
    for name in identity.best_first(reader, datasets).order_by().values_list("reason", flat=True):
        reasons[name] = reasons.get(name, 0) + 1
    if asked and asked not in words.REASONS:
        raise BadRequest("no such reason")
    shown = list(identity.best_first(reader, datasets, reason=asked)[:SHOWN])
    decided = list(identity.decided_by(reader, datasets, clock.now() - _DAY)[:SHOWN])
    batches = {name: queries.batch(name) for name in {one.batch for one in (*shown, *decided)}}
    names = area_names(one.area_code for one in shown)
    context = {
        "section": "review:queue",
        "source": source,
        "sources": [
            (name, say(*titles), identity.best_first(reader, which).count())
            for name, (titles, which) in SOURCES.items()
        ],
        "reason": asked,
        "reasons": [(name, words.reason(name), many) for name, many in sorted(reasons.items(), key=lambda r: -r[1])],
        "all": sum(reasons.values()),
        "twice": identity.alike(reader).count(),
        "doubles": identity.alike(reader, kind=ORGANISATION).count(),
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
    source, datasets = _source(request)
    skipped = request.session.get(_SKIPPED, [])
    waiting = identity.best_first(reader, datasets).values_list("pk", flat=True)
    found = waiting.exclude(pk__in=skipped).first()
    if found is None:
        request.session.pop(_SKIPPED, None)
        found = waiting.first()
    if found is None:
        done(request, say("没有待核对的记录了。", "Nothing waits any more."))
        return redirect(f"{reverse('review:queue')}?from={source}")
    return redirect("review:pair", found)


@requires(VERB)
def pair(request: HttpRequest, number: int) -> HttpResponse:
    """A row beside its candidates; with a choice, decides."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    if request.method == "POST":
        return _decide(request, reader, number)
    one = identity.doubts(reader).filter(pk=number).first()
    if one is None:
        raise NotHere.of("doubt")
    source = _source_of(one.dataset)
    try:
        said = _DESKS[source].said(doubt=number, by=reader)
    except Fault as fault:
        failed(request, fault)
        return redirect("review:queue")
    gate.opened(reader, kind="doubt", subject=number, area=one.area_code)
    candidates = [candidate for candidate in one.candidates if candidate["person"] is not None]
    if candidates:
        gate.listed(reader, kind="person", subjects=[candidate["person"] for candidate in candidates], doubt=number)
    batch = queries.batch(one.batch) if source == "rounds" else None
    last = identity.decided_by(reader, SOURCES[source][1], clock.now() - _DAY).first()
    context = {
        "section": "review:queue",
        "doubt": one,
        "reason": words.reason(one.reason),
        "source": source,
        "file": batch.file if batch else f"{one.dataset}/{one.batch}",
        "title": batch.round.name if batch else say(*SOURCES[source][0]),
        "said": _shown(reader, said),
        "candidates": _candidates(reader, candidates),
        "left": identity.best_first(reader, SOURCES[source][1]).count(),
        "last": last.pk if last else None,
    }
    return render(request, "review/pair.html", context)


@require_POST
@requires(VERB)
def skip(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a row off until the others have been seen."""
    request.session[_SKIPPED] = [*request.session.get(_SKIPPED, []), number][-500:]
    return _next(request.reader, number)  # type: ignore[attr-defined]


@requires(VERB)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a decision of one's own back, and shows the row again; of evidence, after having said what that would do.
    How people stand in a round follows when decisions are carried into it."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    desk = _DESKS[_source_of(identity.dataset_of(reader, number))]
    if request.method != "POST":
        would = foreseen(request, lambda: desk.undo(doubt=number, by=reader))
        return render(request, "review/undo.html", {"section": "review:queue", "would": would})
    try:
        desk.undo(doubt=number, by=reader)
    except Fault as fault:
        failed(request, fault)
        return redirect("review:queue")
    done(request, say("已撤回，请重新核定。", "Taken back: decide again."))
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
        failed(request, fault)
    else:
        told = say(
            f"已并入本轮，{count(changed)} 人状态变化。", f"Carried in: {count(changed)} people stand otherwise."
        )
        done(request, told)
    return redirect("review:queue")


def _decide(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    chosen, source = request.POST.get("person", ""), _source_of(identity.dataset_of(reader, number))
    where = _DESKS[source]
    people = identity.doubts(reader).filter(pk=number).values_list("candidates", flat=True).first() or []
    gate.listed(reader, kind="person", subjects=[one["person"] for one in people if one["person"]], doubt=number)
    try:
        if chosen == "nobody":
            where.nobody(doubt=number, by=reader)
        elif chosen == "new" and source == "registers":
            deciding.newcomer(doubt=number, by=reader)
        elif chosen.isdigit():
            where.same(doubt=number, person=int(chosen), by=reader)
        else:
            raise Fault(en="Choose one of them, or nobody.", zh="请选择其中一人，或“都不是”。")
    except Fault as fault:
        failed(request, fault)
        return redirect("review:pair", number)
    return _next(reader, number)


def _source(request: HttpRequest) -> tuple[str, Q]:
    name = request.GET.get("from") or "rounds"
    if name not in SOURCES:
        raise BadRequest("no such source")
    return name, SOURCES[name][1]


def _source_of(dataset: str) -> str:
    return "rounds" if dataset == DATASET else "evidence" if dataset in EVIDENCE else "registers"


def _next(reader: Reader, number: int) -> HttpResponse:
    source = _source_of(identity.dataset_of(reader, number))
    return redirect(f"{reverse('review:next')}?from={source}")


def _shown(reader: Reader, said: Any) -> dict[str, str]:
    kinds: tuple[Kind, ...] = ("name", "number", "phone", "address")
    said = {"number": said.get("id_number"), "born": said.get("birth_date"), **said}
    shown = {kind: gate.show(reader, kind, said.get(kind)) if said.get(kind) else "" for kind in kinds}
    born = gate.show(reader, "born", said["born"]) if said.get("born") else ""
    rest = ("site", "sampled_at", "organisation")
    return shown | {"born": born} | {name: said.get(name) or "" for name in rest}


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
        "file": batch.file if batch else f"{one.dataset}/{one.batch}",
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
