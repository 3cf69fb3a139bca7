"""What is pressed: each does one thing, says what came of it, and goes back to the page that it was pressed on."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from fangxian.access.faults import NoPurpose, NotAllowed, NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.home_isolation import actions, words
from fangxian.isolation import actions as isolation
from fangxian.lib.fault import Fault
from fangxian.web.language import say
from fangxian.web.telling import done, failed

#: Faults that are a page of their own, and no sentence on this one.
ELSEWHERE = (NotHere, NotAllowed, NoPurpose)


@require_POST
@requires("isolation.work")
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """Takes an alert upon oneself."""
    reader = _reader(request)
    return _done(request, lambda: isolation.acknowledge(alert=number, by=reader), say("已接收。", "It is yours."))


@require_POST
@requires("isolation.work")
def explain(request: HttpRequest, number: int) -> HttpResponse:
    """Says what was found out of an alert."""
    post, reader = request.POST, _reader(request)
    return _done(
        request,
        lambda: isolation.explain(
            alert=number, how=post.get("how", ""), finding=post.get("finding", ""), said=post.get("said", ""), by=reader
        ),
        say("提醒已办结。", "The alert is settled."),
    )


@require_POST
@requires("isolation.work")
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Says whether a home is fit."""
    kept, reader = request.POST.getlist("kept"), _reader(request)
    return _done(
        request, lambda: actions.check_home(dwelling=number, kept=kept, by=reader),
        say("居家条件已登记。", "What the home has is recorded."),
    )  # fmt: skip


@require_POST
@requires("isolation.manage")
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Sends those of an unfit home where the protocol says."""
    reader = _reader(request)
    return _done(
        request, lambda: actions.move_out(dwelling=number, by=reader),
        say("已转为集中隔离；住处复核符合后可转回。", "They go to a site; once the home is fit they may come back."),
    )  # fmt: skip


@require_POST
@requires("isolation.manage")
def back(request: HttpRequest, number: int) -> HttpResponse:
    """Lets those come back whose home is fit after all."""
    reader = _reader(request)
    return _done(
        request,
        lambda: actions.move_back(dwelling=number, by=reader),
        say("已转回居家隔离，阶段和应做事项重新排定。", "At home again: stages and duties are drawn up anew."),
    )


@require_POST
@requires("isolation.work")
def notify(request: HttpRequest, number: int) -> HttpResponse:
    """Says that a household was told."""
    reader = _reader(request)
    return _done(request, lambda: actions.notify(dwelling=number, by=reader), say("已告知住户。", "They were told."))


@require_POST
@requires("isolation.work")
def temperature(request: HttpRequest, number: int) -> HttpResponse:
    """Takes down a temperature for somebody."""
    post, reader = request.POST, _reader(request)
    return _done(
        request,
        lambda: actions.take_temperature(
            dwelling=number, person=_key(post.get("person", "")), typed=post.get("celsius", ""), click=_click(request),
            by=reader,
        ),
        say("体温已登记。", "The temperature is recorded."),
    )  # fmt: skip


@require_POST
@requires("isolation.work")
def need(request: HttpRequest, number: int) -> HttpResponse:
    """Takes down what a household needs."""
    post, reader = request.POST, _reader(request)
    return _done(
        request,
        lambda: actions.ask(
            dwelling=number, kind=post.get("kind", ""), said=post.get("said", ""), click=_click(request), by=reader
        ),
        say("需求已登记。", "It is taken down."),
    )


@require_POST
@requires("isolation.work")
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """Promises to bring it, at a time of today."""
    reader, (starts, ends) = _reader(request), _window(request)
    return _done(
        request, lambda: actions.promise(need=number, starts_at=starts, ends_at=ends, by=reader),
        say("已认领，届时开门不再提醒。", "Promised: the door may open then."),
    )  # fmt: skip


@require_POST
@requires("isolation.work")
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Says that it was brought, or is not needed any more."""
    reader, met = _reader(request), request.POST.get("met") == "yes"
    return _done(
        request, lambda: actions.settle(need=number, met=met, by=reader),
        say("已办结。", "Settled.") if met else say("已取消。", "Cancelled."),
    )  # fmt: skip


@require_POST
@requires("isolation.work")
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """Says that somebody is expected at the door."""
    reader, (starts, ends), kind = _reader(request), _window(request), request.POST.get("kind", "")
    return _done(
        request,
        lambda: isolation.plan(
            dwelling=number, kind=kind, starts_at=starts, ends_at=ends, click=_click(request), by=reader
        ),
        say("已约定，届时开门不再提醒。", "Planned: the door may open then."),
    )


@require_POST
@requires("isolation.work")
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody is expected any more."""
    reader = _reader(request)
    return _done(request, lambda: isolation.cancel(visit=number, by=reader), say("已取消。", "Cancelled."))


@require_POST
@requires("isolation.manage")
def bind(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a device at the door."""
    reader, serial = _reader(request), request.POST.get("serial", "").strip()
    consented = request.POST.get("consented") == "yes"
    return _done(
        request, lambda: isolation.bind(serial=serial, dwelling=number, consented=consented, by=reader),
        say("门磁已绑定。", "The sensor is bound to this door."),
    )  # fmt: skip


@require_POST
@requires("isolation.manage")
def unbind(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a device off its door."""
    reader = _reader(request)
    return _done(request, lambda: isolation.unbind(binding=number, by=reader), say("门磁已解绑。", "It is taken off."))


def _reader(request: HttpRequest) -> Reader:
    found: Reader = request.reader  # type: ignore[attr-defined]
    return found


def _done(request: HttpRequest, act: Callable[[], object], sentence: str) -> HttpResponse:
    try:
        act()
    except ELSEWHERE:
        raise
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, sentence)
    back = request.POST.get("back", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("home_isolation:alerts")
    return redirect(back)


def _window(request: HttpRequest) -> tuple[datetime, datetime]:
    found = words.window(request.POST.get("window", ""))
    if found is None:
        raise BadRequest("no such time")
    return found


def _click(request: HttpRequest) -> str:
    found = request.POST.get("click", "")
    if not found or len(found) > 36:
        raise BadRequest("a form without its key")
    return found


def _key(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadRequest("not a key")
    return int(text)
