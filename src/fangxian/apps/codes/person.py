"""One person's code: what it shows and why, what it showed before, and an appeal on their behalf."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.codes import words
from fangxian.healthcode import actions
from fangxian.healthcode.classes import appeal_classes
from fangxian.healthcode.explaining import Because, Explanation, explain
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import queries as registry
from fangxian.web import moments
from fangxian.web.language import current, say
from fangxian.web.telling import done, failed


@requires("codes.people")
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody's code now, or at a past moment (`as_of`: 2022-09-09T14:30; a day alone is its end)."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = registry.person(reader, number)
    at = moments.as_of(request)
    said = explain(number, at, current())
    context = {
        "section": "codes:overview",
        "person": found,
        "said": said,
        "state": words.state(said.shown.state),
        "tag": words.TAGS[said.shown.state],
        "signed": _signed(said),
        "as_of": at.astimezone(clock.LOCAL) if at else None,
        "now": clock.now().astimezone(clock.LOCAL),
        "classes": [(name, words.appeal_class(name)) for name in appeal_classes()],
        "files": reader.can("codes.people") and at is None,
    }
    return render(request, "codes/person.html", context)


@require_POST
@requires("codes.people")
def appeal(request: HttpRequest, number: int, restriction: int) -> HttpResponse:
    """Files an appeal on behalf of somebody."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    try:
        actions.file(
            restriction=restriction, name=request.POST.get("name", ""), text=request.POST.get("text", ""), by=reader
        )
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say("已代为提交申诉。", "The appeal is filed."))
    return redirect("codes:person", number)


def _signed(said: Explanation) -> list[tuple[Because, str]]:
    """Restrictions that stand, each with who decided."""
    names = signatures(name for one in said.standing for name in (one.restriction.issuer, one.restriction.second))
    return [
        (
            one,
            "、".join(
                names.get(name, name)
                for name in (one.restriction.issuer, one.restriction.second)
                if name not in ("", "system")
            )
            or say("按规则自动产生", "a rule"),
        )
        for one in said.standing
    ]
