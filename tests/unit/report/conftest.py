"""A small round to write reports about: eleven hundred people, two files, every class of row."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from fangxian.lib import clock
from fangxian.measures.coverage import LEVELS, AreaCoverage, HourCount, Hours
from fangxian.measures.dirt import DirtFound
from fangxian.measures.pools import PoolRows
from fangxian.pipelines.report import page

FILE = {"rows": 600, "exact": 500, "repaired": 40, "probable": 20, "review": 10, "unknown": 28, "rejected": 2}
TOTAL = {name: 2 * count for name, count in FILE.items()} | {
    "duplicates": 9,
    "people": 1100,
    "tested": 1000,
    "pending": 25,
    "in_review": 15,
    "untested": 60,
    "tested_more_than_once": 8,
    "positives": {"single_positive": 1, "pool_hold": 9, "suspect": 2},
    "seconds": {"read": 0.25, "all": 1.5},
    "versions": {"fangxian": "0.1.0", "duckdb": "2.0.0"},
}
EIGHT = datetime(2022, 9, 9, 8)


@pytest.fixture(autouse=True)
def at_one_moment() -> Iterator[None]:
    with clock.set_to(datetime(2022, 9, 10, 7, 30, tzinfo=clock.LOCAL)):
        yield


@pytest.fixture
def summary() -> dict[str, Any]:
    return {
        "window": {"from": "2022-09-09 06:00:00", "to": None},
        "residents": {"file": "residents.csv", "rows": 1104, "people": 1100, "duplicates": 4},
        "files": [{"file": "上午.csv", **FILE, "duplicates": 4}, {"file": "下午.xlsx", **FILE, "duplicates": 5}],
        "total": dict(TOTAL),
    }


def area(name: str, code: str, people: int, tested: int, *above: str) -> AreaCoverage:
    path = (*above, code)
    level = LEVELS[len(path) - 1]
    return AreaCoverage(level, code, name, people, tested, 0, 0, people - tested, path)


AREAS = [
    area("平房区", "230108", 1100, 1000),
    area("兴建街道", "230108001", 700, 690, "230108"),
    area("联盟街道", "230108003", 400, 310, "230108"),
    area("青年社区", "230108001002", 700, 690, "230108", "230108001"),
    area("和平社区", "230108003004", 400, 310, "230108", "230108003"),
    area("青年社区 001", "230108001002001", 700, 690, "230108", "230108001", "230108001002"),
    area("和平社区 001", "230108003004001", 396, 309, "230108", "230108003", "230108003004"),
    area("和平社区 002", "230108003004002", 4, 1, "230108", "230108003", "230108003004"),
]
COUNTS = tuple(HourCount(EIGHT + timedelta(hours=n), 300, 240, 240 * (n + 1)) for n in range(4))
HOURS = Hours("hour", COUNTS, everybody=1100, reached=1000, without_time=7, outside_window=5, misdated=0)
NO_HOURS = Hours("hour", (), everybody=0, reached=0, without_time=0, outside_window=0, misdated=0)
DIRT = [DirtFound("number_spaces", "normalised", 3, 40), DirtFound("number_odd_thing", "some_new_way", 0, 2)]
POOLS = [PoolRows(1, 100, 1, 2, 0), PoolRows(10, 1098, 1, 0, 9)]


@pytest.fixture
def render(summary: dict[str, Any]) -> Callable[..., str]:
    """Renders the small round; keywords replace its measures or entries of the summary's total."""

    def rendered(*, coverage=AREAS, hours=HOURS, dirt=DIRT, pools=POOLS, **total: Any) -> str:
        summary["total"].update(total)
        return page.render(summary, coverage, hours, dirt, pools)

    return rendered


class Seen(HTMLParser):
    """What the page holds: its elements in order, its tables, and its text in one language."""

    VOID = frozenset({"meta", "link", "br", "rect", "line", "polyline"})

    def __init__(self, text: str, *, language: str = "zh") -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.classes: list[str] = []
        self.words: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.other = "en" if language == "zh" else "zh"
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if tag not in self.VOID:
            self.open.append(tag)
            self.classes.append(dict(attrs).get("class") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open and self.open[-1] == tag, f"</{tag}> closes <{self.open[-1:]}>"
            self.open.pop()
            self.classes.pop()

    def handle_data(self, data: str) -> None:
        if self.other in self.classes or {"style", "script"} & set(self.open):
            return
        self.words.append(data)
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def seen() -> type[Seen]:
    """Reads a page: `seen(html, language="en").text`."""
    return Seen


@pytest.fixture
def make_grids() -> Callable[[int], list[AreaCoverage]]:
    """One community of that many grids of 100 people, each a little worse than the one before."""

    def grids(count: int) -> list[AreaCoverage]:
        above = ("230108", "230108001", "230108001002")
        tested = [100 - n * 90 // count for n in range(count)]
        whole = [("平房区", 1), ("兴建街道", 2), ("青年社区", 3)]
        wide = [area(name, above[d - 1], 100 * count, sum(tested), *above[: d - 1]) for name, d in whole]
        return wide + [
            area(f"青年社区 {n:03}", f"{above[-1]}{n:03}"[:17], 100, tested[n], *above) for n in range(count)
        ]

    return grids
