"""One person's follow-up: its stages on a line of time, what is due with what settled it, and what may be done."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.programmes.words import (
    CHANGES,
    DUE,
    STATES,
    class_named,
    evidence_named,
    list_named,
    reason_named,
    stage_named,
)
from fangxian.boards import queries as boards
from fangxian.evidence import queries as evidence
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import version_in_force, versions
from fangxian.programme import actions, queries
from fangxian.programme.words import reasons
from fangxian.web.consequences import foreseen
from fangxian.web.language import say
from fangxian.web.telling import done, failed

MANAGE = "programme.manage"


@requires("programme.read")
def page(request: HttpRequest, enrolment: int) -> HttpResponse:
    """One enrolment."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = queries.one(reader, enrolment)
    gate.opened(reader, kind="person", subject=found.person, area=found.area_code)
    card = boards.cards_of(reader, [found.person]).get(found.person)
    classes = queries.classes(found.outbreak_id)
    zh, en, colour = STATES[found.state]
    facts = {one.pk: one for one in evidence.facts_of(reader, found.person, outbreak=found.outbreak_id)}
    manages = reader.can(MANAGE) and found.state in queries.STANDING
    context = {
        "section": "programmes:overview",
        "one": found,
        "name": gate.show(reader, "name", card.name) if card else "",
        "address": gate.show(reader, "address", card.address) if card else "",
        "class_words": class_named(classes, found.person_class),
        "state": say(zh, en),
        "colour": colour,
        "closed_for": reason_named("closed", found.closed_for) if found.closed_for else "",
        "stages": [_stage(one, found.stage) for one in queries.stages([enrolment]).get(enrolment, [])],
        "due": [_due(one, facts) for one in queries.due_of(enrolment)],
        "list_called": list_named(found.roll.origin),
        "history": [(one, say(*CHANGES[one.what])) for one in queries.history(enrolment)[:60]],
        "manages": manages,
        "protocol_opens": reader.can("outbreak.read"),
        "waivers": _choices("waivers"),
        "ends": [one for one in _choices("closed") if one[0] in _BY_HAND],
    }
    context |= _version(request, found, manages=manages)
    return render(request, "programmes/one.html", context | _transfer(request, found, manages=manages))


def _transfer(request: HttpRequest, found: queries.Enrolment, *, manages: bool) -> dict[str, Any]:
    """`?act=transfer&place=`: what moving somebody to another place would do. Where they were before the last move."""
    if not manages:
        return {}
    last = next((one for one in queries.history(found.pk) if one.what == "transferred"), None)
    before = last.payload.get("before") if last is not None and last.payload["place"] == found.place else None
    said: dict[str, Any] = {"came_from": before}
    going = request.GET.get("place", found.place).strip()[:PLACE]
    if request.GET.get("act") == "transfer" and going != found.place:
        reader: Reader = request.reader  # type: ignore[attr-defined]
        act = partial(actions.transfer, enrolment=found.pk, place=going, by=reader)
        said |= {"transferring": True, "going": going, "would": foreseen(request, act)}
    return said


def _version(request: HttpRequest, found: queries.Enrolment, *, manages: bool) -> dict[str, Any]:
    """Under which version they are, whether another is in force, what was asked of that, and what it would do."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    known = {one.pk: one for one in versions(found.outbreak_id)}
    step, in_force = queries.last_step(found.pk), version_in_force(found.outbreak_id)
    waits = manages and step is not None and step.what == "move_asked"
    moved = manages and step is not None and step.what == "moved"
    said: dict[str, Any] = {
        "version": known[found.protocol_id],
        "newer": known[in_force] if in_force not in (None, found.protocol_id) else None,
        "waits": waits,
        "own": waits and step is not None and step.by == reader.account,
        "moved": moved,
        "undoing": moved and request.GET.get("act") == "undo",
    }
    if waits and not said["own"]:
        said["would"] = foreseen(request, lambda: actions.approve_move(enrolment=found.pk, by=reader))
    elif said["undoing"]:
        said["would"] = foreseen(request, lambda: actions.undo_move(enrolment=found.pk, by=reader))
    return said


#: A place's name is as long as this at most.
PLACE = 64
#: For what somebody may end a programme by hand.
_BY_HAND = ("early", "moved_out", "died", "enrolled_wrongly")


@requires(MANAGE)
@require_POST
def act(request: HttpRequest, enrolment: int, act: str) -> HttpResponse:
    """Transfers, moves to another version of the protocol, approves a release, or lets go."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    acts: dict[str, Callable[[], object]] = {
        "transfer": lambda: actions.transfer(enrolment=enrolment, place=request.POST.get("place", ""), by=reader),
        "approve": lambda: actions.approve_release(enrolment=enrolment, by=reader),
        "ask-move": lambda: actions.ask_move(enrolment=enrolment, by=reader),
        "approve-move": lambda: actions.approve_move(enrolment=enrolment, by=reader),
        "refuse-move": lambda: actions.refuse_move(enrolment=enrolment, by=reader),
        "undo-move": lambda: actions.undo_move(enrolment=enrolment, by=reader),
        "release": lambda: actions.release(enrolment=enrolment, reason=_by_hand(request), by=reader),
    }
    return _done(request, acts, act, enrolment)


@requires(MANAGE)
@require_POST
def act_on_due(request: HttpRequest, obligation: int, act: str) -> HttpResponse:
    """Waives something due, or takes that back."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    reason, back = request.POST.get("reason", ""), request.POST.get("enrolment", "")
    acts: dict[str, Callable[[], object]] = {
        "waive": lambda: actions.waive(obligation=obligation, reason=reason, by=reader),
        "unwaive": lambda: actions.unwaive(obligation=obligation, by=reader),
    }
    if not back.isdigit():
        raise BadRequest("whose?")
    return _done(request, acts, act, int(back))


def _done(request: HttpRequest, acts: dict[str, Callable[[], object]], act: str, enrolment: int) -> HttpResponse:
    if act not in acts:
        raise BadRequest("no such act")
    try:
        acts[act]()
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say("已办理。", "Done."))
    return redirect("programmes:one", enrolment)


def _by_hand(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "")
    return reason if reason in _BY_HAND else ""


def _choices(kind: str) -> list[tuple[str, str]]:
    return [(name, say(words.zh, words.en)) for name, words in reasons()[kind].items()]


def _stage(one: Any, begun: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "one": one,
        "words": stage_named(one.kind),
        "past": one.ends_at <= now,
        "now": one.number == begun and one.ends_at > now,
    }


def _due(one: Any, facts: dict[int, Any]) -> dict[str, Any]:
    state = "late" if one.state == "overdue" and one.fact is not None else one.state
    zh, en, colour = DUE[state]
    fact = facts.get(one.fact or 0)
    return {
        "one": one,
        "words": evidence_named(one.evidence),
        "state": say(zh, en),
        "colour": colour,
        "fact": fact,
        "waivable": one.state == "open" or (one.state == "overdue" and one.fact is None),
    }
