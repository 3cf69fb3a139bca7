"""What an act would do, on the page where it is pressed (law 11): each number opens its list, and the list is as long.

The act is run and taken back (`runs.preview`): the page cannot say other than what happens. Nobody sees a name who
would not see it elsewhere; whoever lies outside their areas is counted, and not named.

While an act runs, other writers wait (SQLite has one place for all of them): a list that is opened, or turned to its
next page, is of what was found when the page was first looked at, for as long as nothing has happened since.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.http import HttpRequest

from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.boards import queries as boards
from fangxian.fieldwork import queries as fieldwork
from fangxian.healthcode import rules as codes
from fangxian.ledger.queries import last_event
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.queries import area_names
from fangxian.runs.preview import Preview, preview
from fangxian.web.language import current, say

#: Rows of one list on a page.
SHOWN = 100
#: What a code shows -> the class of its tag.
TAGS = {"green": "good", "held": "warn", "yellow": "warn", "red": "bad"}
#: So many previews are kept by a process, each for so long.
KEPT, FOR = 8, timedelta(minutes=1)
_kept: OrderedDict[tuple[Any, ...], tuple[datetime, Preview]] = OrderedDict()
_turn = Lock()


def foreseen(request: HttpRequest, act: Callable[[], object], *, for_good: bool = False) -> dict[str, Any]:
    """What `act` would do, for `web/consequences.html`; `?would=` names the open list, `?from=` where it begins.
    An act that would be refused has its sentence instead. `for_good`: it cannot be taken back."""
    try:
        would = _previewed(request, act)
    except Fault as fault:
        return {"refused": fault.sentence(current())}
    return shown(request, would) | {"for_good": for_good}


def _previewed(request: HttpRequest, act: Callable[[], object]) -> Preview:
    """The preview of the page in front of somebody: run once, and kept until anything happens."""
    asked = tuple(sorted((name, said) for name, said in request.GET.items() if name not in ("would", "from")))
    # As of before it runs: an act that is taken back leaves no event.
    key, now = (request.session.session_key, request.path, asked, last_event()), clock.now()
    with _turn:
        found = _kept.get(key)
    if found is None or not found[0] <= now < found[0] + FOR:
        found = (now, preview(act))
        with _turn:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found[1]


def shown(request: HttpRequest, would: Preview) -> dict[str, Any]:
    """The same of what was previewed already."""
    lists = _lists(would)
    reader: Reader = request.reader  # type: ignore[attr-defined]
    names = reader.can("people.read")
    name = request.GET.get("would", "")
    listed = lists.get(name, ()) if names or name in _OF_TASKS else ()
    start = int(found) if (found := request.GET.get("from", "")).isdigit() else 0
    rows = listed[start : start + SHOWN]
    drawn = _tasks(rows) if name in _OF_TASKS else _people(reader, rows)
    return {
        "turns": [
            {"was": _state(was), "was_tag": TAGS.get(was, ""), "now": _state(now), "now_tag": TAGS.get(now, ""),
             "many": many, "list": f"{was}-{now}"}
            for (was, now), many in sorted(would.counts.items())
        ],
        "figures": [
            (key, say(*_FIGURES[key]), len(lists[key]), bool(lists[key]) and (names or key in _OF_TASKS))
            for key in _FIGURES
        ],
        "names": names,
        "name": name if listed else "",
        "title": _title(name),
        "rows": drawn,
        "whole": len(listed),
        "outside": len(rows) - len(drawn),
        "next": start + SHOWN if start + SHOWN < len(listed) else None,
    }  # fmt: skip


_FIGURES = {
    "started": ("纳入管控", "People come under follow-up"),
    "freed": ("解除纳管", "People are free of it"),
    "moved": ("改变去处或方案", "People go elsewhere, or under another version"),
    "opened": ("新开任务", "Tasks open"),
    "closed": ("关闭任务", "Tasks close"),
}
#: Lists that name nobody.
_OF_TASKS = ("opened", "closed")


def _lists(would: Preview) -> Mapping[str, Sequence[Any]]:
    turned = {f"{was}-{now}": [person for person, *turn in would.turns if turn == [was, now]]
              for was, now in would.counts}  # fmt: skip
    return turned | {
        "started": would.started,
        "freed": would.freed,
        "moved": would.moved,
        "opened": would.opened,
        "closed": would.closed,
    }


def _title(name: str) -> str:
    if name in _FIGURES:
        return say(*_FIGURES[name])
    was, _, now = name.partition("-")
    return f"{_state(was)} → {_state(now)}" if {was, now} <= set(codes.states()) else ""


def _people(reader: Reader, keys: Sequence[int]) -> list[dict[str, Any]]:
    cards = boards.cards_of(reader, keys)
    if cards:
        gate.listed(reader, kind="person", subjects=list(cards), list="consequences")
    names = area_names(one.area_code for one in cards.values())
    return [
        {"person": key, "name": gate.show(reader, "name", cards[key].name), "said": "",
         "area": names.get(cards[key].area_code, cards[key].area_code)}
        for key in keys if key in cards
    ]  # fmt: skip


def _tasks(rows: Sequence[Any]) -> list[dict[str, Any]]:
    names = area_names(one.area_code for one in rows)
    return [
        {"person": None, "name": "", "area": names.get(one.area_code, one.area_code),
         "said": say(*fieldwork.sentence(one.why, one.parameters))}
        for one in rows
    ]  # fmt: skip


def _state(name: str) -> str:
    words = codes.states()[name]
    return say(words.zh, words.en)
