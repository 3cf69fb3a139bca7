"""One request: what was asked for, what was granted of it, its key, its files and how much was taken."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian import contracts
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.sharing import words
from fangxian.apps.sharing.acting import acted
from fangxian.apps.sharing.asking import field_rows
from fangxian.apps.sharing.lists import rows_of
from fangxian.contracts import Contract
from fangxian.exchange import outbox
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.queries import area_names
from fangxian.sharing import actions, queries
from fangxian.sharing.queries import Request
from fangxian.web.areas import area_choices
from fangxian.web.language import say
from fangxian.web.telling import failed


@requires("sharing.read")
def request_page(request: HttpRequest, number: int) -> HttpResponse:
    """The request as it stands; whoever decides finds the answer's form on it."""
    return _shown(request, number)


@require_POST
@requires("sharing.ask")
def key(request: HttpRequest, number: int) -> HttpResponse:
    """Makes a key, and shows it this once; the one before works no more."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    try:
        made = actions.make_key(grant=number, by=reader)
    except Fault as fault:
        failed(request, fault)
        return redirect("sharing:request", number)
    answer = _shown(request, number, key=made)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@requires("sharing.ask")
def drop_key(request: HttpRequest, number: int) -> HttpResponse:
    """Puts an end to the key; another can be taken."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    ended = say("密钥已停用。", "The key works no more.")
    return acted(request, number, lambda: actions.drop_key(grant=number, by=reader), ended)


@require_POST
@requires("sharing.ask")
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Asks no more."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return acted(request, number, lambda: actions.take_back(request=number, by=reader), say("已撤回。", "Taken back."))


def _shown(request: HttpRequest, number: int, *, key: str = "") -> HttpResponse:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = queries.request(reader, number)
    contract = contracts.load(found.dataset)
    (row,) = rows_of([found])
    grant, decision = getattr(found, "grant", None), getattr(found, "decision", None)
    state = queries.state_of(found)
    answers = state == "waiting" and queries.may_answer(reader, found)
    signed = signatures(filter(None, (decision and decision.by, grant and grant.ended_by)))
    context = row | {
        "section": "sharing:list",
        "asked": found,
        "contract": contract,
        "class": words.sharing_class(contract),
        "fields": _fields(contract, found, grant),
        "decision": decision,
        "decided_by": words.hand(decision.by, signed) if decision else "",
        "grant": grant,
        "granted_area": area_names([grant.area_code]).get(grant.area_code, grant.area_code) if grant else "",
        "ended_by": words.hand(grant.ended_by, signed) if grant else "",
        "mine": found.asked_by == reader.account,
        "stands": state in ("standing", "coming"),
        "answers": answers,
        "answered_by": words.answered_by(found) if state == "waiting" else "",
        "withdraws": state in ("standing", "coming") and queries.may_end(reader, found),
        "choices": field_rows(contract, found.columns, found.columns) if answers else [],
        "areas": area_choices([found.area_code]) if answers else [],
        "last_day": (found.until - timedelta(microseconds=1)).astimezone(clock.LOCAL).date().isoformat(),
        "key": key,
        "address": request.build_absolute_uri(reverse("sharing:rows", args=[grant.pk])) if grant else "",
        "files": [{**one.said, "name": one.name} for one in outbox.files(grant.pk)] if grant else [],
        "turned_away": sum(one.calls for one in queries.rejections(grant.pk)) if grant else 0,
        "limits": queries.limits(),
    }
    return render(request, "sharing/request.html", context)


def _fields(contract: Contract, found: Request, grant: Any) -> list[dict[str, Any]]:
    """Each field that was asked for, and how it was granted ('' not at all)."""
    given = grant.fields if grant else {}
    return [
        {
            "field": contract.field(name),
            "personal": contract.field(name).classification == "scrub",
            "asked": say(*words.SHOWN[shown]),
            "granted": say(*words.SHOWN[given[name]]) if name in given else "",
            "narrower": bool(grant) and given.get(name) != shown,
        }
        for name, shown in found.columns.items()
    ]
