"""What may be registered twice, two and two: side by side with what agrees and what that is worth, decided by keys
alone. What a merge or its undoing would do stands on the page before it is done (law 11). People and organisations have
each a desk of their own (`desks`), which is all that differs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.review import words
from fangxian.apps.review.desks import DESKS, Desk
from fangxian.identity import actions as identity
from fangxian.identity import queries
from fangxian.identity.actions import VERB
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.queries import area_names
from fangxian.runs import merging
from fangxian.web.consequences import foreseen
from fangxian.web.language import say
from fangxian.web.telling import done, failed

#: Pairs of the queue on one page.
SHOWN = 50
_DAY = timedelta(hours=24)


@requires(VERB)
def queue(request: HttpRequest, kind: str) -> HttpResponse:
    """What waits, the surest first, by what speaks against it; what I have decided today. It names nobody."""
    reader, desk = _reader(request), DESKS[kind]
    asked = request.GET.get("reason")
    if asked and asked not in words.AGAINST_ONE:
        raise BadRequest("no such reason")
    reasons: dict[str, int] = {}
    for name in queries.alike(reader, kind=kind).order_by().values_list("reason", flat=True):
        reasons[name] = reasons.get(name, 0) + 1
    shown = list(queries.alike(reader, reason=asked, kind=kind)[:SHOWN])
    context = _common(desk) | {
        "asked": asked,
        "reasons": [
            (name, words.against(name, kind), many) for name, many in sorted(reasons.items(), key=lambda r: -r[1])
        ],
        "all": sum(reasons.values()),
        "whole": sum(reasons.values()) if asked is None else reasons.get(asked, 0),
        "rows": _lines(shown),
        "decided": _lines(list(queries.alike_decided_by(reader, clock.now() - _DAY, kind=kind)[:SHOWN])),
    }
    return render(request, "review/twice.html", context)


@requires(VERB)
def following(request: HttpRequest, kind: str) -> HttpResponse:
    """The next pair that waits; those that were put off come again when all others have been seen."""
    desk, skipped = DESKS[kind], _skipped(kind)
    waiting = queries.alike(_reader(request), kind=kind).values_list("pk", flat=True)
    found = waiting.exclude(pk__in=request.session.get(skipped, [])).first()
    if found is None:
        request.session.pop(skipped, None)
        found = waiting.first()
    if found is None:
        done(request, say(*desk.said["none_left"]))
        return redirect(desk.page())
    return redirect(desk.page("pair"), found)


@requires(VERB)
def pair(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Two records side by side, and what it would do to make them one; with a choice, decides."""
    reader, desk = _reader(request), DESKS[kind]
    one = queries.alike_pair(reader, number, kind=kind)
    if request.method == "POST":
        return _decide(request, reader, desk, one)
    beside = desk.look(reader, one)
    if beside is None:
        failed(request, Fault(zh=desk.said["elsewhere"][0], en=desk.said["elsewhere"][1]))
        return redirect(desk.page())
    decided = queries.alike_decided_by(reader, clock.now() - _DAY, kind=kind).first()
    context = _common(desk) | {
        "pair": one,
        "reason": words.against(one.reason, one.kind),
        "score": words.sure(one.score),
        "fields": beside.fields,
        "records": [(key, str(place), key == beside.kept) for place, key in enumerate((one.first, one.second), 1)],
        "facts": beside.facts,
        "left": queries.alike(reader, kind=kind).count(),
        "last": decided.pk if decided else None,
        "would": None if one.decided_at else foreseen(
            request, lambda: merging.merge(pair=number, kept=beside.kept, by=reader, kind=kind)
        ),
    }  # fmt: skip
    return render(request, "review/twice_pair.html", context)


@require_POST
@requires(VERB)
def skip(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Puts a pair off until the others have been seen."""
    skipped = _skipped(kind)
    request.session[skipped] = [*request.session.get(skipped, []), number][-500:]
    return redirect(DESKS[kind].page("next"))


@requires(VERB)
def undo(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Takes back what was decided of a pair, after having said what that would do."""
    reader, desk = _reader(request), DESKS[kind]
    one = queries.alike_pair(reader, number, kind=kind)
    back = reverse(desk.page("pair"), args=[number])
    records = (one.first, one.second)
    return _taken_back(request, desk, records, lambda: merging.undo(pair=number, by=reader, kind=kind), back)


@requires(VERB)
def unmerge(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Takes a merge back, after having said what that would do."""
    reader, desk = _reader(request), DESKS[kind]
    one = queries.merge_of(reader, number, kind=kind)
    back = reverse(desk.record, args=[one.kept])
    records = (one.kept, one.absorbed)
    return _taken_back(request, desk, records, lambda: identity.unmerge(merge=number, by=reader), back)


def _taken_back(
    request: HttpRequest, desk: Desk, records: tuple[int, int], act: Callable[[], object], back: str
) -> HttpResponse:  # fmt: skip
    desk.note(_reader(request), records)
    if request.method != "POST":
        context = _common(desk) | {"would": foreseen(request, act), "back": back}
        return render(request, "review/unmerge.html", context)
    try:
        act()
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say(*desk.said["done"]))
    return redirect(back)


def _decide(request: HttpRequest, reader: Reader, desk: Desk, one: Any) -> HttpResponse:
    chosen = request.POST.get("kept", "")
    desk.note(reader, (one.first, one.second), pair=one.pk)
    try:
        if chosen == "two":
            merging.two(pair=one.pk, by=reader, kind=desk.kind)
        elif chosen.isdigit():
            merging.merge(pair=one.pk, kept=int(chosen), by=reader, kind=desk.kind)
        else:
            raise Fault(zh=desk.said["choose"][0], en=desk.said["choose"][1])
    except Fault as fault:
        failed(request, fault)
        return redirect(desk.page("pair"), one.pk)
    return redirect(desk.page("next"))


def _common(desk: Desk) -> dict[str, Any]:
    urls = {name: desk.page(name) for name in ("next", "pair", "skip", "undo")}
    return {
        "section": "review:queue",
        "said": desk.words(),
        "urls": urls | {"queue": desk.page(), "record": desk.record},
    }


def _lines(pairs: list[Any]) -> list[dict[str, Any]]:
    names = area_names(one.area_code for one in pairs)
    return [
        {
            "pair": one,
            "reason": words.against(one.reason, one.kind),
            "area": names.get(one.area_code, one.area_code),
            "agreed": words.agreed(one.agreed),
            "score": words.sure(one.score),
        }
        for one in pairs
    ]


def _skipped(kind: str) -> str:
    return f"review.{DESKS[kind].urls}.skipped"


def _reader(request: HttpRequest) -> Reader:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader
