"""An outbreak's protocol, version by version: what is in force, what it changed, what waits for a second person."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions, rules, wording
from fangxian.outbreak.permission import may
from fangxian.outbreak.queries import all_outbreaks, outbreak_of, versions
from fangxian.web.consequences import foreseen
from fangxian.web.language import said, say
from fangxian.web.telling import done, failed

#: State -> its words, and the colour of its tag.
STATES = {
    "proposed": ("待另一人批准", "Waits for a second person", "warn"),
    "in_force": ("现行", "In force", "accent"),
    "superseded": ("已被替代", "Superseded", ""),
}
#: Paths whose differences say nothing beside the version's heading.
_SAID = ("pack", "overlay")


@requires("outbreak.read")
def protocol(request: HttpRequest, number: int) -> HttpResponse:
    """Every version, the latest first, each with what differs from the one before."""
    outbreak = all_outbreaks().filter(pk=number).first()
    if outbreak is None:
        raise NotHere.of("outbreak")
    reader = request.reader  # type: ignore[attr-defined]
    found = list(versions(number))
    signed = signatures({name for one in found for name in (one.proposed_by, one.approved_by) if name})
    allowed = may(reader, outbreak.area_code)
    context = {
        "section": "protocols:packs",
        "outbreak": outbreak,
        "versions": [
            _row(one, before, signed, reader.account) for one, before in zip(found, [*found[1:], None], strict=True)
        ],
        "waits": any(one.state == "proposed" for one in found),
        "active": outbreak.state == "active",
        "may": allowed,
    }
    waiting = next((one for one in found if one.state == "proposed" and one.proposed_by != reader.account), None)
    if waiting is not None and context["active"] and allowed["approve"]:
        context["would"] = foreseen(request, lambda: actions.approve_protocol(version=waiting.pk, by=reader))
    return render(request, "protocols/protocol.html", context)


ACTS: dict[str, tuple[Callable[..., Any], str, str]] = {
    "approve": (
        actions.approve_protocol,
        "已批准，新纳管人员按此执行。",
        "Approved: who is enrolled from now on is under it.",
    ),
    "withdraw": (actions.withdraw_protocol, "已撤回。", "Taken back."),
}


@require_POST
@requires("outbreak.read")
def act(request: HttpRequest, version: int, verb: str) -> HttpResponse:
    """Approves or takes back a change; the action itself says who may."""
    outbreak = outbreak_of(version)
    if verb not in ACTS or outbreak is None:
        raise NotHere.of("act")
    do, zh, en = ACTS[verb]
    try:
        do(version=version, by=request.reader)  # type: ignore[attr-defined]
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say(zh, en))
    return redirect("protocols:protocol", outbreak)


def _row(one: Any, before: Any, signed: dict[str, str], reader: str) -> dict[str, Any]:
    zh, en, colour = STATES[one.state]
    named = wording.called(one.content)
    return {
        "version": one,
        "state": say(zh, en),
        "colour": colour,
        "overlay": say(one.overlay.get("zh", ""), one.overlay.get("en", "")),
        "reason": one.overlay.get("reason", ""),
        "set": [(_place(path, named), wording.value(value)) for path, value in one.overlay.get("set", {}).items()],
        "proposer": signed.get(one.proposed_by, one.proposed_by),
        "approver": signed.get(one.approved_by, one.approved_by),
        "mine": one.proposed_by == reader,
        "first": before is None,
        "differences": _differences(before, one, named) if before else [],
    }


def _differences(before: Any, after: Any, named: Any) -> list[tuple[str, str, str]]:
    """Place, before and after, in words; a class that is new or gone is one line."""
    found = {one.path: one for one in rules.differences(before.content, after.content)}
    both = {**wording.called(before.content), **named}
    whole = {
        f"classes.{name}": (name in before.content["classes"], name in after.content["classes"])
        for name in {*before.content["classes"], *after.content["classes"]}
    }
    told = [
        (_place(path, both), say("有", "there") if was else "–", say("有", "there") if now else "–")
        for path, (was, now) in sorted(whole.items())
        if was != now
    ]
    one_sided = tuple(f"{path}." for path, (was, now) in whole.items() if was != now)
    return told + [
        (_place(path, both), wording.value(one.before), wording.value(one.after))
        for path, one in found.items()
        if path not in _SAID and not path.startswith(one_sided)
    ]


def _place(path: str, named: Any) -> str:
    return said(wording.place(path, named))
