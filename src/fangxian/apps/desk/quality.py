"""Which department's data are late, dirty or contradicted, and what that costs: rows that wait, rows of whom nobody is
sure, deliveries that stopped, doors that somebody went to and found otherwise. Nobody is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import datasets, held, held_words
from fangxian.apps.desk.datasets import Row
from fangxian.apps.desk.told import VERB, Told
from fangxian.apps.desk.words import FIELDS
from fangxian.boards import quality as boards
from fangxian.boards.quality import Blamed, Waiting
from fangxian.catalogue import queries as catalogue
from fangxian.fieldwork import queries as fieldwork
from fangxian.fieldwork.rules import outcomes
from fangxian.identity import queries as identity
from fangxian.lib import clock
from fangxian.registry import queries as registry
from fangxian.registry.queries import area_names
from fangxian.web import launcher
from fangxian.web.language import say
from fangxian.web.paging import SIZE, Page, page

SECTION = "desk:quality"
#: Of which days visits count: as the address says it -> its words, and how many days.
PERIODS = {
    "7": ("近 7 天", "The last 7 days", 7),
    "30": ("近 30 天", "The last 30 days", 30),
    "all": ("全部", "All", None),
}
#: Of what no department had said.
NOBODYS = "-"


@dataclass(frozen=True)
class Line:
    """A dataset: how it stands, what of it waits, what visits found of it ((outcome, its words, visits)), who is told
    (how its owner's stewards sign), and of how many people it says something else than stands ((field, its words,
    people))."""

    row: Row
    waiting: Waiting
    found: list[tuple[str, str, int]]
    visits: int
    told: tuple[str, ...]
    contradicts: list[tuple[str, str, int]]

    @property
    def trouble(self) -> tuple[int, int]:
        """By what the worst stands first: doors that somebody went to, then all that waits."""
        return self.visits, self.waiting.held + self.waiting.doubts + self.waiting.stopped

    @property
    def is_late(self) -> bool:
        """Whether what was promised has not come."""
        return self.row.fresh.state == "late"

    @property
    def is_amiss(self) -> bool:
        """Whether its owner is told of it."""
        return self.is_late or any(self.trouble) or bool(self.contradicts)

    @property
    def words(self) -> int:
        """How many words of it do not stand."""
        return sum(many for *_, many in self.contradicts)


@requires(VERB)
def quality(request: HttpRequest) -> HttpResponse:
    """Every dataset of which there is something to say, those of one department beside each other, the worst first."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    period = _period(request)
    lines, found, waiting = lines_of(reader, period, Told())
    counted = boards.by_outcome(found)
    late, only = [one for one in lines if one.is_late], request.GET.get("state") == "late"
    listed_at = held_at(reader)
    context = {
        "section": SECTION,
        "period": period,
        "only_late": only,
        "held_at": listed_at,
        "periods": [(name, say(zh, en)) for name, (zh, en, _) in PERIODS.items()],
        "lines": _by_owner(late if only else lines),
        "figures": [
            (say("逾期的数据集", "Datasets that are late"), len(late), f"?state=late&days={period}"),
            (say("待处理的问题行", "Held rows that wait"), sum(one.held for one in waiting.values()),
             listed_at),
            (say("待核对是谁的行", "Rows of whom nobody is sure"), sum(one.doubts for one in waiting.values()),
             reverse("desk:quality-doubts")),
            (say("与其他来源不一致的说法", "Words that do not stand"), sum(one.words for one in lines),
             reverse("desk:quality-contradictions")),
            (say("上门发现与登记不符", "Doors where it was otherwise"), len(found),
             f"{reverse('desk:quality-visits')}?days={period}"),
        ],
        "visits": len(found),
        "nobodys": sum((counted.get("") or {}).values()),
        "worst": max((one.visits for one in lines), default=0),
    }  # fmt: skip
    return render(request, "desk/quality.html", context)


def lines_of(reader: Reader, period: str, told: Told) -> tuple[list[Line], list[Blamed], Mapping[str, Waiting]]:
    """The datasets of which there is something to say; the visits of a period (PERIODS) that found them to be wrong;
    dataset -> what of it waits."""
    found = boards.blamed(reader, since=_since(period))
    counted, waiting, latest = boards.by_outcome(found), boards.waiting(reader), catalogue.latest()
    stands, contradicts = datasets.standing(reader), registry.contradictions_counted(reader)
    lines = [
        _line(
            stands(one, latest.get(one.name)),
            waiting.get(one.name, Waiting(0, 0, 0, 0, 0)),
            counted.get(one.name),
            told.names(one),
            [(field, say(*pair), contradicts[one.name, field]) for field, pair in FIELDS.items()],
        )
        for one in datasets.known_contracts()[0]
    ]
    return [one for one in lines if one.row.last or one.row.came or one.is_amiss], found, waiting


@requires(VERB)
def held_rows(request: HttpRequest) -> HttpResponse:
    """The held rows that a number counts, for who settles none: file, line and why."""
    asked = held.asked_of(request)
    found = held.narrowed(asked)
    shown = page(found, ("batch_id", "row", "pk"), request.GET.get("after", ""), whole=found.count())
    context = {
        "section": SECTION,
        "title": _called(asked["dataset"]) if asked["dataset"] else "",
        "page": shown,
        "rows": held_words.rows_of(shown.rows),
    }
    return render(request, "desk/quality_held.html", context)


@requires(VERB)
def visits(request: HttpRequest) -> HttpResponse:
    """The visits that a number counts: when, where, what was found, and which file had said otherwise."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    period, dataset, outcome = _period(request), request.GET.get("dataset", ""), request.GET.get("outcome", "")
    found = [
        one
        for one in boards.blamed(reader, since=_since(period))
        if dataset in ("", one.dataset or NOBODYS) and outcome in ("", one.finding.outcome)
    ]
    shown = _slice(found, request.GET.get("after", ""))
    context = {
        "section": SECTION,
        "period": say(*PERIODS[period][:2]),
        "back": period,
        "title": _called(dataset) if dataset else "",
        "outcome": _outcome(outcome) if outcome in outcomes() else "",
        "page": shown,
        "rows": _rows(reader, shown.rows),
    }
    return render(request, "desk/quality_visits.html", context)


@requires(VERB)
def doubts(request: HttpRequest) -> HttpResponse:
    """The rows of a dataset that waited, or wait, for somebody to say whose they are: file and line, and nothing of
    them."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    dataset, decided = request.GET.get("dataset", "")[:32], request.GET.get("state") == "decided"
    found = identity.asked_about(reader, dataset, decided=decided)
    shown = page(found, ("pk",), request.GET.get("after", ""), whole=found.count())
    files = catalogue.by_source(f"{one.dataset}/{one.batch}" for one in shown.rows)
    names = area_names(one.area_code for one in shown.rows)
    context = {
        "section": SECTION,
        "title": _called(dataset) if dataset else "",
        "decided": decided,
        "page": shown,
        "rows": [
            {
                "doubt": one,
                "batch": files.get(f"{one.dataset}/{one.batch}"),
                "dataset": _called(one.dataset),
                "area": names.get(one.area_code, one.area_code),
                "to": "" if decided else launcher.address(reader, "doubt", one.pk),
            }
            for one in shown.rows
        ],
    }
    return render(request, "desk/quality_doubts.html", context)


def held_at(reader: Reader) -> str:
    """Where held rows are listed for a reader."""
    return reverse("desk:held" if reader.can("batches.read") else "desk:quality-held")


def _line(row: Row, waiting: Waiting, found: Any, told: list[str], said: list[tuple[str, str, int]]) -> Line:
    counted = [(name, _outcome(name), many) for name, many in (found or {}).items()]
    visits = sum(many for *_, many in counted)
    return Line(
        row, waiting, sorted(counted, key=lambda one: -one[2]), visits, tuple(told), [one for one in said if one[2]]
    )


def _by_owner(lines: list[Line]) -> list[Line]:
    """The datasets of one department beside each other, the departments and of each its datasets worst first."""
    worst: dict[str, tuple[int, int]] = {}
    for one in lines:
        owner = one.row.contract.owner
        worst[owner] = max(worst.get(owner, (0, 0)), one.trouble)
    return sorted(
        lines,
        key=lambda one: (
            tuple(-many for many in worst[one.row.contract.owner]),
            one.row.contract.owner,
            tuple(-many for many in one.trouble),
        ),
    )


def _rows(reader: Reader, found: list[Blamed]) -> list[dict[str, Any]]:
    names = area_names(one.finding.area_code for one in found)
    files = catalogue.by_source(one.source for one in found)
    return [
        {
            "finding": one.finding,
            "outcome": _outcome(one.finding.outcome),
            "why": say(*fieldwork.sentence(one.finding.why, one.finding.parameters)),
            "area": names.get(one.finding.area_code, one.finding.area_code),
            "dataset": _called(one.dataset),
            "batch": files.get(one.source),
            "to": reverse("desk:person", args=[one.finding.person]) if reader.can("people.read") else "",
        }
        for one in found
    ]


def _period(request: HttpRequest) -> str:
    asked = request.GET.get("days", "")
    return asked if asked in PERIODS else "30"


def _since(period: str) -> datetime | None:
    days = PERIODS[period][2]
    return clock.now() - timedelta(days=days) if days else None


def _outcome(name: str) -> str:
    return say(outcomes()[name].zh, outcomes()[name].en)


def _called(dataset: str) -> str:
    if dataset in ("", NOBODYS):
        return say("上门登记或人工更正", "Said at a door, or corrected by hand")
    return held_words.named(dataset)


def _slice(found: list[Blamed], after: str) -> Page:
    start = int(after) if after.isascii() and after.isdigit() else 0
    more = start + SIZE < len(found)
    return Page(found[start : start + SIZE], str(start + SIZE) if more else "", start == 0, len(found))
