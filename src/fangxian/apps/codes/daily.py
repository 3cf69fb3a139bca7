"""What was done to codes, by day and reason, by hand apart: each number opens its list (law 9)."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.codes import words
from fangxian.boards import queries as boards
from fangxian.healthcode import statistics
from fangxian.healthcode.statistics import Key
from fangxian.lib import clock
from fangxian.outbreak.queries import all_outbreaks
from fangxian.registry.queries import area_names
from fangxian.web.language import say

#: Days of figures on one page, and rows of a list.
DAYS, SHOWN = 14, 200
_BARRED = "barred"


def days(reader: Reader, outbreak: Any, *, many: int = DAYS) -> list[dict[str, Any]]:
    """The last days' figures of an outbreak, the latest first: a line a day, reason and way. A number is a link for
    whoever may open all that it counts."""
    last = clock.now().astimezone(clock.LOCAL).date()
    found = statistics.days(outbreak.pk, first=last - timedelta(days=many - 1), last=last)
    opens = reader.can("codes.people") and reader.covers(outbreak.area_code) and outbreak.purged_at is None
    return [
        {
            "day": key.day,
            "reason": words.reason(key.reason),
            "by_hand": key.by_hand,
            "cells": [
                (say(*said), counts.get(name), _link(outbreak.pk, key, name) if opens and name != "hours" else "")
                for name, said in words.FIGURES.items()
            ],
        }
        for key, counts in sorted(found.items(), reverse=True)
    ]


@requires("codes.people")
def listed(request: HttpRequest) -> HttpResponse:
    """Whom one of a day's numbers counts; of attempts that were barred, who tried."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    outbreak, key, figure = _asked(request)
    found: list[Any] = statistics.attempts(outbreak, key.day) if figure == _BARRED else statistics.behind(
        reader, outbreak, key, figure
    )  # fmt: skip
    rows = _attempts(found) if figure == _BARRED else _people(reader, found[:SHOWN])
    context = {
        "section": "codes:overview",
        "title": say(*words.FIGURES[figure]),
        "reason": words.reason(key.reason),
        "day": key.day,
        "by_hand": key.by_hand,
        "whole": len(found),
        "rows": rows,
    }
    return render(request, "codes/day.html", context)


def _asked(request: HttpRequest) -> tuple[int, Key, str]:
    said = request.GET
    figure, number = said.get("figure", ""), said.get("outbreak", "")
    try:
        day = date.fromisoformat(said.get("day", ""))
    except ValueError:
        raise BadRequest("no such day") from None
    if figure not in words.FIGURES or figure == statistics.HOURS or not number.isdigit():
        raise BadRequest("no such figure")
    if not all_outbreaks().filter(pk=int(number)).exists():
        raise BadRequest("no such outbreak")
    return int(number), Key(day, said.get("reason", ""), said.get("by_hand") == "1"), figure


def _people(reader: Reader, found: list[tuple[int, Any]]) -> list[dict[str, Any]]:
    keys = [person for person, _ in found]
    gate.listed(reader, kind="person", subjects=sorted(set(keys)), list="codes.day")
    cards = boards.cards_of(reader, keys)
    names = area_names({one.area_code for one in cards.values()})
    return [
        {
            "person": key,
            "name": gate.show(reader, "name", cards[key].name) if key in cards else "",
            "area": names.get(cards[key].area_code, "") if key in cards else "",
            "at": at,
        }
        for key, at in found
    ]


def _attempts(found: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    signed = signatures(actor for actor, _ in found)
    return [{"person": None, "name": signed.get(actor, actor), "area": "", "at": at} for actor, at in found]


def _link(outbreak: int, key: Key, figure: str) -> str:
    asked = {"outbreak": outbreak, "day": key.day, "reason": key.reason, "by_hand": int(key.by_hand), "figure": figure}
    return f"{reverse('codes:day')}?{urlencode(asked)}"
