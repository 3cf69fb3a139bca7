"""People who may be registered twice, two and two: side by side with what agrees and what that is worth, decided by
keys alone. What a merge or its undoing would do stands on the page before it is done (law 11)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.review import words
from fangxian.identity import actions as identity
from fangxian.identity import queries
from fangxian.identity.actions import VERB
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.queries import area_names, fuller, numbers_by_key, people_by_key
from fangxian.runs import merging
from fangxian.web.consequences import foreseen
from fangxian.web.language import say
from fangxian.web.telling import done, failed

#: Pairs of the queue on one page.
SHOWN = 50
_SKIPPED = "review.twice.skipped"
_DAY = timedelta(hours=24)
#: Field of a pair -> the comparison that says how it agrees.
_FIELDS = {"name": "name", "number": "number", "sex": "", "born": "born", "phone": "phone", "address": "place"}


@requires(VERB)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the surest first, by what speaks against it; what I have decided today. It names nobody."""
    reader = _reader(request)
    asked = request.GET.get("reason")
    if asked and asked not in words.AGAINST_ONE:
        raise BadRequest("no such reason")
    reasons: dict[str, int] = {}
    for name in queries.alike(reader).order_by().values_list("reason", flat=True):
        reasons[name] = reasons.get(name, 0) + 1
    shown = list(queries.alike(reader, reason=asked)[:SHOWN])
    context = {
        "section": "review:queue",
        "asked": asked,
        "reasons": [(name, words.against(name), many) for name, many in sorted(reasons.items(), key=lambda r: -r[1])],
        "all": sum(reasons.values()),
        "whole": sum(reasons.values()) if asked is None else reasons.get(asked, 0),
        "rows": _lines(shown),
        "decided": _lines(list(queries.alike_decided_by(reader, clock.now() - _DAY)[:SHOWN])),
    }
    return render(request, "review/twice.html", context)


@requires(VERB)
def following(request: HttpRequest) -> HttpResponse:
    """The next pair that waits; those that were put off come again when all others have been seen."""
    waiting = queries.alike(_reader(request)).values_list("pk", flat=True)
    found = waiting.exclude(pk__in=request.session.get(_SKIPPED, [])).first()
    if found is None:
        request.session.pop(_SKIPPED, None)
        found = waiting.first()
    if found is None:
        done(request, say("没有待核对的重复登记了。", "Nobody waits who may be registered twice."))
        return redirect("review:twice")
    return redirect("review:twice-pair", found)


@requires(VERB)
def pair(request: HttpRequest, number: int) -> HttpResponse:
    """Two records side by side, and what it would do to make them one; with a choice, decides."""
    reader = _reader(request)
    one = queries.alike_pair(reader, number)
    both = [one.first, one.second]
    gate.listed(reader, kind="person", subjects=both, pair=number)
    if request.method == "POST":
        return _decide(request, reader, one)
    lines = people_by_key(reader, both)
    if len(lines) < len(both):
        failed(request, Fault(en="One of them is not in your areas.", zh="其中一人不在您的辖区内。"))
        return redirect("review:twice")
    kept = fuller(both)
    decided = queries.alike_decided_by(reader, clock.now() - _DAY).first()
    context = {
        "section": "review:queue",
        "pair": one,
        "reason": words.against(one.reason),
        "score": words.sure(one.score),
        "fields": _fields(reader, one, lines),
        "people": [(line, "12"[place], line.pk == kept) for place, line in enumerate(lines)],
        "left": queries.alike(reader).count(),
        "last": decided.pk if decided else None,
        "would": None if one.decided_at else foreseen(
            request, lambda: merging.merge(pair=number, kept=kept, by=reader)
        ),
    }  # fmt: skip
    return render(request, "review/twice_pair.html", context)


@require_POST
@requires(VERB)
def skip(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a pair off until the others have been seen."""
    request.session[_SKIPPED] = [*request.session.get(_SKIPPED, []), number][-500:]
    return redirect("review:twice-next")


@requires(VERB)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Takes back what was decided of a pair, after having said what that would do."""
    reader = _reader(request)
    one = queries.alike_pair(reader, number)
    back = reverse("review:twice-pair", args=[number])
    return _taken_back(request, (one.first, one.second), lambda: merging.undo(pair=number, by=reader), back)


@requires(VERB)
def unmerge(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a merge back, after having said what that would do."""
    reader = _reader(request)
    one = queries.merge_of(reader, number)
    back = reverse("desk:person", args=[one.kept])
    return _taken_back(request, (one.kept, one.absorbed), lambda: identity.unmerge(merge=number, by=reader), back)


def _taken_back(
    request: HttpRequest, people: tuple[int, int], act: Callable[[], object], back: str
) -> HttpResponse:  # fmt: skip
    gate.listed(_reader(request), kind="person", subjects=people)
    if request.method != "POST":
        context = {"section": "review:queue", "would": foreseen(request, act), "back": back}
        return render(request, "review/unmerge.html", context)
    try:
        act()
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say("已撤回，二人重新待核。", "Taken back: they wait to be decided again."))
    return redirect(back)


def _decide(request: HttpRequest, reader: Reader, one: Any) -> HttpResponse:
    chosen = request.POST.get("kept", "")
    try:
        if chosen == "two":
            merging.two(pair=one.pk, by=reader)
        elif chosen.isdigit():
            merging.merge(pair=one.pk, kept=int(chosen), by=reader)
        else:
            raise Fault(en="Choose which is kept, or that they are two.", zh="请选择保留哪一份，或“不是同一人”。")
    except Fault as fault:
        failed(request, fault)
        return redirect("review:twice-pair", one.pk)
    return redirect("review:twice-next")


def _fields(reader: Reader, one: Any, lines: Any) -> list[dict[str, Any]]:
    numbers = numbers_by_key(reader, [line.pk for line in lines])
    weighed = {field: (level, bits) for field, level, bits in one.weights}
    found = []
    for field, comparison in _FIELDS.items():
        said = [
            numbers.get(line.pk, "") if field == "number" else words.sex(line.sex) if field == "sex"
            else getattr(line, field)
            for line in lines
        ]  # fmt: skip
        level, bits = weighed.get(comparison, ("", None))
        how = words.agreed(f"{comparison}:{level}")[0] if level else None
        found.append({"field": words.field(field), "said": said, "how": how, "bits": bits})
    names = area_names(line.area_code for line in lines)
    areas = [names.get(line.area_code, line.area_code) for line in lines]
    return [*found, {"field": words.field("area"), "said": areas, "how": None, "bits": None}]


def _lines(pairs: list[Any]) -> list[dict[str, Any]]:
    names = area_names(one.area_code for one in pairs)
    return [
        {
            "pair": one,
            "reason": words.against(one.reason),
            "area": names.get(one.area_code, one.area_code),
            "agreed": words.agreed(one.agreed),
            "score": words.sure(one.score),
        }
        for one in pairs
    ]


def _reader(request: HttpRequest) -> Reader:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader
