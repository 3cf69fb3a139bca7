"""The figures of a round in an area: their words, their lists, and how the areas within stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.boards import coverage
from fangxian.registry import queries as registry
from fangxian.screening import queries
from fangxian.web.areas import area_in
from fangxian.web.formats import percent
from fangxian.web.language import say

#: Figure -> its words.
WORDS = {
    "tested": ("已检测", "Tested"),
    "pending": ("待出结果", "Result to come"),
    "in_review": ("待人工核对", "In doubt"),
    "untested": ("未检测", "Not tested"),
    "excused": ("免检", "Excused"),
    "elsewhere": ("仅区外采样", "Sampled elsewhere alone"),
    "on_hold": ("混管待复核", "Held until a re-test"),
    "lapsed": ("管控到期未复检", "Hold ended, no re-test"),
    "unknown": ("不在册人员", "In no register"),
    "away": ("登记在外，区内采样", "Recorded elsewhere, sampled here"),
}
#: How the part of each status in a bar is drawn.
DRAWN = {"tested": "here", "pending": "guest", "in_review": "away", "untested": "bad", "excused": "soft"}
#: State -> its words, and the colour of its tag.
STATES = {
    "open": ("结果陆续到达", "Results are arriving", "warn"),
    "complete": ("结果已收齐", "Results complete", "good"),
    "closed": ("已归档", "Closed", ""),
}
#: What a map shows first: where somebody has to go.
FIRST = "untested"


@dataclass(frozen=True)
class Figure:
    """A number with the list that it opens; no list for a reader who may not see people."""

    name: str
    value: int
    link: str

    @property
    def words(self) -> str:
        """What it counts."""
        return say(*WORDS[self.name])


@dataclass(frozen=True)
class Stand:
    """How an area stands: its figures, and those who are expected in it."""

    code: str
    name: str
    counts: Mapping[str, int]

    @property
    def expected(self) -> int:
        """All who are expected: the statuses together."""
        return sum(self.counts.get(status, 0) for status in queries.STATUSES)

    @property
    def due(self) -> int:
        """Those who are expected and not excused."""
        return self.expected - self.counts.get("excused", 0)

    @property
    def share(self) -> str:
        """The share of those due who were tested."""
        return percent(self.counts.get("tested", 0), self.due)


def area_of(request: HttpRequest) -> str:
    """The area that the address asks for, else the first of the reader's own. Raises NotHere for what the reader does
    not cover: a number would have no list of its length (law 9)."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = area_in(request) or (reader.areas[0] if reader.areas else "")
    if not area or not reader.covers(area):
        raise NotHere.of("area")
    return area


def stand(round: int, area: str) -> tuple[Stand, list[Stand]]:
    """How an area of a round (by its key) stands, and each area directly within it."""
    counts = coverage.by_area(round, area)
    names = registry.area_names(counts.keys() | {area})
    whole, *within = [
        Stand(code, names.get(code, code), dict.fromkeys(queries.FIGURES, 0) | counts.get(code, {}))
        for code in (area, *sorted(counts.keys() - {area}))
    ]
    return whole, within


def of(reader: Reader, round: int, at: Stand) -> dict[str, Figure]:
    """The figures of an area with their lists."""
    return {name: Figure(name, at.counts.get(name, 0), link(reader, round, name, at.code)) for name in queries.FIGURES}


def link(reader: Reader, round: int, figure: str, area: str) -> str:
    """The list of what a figure counts in an area; none for a reader who sees no people."""
    if not reader.can("people.read"):
        return ""
    if figure in queries.STRAYS:
        return f"{reverse('rounds:strays', args=[round])}?{urlencode({'figure': figure, 'area': area})}"
    return f"{reverse('rounds:people', args=[round])}?{urlencode({'figure': figure, 'area': area})}"


def crumbs(round: int, area: str, reader: Reader) -> list[dict[str, Any]]:
    """The path to an area of a round, of those that the reader covers."""
    codes = [area[:length] for length in (6, 9, 12, 15) if length <= len(area) and reader.covers(area[:length])]
    names = registry.area_names(codes)
    page = reverse("rounds:round", args=[round])
    return [{"name": names.get(code, code), "url": f"{page}?area={code}"} for code in codes]
