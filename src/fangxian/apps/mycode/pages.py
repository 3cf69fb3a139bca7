"""One's own code, or that of whom one acts for: large, in words, with what can be done. Looking at one's own is not
noted (law 5); nobody else's can be reached from here, for the address names nobody."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.roles import purposes, verbs
from fangxian.apps.mycode import measuring
from fangxian.apps.mycode.own import own
from fangxian.healthcode import actions, queries, rules, statistics
from fangxian.healthcode.actions import File
from fangxian.healthcode.appeals import OWN, replied
from fangxian.healthcode.classes import answer_reasons, appeal_classes
from fangxian.healthcode.explaining import Because, explain
from fangxian.ledger.queries import readers_of
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import all_outbreaks
from fangxian.outbreak.vocabulary import reasons
from fangxian.web.formats import until
from fangxian.web.language import current, say
from fangxian.web.telling import done, failed

#: What a code shows -> what to do now.
TODO = {
    "unknown": ("请到社区登记。", "Have yourself registered at your community."),
    "green": ("正常出行，无需任何操作。", "Nothing has to be done."),
    "held": (
        "请原地等候单管复检，最长 24 小时；这不是颜色，也不是结论。",
        "Wait for the test of your own sample, 24 hours at most; this is no colour and no verdict.",
    ),
    "yellow": (
        "请按下列要求完成应做事项；完成后自动恢复。",
        "Do what is asked below; the code then follows by itself.",
    ),
    "red": (
        "请勿外出，等候工作人员联系；生活、就医需要请拨社区电话。",
        "Stay in; you will be contacted. Ask your community for what you need.",
    ),
}
APPEALS = {
    "waiting": ("已提交，{} 前答复", "Filed: an answer by {}"),
    "second_look": ("首次维持，正由另一人复核，{} 前答复", "Refused once; another person looks, an answer by {}"),
    "upheld": ("维持原措施", "The restriction stands"),
    "overturned": ("申诉成立，已解除", "Decided for you: the restriction has ended"),
    "moot": ("措施已先行解除", "It ended before an answer was needed"),
}
#: What is published.
FIGURES = {
    "assigned": ("新增", "Assigned"),
    "cleared": ("解除", "Cleared"),
    "lapsed": ("到期", "Lapsed"),
    "appealed": ("申诉", "Appealed"),
    "overturned": ("申诉成立", "Overturned"),
    "barred": ("尝试被拒", "Attempts barred"),
}
#: Days of published figures.
_DAYS = 14


@requires("own.read")
def code(request: HttpRequest) -> HttpResponse:
    """What the code shows, and each restriction that stands, with its appeal."""
    person, reader = own(request)
    said = explain(person, None, current())
    words = rules.states()[said.shown.state]
    context = {
        "section": "mycode:code",
        "said": said,
        "state": say(words.zh, words.en),
        "todo": say(*TODO[said.shown.state]),
        "standing": [_restriction(one) for one in said.standing],
        "over": said.over[:10],
        "proxy": "proxy" in reader.roles,
        "now": clock.now(),
    } | measuring.due(person)
    return render(request, "mycode/code.html", context)


@requires(OWN)
def appeal(request: HttpRequest, restriction: int) -> HttpResponse:
    """Says what one contests, with pictures if there are any."""
    person, reader = own(request)
    about = next((one for one in explain(person, None, current()).standing if one.restriction.pk == restriction), None)
    if about is None:
        raise NotHere.of("restriction")
    if request.method == "POST":
        files = [File(one.name or "", one.content_type or "", one.read()) for one in request.FILES.getlist("files")]
        try:
            filed = actions.file(
                restriction=restriction, name=request.POST.get("name", ""), text=request.POST.get("text", ""),
                files=files, by=reader,
            )  # fmt: skip
        except Fault as fault:
            failed(request, fault)
            return redirect("mycode:appeal", restriction)
        done(request, _appeal_words(filed))
        return redirect("mycode:code")
    context = {
        "section": "mycode:code",
        "about": about,
        "classes": [
            (name, say(one.zh, one.en), say(one.hint_zh, one.hint_en), one.hours)
            for name, one in appeal_classes().items()
        ],
    }
    return render(request, "mycode/appeal.html", context)


@requires("own.read")
def readers(request: HttpRequest) -> HttpResponse:
    """Who has read the record, when, and what for."""
    person, _ = own(request)
    found = readers_of("person", person)
    signed = signatures(one.actor for one in found)
    context = {
        "section": "mycode:readers",
        "rows": [(one, signed.get(one.actor, one.actor), _purpose(one.purpose), _action(one.action)) for one in found],
    }
    return render(request, "mycode/readers.html", context)


@requires("own.read")
def figures(request: HttpRequest) -> HttpResponse:
    """What was done to codes lately, by day and reason: published, so that abuse shows."""
    last = clock.now().astimezone(clock.LOCAL).date()
    rows = []
    for outbreak in all_outbreaks():
        found = statistics.days(outbreak.pk, first=last - timedelta(days=_DAYS - 1), last=last)
        for key, counts in sorted(found.items(), reverse=True):
            words = reasons().get(key.reason)
            reason = say(words.short.zh, words.short.en) if words else say("违规尝试被拒", "Attempts barred")
            rows.append({"day": key.day, "reason": reason, "by_hand": key.by_hand, "cells": _cells(counts)})
    context = {"section": "mycode:figures", "rows": rows, "columns": [say(*said) for said in FIGURES.values()]}
    return render(request, "mycode/figures.html", context)


def _cells(counts: Mapping[str, float]) -> list[tuple[str, float | None]]:
    return [(say(*said), counts.get(name)) for name, said in FIGURES.items()]


def _restriction(one: Because) -> dict[str, Any]:
    names = [one.restriction.issuer, one.restriction.second]
    signed = signatures(names)
    filed = queries.appeals_of(one.restriction.pk)
    return {
        "one": one,
        "by": "、".join(signed.get(name, name) for name in names if name and name != "system"),
        "appeals": [(_appeal_words(appeal), [_answer(appeal, given) for given in appeal.answers.all()])
                    for appeal in filed],
        "may_appeal": not any(appeal.closed_at is None for appeal in filed),
    }  # fmt: skip


def _answer(appeal: queries.Appeal, given: queries.Answer) -> tuple[str, str]:
    reason = answer_reasons()[given.reason]
    return say(reason.zh, reason.en), replied(appeal, given)


def _appeal_words(appeal: queries.Appeal) -> str:
    return say(*APPEALS[appeal.state]).format(until(appeal.due_at))


def _purpose(name: str) -> str:
    found = purposes().get(name)
    return say(found.zh, found.en) if found else ""


def _action(name: str) -> str:
    found = verbs().get(name)
    return say(found.zh, found.en) if found else name
