"""The owner's answer: granted as asked or narrower, refused, or ended; each with its reason."""

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from fangxian import contracts
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.sharing.acting import acted
from fangxian.apps.sharing.asking import fields_in
from fangxian.lib import clock
from fangxian.sharing import actions, queries
from fangxian.sharing.faults import Unfit
from fangxian.web.language import say


@require_POST
@requires(queries.DECIDE, queries.STAND_IN)
def grant(request: HttpRequest, number: int) -> HttpResponse:
    """Grants what the form leaves of the request."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, typed = queries.request(reader, number), request.POST
    fields = fields_in(typed, contracts.load(found.dataset))
    return acted(
        request,
        number,
        lambda: actions.grant(
            request=number,
            why=typed.get("why", ""),
            by=reader,
            fields=fields,
            area=typed.get("area_code", ""),
            until=_until(typed.get("until", ""), found.until),
        ),
        say("已批准。", "Granted."),
    )


@require_POST
@requires(queries.DECIDE, queries.STAND_IN)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Refuses it."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    why = request.POST.get("why", "")
    return acted(
        request, number, lambda: actions.refuse(request=number, why=why, by=reader), say("已退回。", "Refused.")
    )


@require_POST
@requires(queries.DECIDE, queries.STAND_IN)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Ends the grant now."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    why = request.POST.get("why", "")
    return acted(
        request,
        number,
        lambda: actions.withdraw(grant=number, why=why, by=reader),
        say("已收回，即时失效。", "Withdrawn: it ended this moment."),
    )


def _until(typed: str, asked: datetime) -> datetime:
    """The end of a day, or on its last what was asked for. Raises Unfit for what is no day."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Unfit(en="Until when? Write a day.", zh="请填写截止日期。") from None
    end = datetime.combine(day + timedelta(days=1), time(), clock.LOCAL)
    return asked if asked <= end < asked + timedelta(days=1) else end
