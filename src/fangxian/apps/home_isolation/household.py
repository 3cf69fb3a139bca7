"""One household on a telephone: who stays there and how to call them, what is due, what they need, the door."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.home_isolation import alerts, households, lists, rules, words
from fangxian.apps.home_isolation.actions import SAID, move_back, move_out
from fangxian.apps.home_isolation.households import Followed, Household
from fangxian.fieldwork import queries as fieldwork
from fangxian.fieldwork.rules import CARE
from fangxian.isolation import actions as isolation
from fangxian.isolation import queries as doors
from fangxian.isolation import wording
from fangxian.lib import clock
from fangxian.outbreak.queries import seal
from fangxian.outbreak.vocabulary import called
from fangxian.programme import protocols
from fangxian.registry import queries as registry
from fangxian.web.consequences import foreseen
from fangxian.web.language import say


@requires("isolation.read")
def household(request: HttpRequest, number: int) -> HttpResponse:
    """A household in isolation. Who opens it has opened each of its people's records, and it is on record."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = households.one(reader, number)
    told = doors.alerts(reader, dwelling=number)
    _, half = rules.half_day(clock.now().astimezone(clock.LOCAL))
    context = {
        "section": "home_isolation:households",
        "found": found,
        **lists.row(found),
        "may": reader.can(isolation.VERB),
        "manages": reader.can(isolation.MANAGING),
        "alerts": [alerts.row(reader, one) for one in told],
        "people": [_person(reader, found, one) for one in found.people],
        "sent": [_sent(reader, one) for one in found.sent],
        "tasks": _tasks(reader, number),
        "half": say("上午" if half == "morning" else "下午", half),
        "checklist": _checklist(found),
        "needs": _needs(reader, found),
        "kinds": [(name, say(one.zh, one.en)) for name, one in rules.needs().items()],
        "windows": words.windows(),
        "visits": [_visit(one) for one in doors.visits(reader, number)],
        "visit_kinds": [(name, say(one.zh, one.en)) for name, one in wording.words("visits").items()],
        "sensors": [_sensor(one) for one in found.bindings],
        "spare": doors.spare() if reader.can(isolation.MANAGING) and not found.bindings else [],
        "events": [_event(one) for one in doors.events_at(reader, number)],
        "click": str(uuid.uuid4()),
        "seen": doors.latest(reader, area=found.dwelling.area_code),
    }
    return render(request, "home_isolation/household.html", context | _moving(request, found))


#: Act -> what does it: those behind a door are sent elsewhere, or come back.
_MOVES: dict[str, Callable[..., object]] = {"move": move_out, "back": move_back}


def _moving(request: HttpRequest, found: Household) -> dict[str, Any]:
    """`?act=`: what sending those of a home elsewhere, or letting them come back, would do."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    act = request.GET.get("act", "")
    if act not in _MOVES or not reader.can(isolation.MANAGING):
        return {}
    door = found.dwelling.pk
    would = foreseen(request, lambda: _MOVES[act](dwelling=door, by=reader))
    return {"act": act, "target": reverse(f"home_isolation:{act}", args=[door]), "would": would}


def _person(reader: Reader, found: Household, one: Followed) -> dict[str, Any]:
    page = registry.person(reader, one.person)
    known = page.known
    age = words.years(known.born)
    of = protocols.of(one.protocol).classes.get(one.person_class)
    tests = words.TESTS.get(one.test)
    return {
        "one": one,
        "name": known.name,
        "sex": say(*words.SEX[known.sex]) if known.sex in words.SEX else "",
        "age": say(f"{age} 岁", f"aged {age}") if age is not None else "",
        "tel": known.phone if reader.shows("phone") == "whole" else "",
        "phone": known.phone,
        "child": age is not None and age < words.GROWN,
        "care": [say(registry.groups()[group.group].zh, registry.groups()[group.group].en) for group in page.groups],
        "class": say(of.zh, of.en) if of else one.person_class,
        "until": words.hour(one.ends_at),
        "test": (say(tests[0], tests[1]), tests[2]) if tests else None,
    }


def _sent(reader: Reader, one: Followed) -> dict[str, Any]:
    phase = called("phases", one.phase)
    name = registry.person(reader, one.person).known.name
    return {"one": one, "name": name, "phase": say(phase.zh, phase.en), "until": words.hour(one.ends_at)}


def _tasks(reader: Reader, dwelling: int) -> list[dict[str, Any]]:
    """What somebody is asked to go there for, care first."""
    if not reader.can("tasks.read"):
        return []
    asked = fieldwork.at_door(reader, dwelling)
    return [
        {
            "why": say(*one.why),
            "care": one.kind == CARE,
            "names": say("、", ", ").join(caller.name for caller in one.callers if caller.name and not caller.outcome),
            "due": words.hour(one.due_at),
            "late": one.due_at <= clock.now(),
            "held": bool(one.held_by),
        }
        for one in sorted(asked, key=lambda one: (one.kind != CARE, one.due_at))
    ]


def _checklist(found: Household) -> list[tuple[str, str, bool]]:
    checked = found.home is not None and found.home.checked_at is not None
    lacking = set(found.home.lacking) if found.home is not None else set()
    return [(name, say(one.zh, one.en), checked and name not in lacking) for name, one in rules.checklist().items()]


def _needs(reader: Reader, found: Household) -> list[dict[str, Any]]:
    rows = households.needs_of(reader, found.dwelling.pk)
    names = signatures({one.promised_by for one in rows} | {one.settled_by for one in rows})
    opened = seal(found.outbreak, SAID)
    return [
        {
            "need": one,
            "what": say(rules.needs()[one.kind].zh, rules.needs()[one.kind].en),
            "said": opened.open(bytes(one.said)) if one.said and one.outbreak_id == found.outbreak else "",
            "asked": words.hour(one.asked_at),
            "by": names.get(one.promised_by, one.promised_by),
            "mine": one.promised_by == reader.account,
            "when": words.between(one.visit.starts_at, one.visit.ends_at) if one.visit else "",
            "settled": words.hour(one.settled_at),
        }
        for one in rows
    ]


def _visit(one: Any) -> dict[str, Any]:
    what = wording.words("visits")[one.kind]
    return {"pk": one.pk, "what": say(what.zh, what.en), "when": words.between(one.starts_at, one.ends_at)}


def _sensor(one: Any) -> dict[str, Any]:
    zh, en, drawn = words.CONDITIONS[lists.condition(one)]
    device = one.device
    return {
        "binding": one.pk,
        "serial": device.serial,
        "words": say(zh, en),
        "drawn": drawn,
        "battery": device.battery,
        "seen": words.hour(device.last_seen_at),
    }


def _event(one: Any) -> dict[str, Any]:
    kind, verdict = wording.words("kinds")[one.kind], wording.words("verdicts")[one.verdict]
    why = wording.why(one.why) if one.why else None
    return {
        "at": words.hour(one.at),
        "kind": say(kind.zh, kind.en),
        "verdict": say(verdict.zh, verdict.en),
        "drawn": {"lead": "bad", "held": "warn", "excused": "good"}.get(one.verdict, ""),
        "why": say(why.zh, why.en) if why else "",
    }
