"""What is done by hand: asked for with evidence for each, shown with its consequences, decided by another person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.codes import words
from fangxian.healthcode import actions, queries, stopping
from fangxian.healthcode.actions import Named
from fangxian.healthcode.grounds import known
from fangxian.healthcode.queries import Proposal
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import active, protocol, version_in_force
from fangxian.registry.queries import people_by_key
from fangxian.web.language import say
from fangxian.web.telling import done, failed

_ACTS = {"approve": actions.approve, "refuse": actions.refuse, "withdraw": actions.withdraw, "undo": actions.undo}
_STOPS = {"confirm": stopping.confirm, "refuse": stopping.refuse}


@requires("codes.read")
def proposals(request: HttpRequest) -> HttpResponse:
    """What was asked for by hand, the latest first; acts that wait for a second person."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = queries.proposals(reader)
    stops = list(queries.stops()) if reader.can("codes.approve") else []
    signed = signatures(name for one in (*found, *stops) for name in _officers(one))
    context = {
        "section": "codes:proposals",
        "rows": [_line(one, signed) for one in found],
        "stops": [(one, words.stopped(one.act), signed.get(one.asked_by, one.asked_by)) for one in stops],
        "proposes": reader.can("codes.propose"),
        "me": reader.account,
    }
    return render(request, "codes/proposals.html", context)


@requires("codes.propose")
def new(request: HttpRequest) -> HttpResponse:
    """Asks for a restriction by hand. A line a person: their key, then the evidence for them."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    outbreaks = [one for area in reader.areas for one in active(area)]
    version = version_in_force(outbreaks[0].pk) if outbreaks else None
    effects = protocol(version).effects if version is not None else {}
    if request.method == "POST" and outbreaks:
        try:
            uploaded = request.FILES.get("file")
            text = uploaded.read(200_000).decode("utf-8-sig") if uploaded else request.POST.get("lines", "")
            made = actions.propose(
                outbreak=outbreaks[0].pk, kind="restrict", named=_named(text), by=reader,
                effect=request.POST.get("effect", ""), listed=uploaded is not None,
            )  # fmt: skip
        except Fault as fault:
            failed(request, fault)
            return redirect("codes:propose")
        done(request, say("已提请，须由另一人审批。", "Asked for: another person decides."))
        return redirect("codes:proposal", made.pk)
    person = request.GET.get("person", "")
    there = known(outbreaks[0].pk, [int(person)]) if outbreaks and person.isdigit() else {}
    context = {
        "section": "codes:proposals",
        "effects": [
            (name, words.reason(one.reason), words.state(one.colour or "held")) for name, one in effects.items()
        ],
        "lines": "".join(f"{key} {' '.join(found)}\n" for key, found in there.items()),
    }
    return render(request, "codes/propose.html", context)


@requires("codes.read")
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One proposal: for what reason, on what evidence, and what it would do to each code."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, lines = queries.proposal(reader, number)
    keys = [one.person for one in lines]
    names = {}
    if reader.can("people.read"):
        gate.listed(reader, kind="person", subjects=keys, proposal=number)
        names = {one.pk: one.name for one in people_by_key(reader, keys)}
    signed = signatures(_officers(found))
    now, then = queries.shown_of(keys), queries.would_show(found, lines)
    context = {
        "section": "codes:proposals",
        "line": _line(found, signed),
        "mine": found.proposed_by == reader.account,
        "decides": reader.can("codes.approve"),
        "rows": [
            {
                "person": one.person,
                "name": names.get(one.person, ""),
                "evidence": one.evidence,
                "now": words.state(now[one.person].state),
                "then": words.state(then[one.person]),
                "changes": now[one.person].state != then[one.person],
            }
            for one in lines
        ],
        "people": reader.can("codes.people"),
    }
    return render(request, "codes/proposal.html", context)


@require_POST
@requires("codes.read")
def decide(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Approves, refuses, withdraws or undoes; the act asks for what it takes."""
    if act not in _ACTS:
        raise NotHere.of("proposal")
    try:
        found = _ACTS[act](proposal=number, by=request.reader)  # type: ignore[attr-defined]
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say(*words.STATES[found.state][:2]))
    return redirect("codes:proposal", number)


@require_POST
@requires("codes.approve")
def stop(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Lets an act that was stopped go on, or not."""
    if act not in _STOPS:
        raise NotHere.of("stop")
    try:
        _STOPS[act](stop=number, by=request.reader)  # type: ignore[attr-defined]
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say("已记录。", "Noted."))
    return redirect("codes:proposals")


def _named(text: str) -> list[Named]:
    """The lines of a list: key and references, between blanks or commas."""
    found = []
    for line in text.splitlines():
        first, *evidence = line.replace(",", " ").replace("，", " ").split() or [""]
        if not first:
            continue
        if not first.isdigit():
            raise Fault(
                en="Each line begins with a person's key, and then says the evidence.",
                zh="每行先写人员编号，再写佐证编号。",
            )
        found.append(Named(int(first), tuple(evidence)))
    return found


def _officers(one: Any) -> tuple[str, ...]:
    return (getattr(one, "proposed_by", ""), getattr(one, "asked_by", ""), one.decided_by)


def _line(one: Proposal, signed: dict[str, str]) -> dict[str, Any]:
    zh, en, colour = words.STATES[one.state]
    return {
        "proposal": one,
        "kind": say(*words.KINDS[one.kind]),
        "reason": words.reason(one.reason),
        "state": say(zh, en),
        "colour": colour,
        "proposed_by": signed.get(one.proposed_by, one.proposed_by),
        "decided_by": signed.get(one.decided_by, one.decided_by),
    }
