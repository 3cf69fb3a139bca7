"""Libraries of a handful of rows on loopback, and a client that waits for nobody."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.comparing import number

from fangxian.intake.library import Fetched, Question, Upstream, asking, fetch, libraries
from fangxian.intake.library.patience import Patience
from fangxian.intake.library.upstream import Limits
from fangxian.synth.city import City, Holdings, Round

START, END = datetime(2022, 9, 9, 6), datetime(2022, 9, 9, 20)
#: Little of everything, so that a fault shows at once.
LIMITS = Limits(requests_a_second=1000, silence=5, whole=10, tries=3, first_wait=1, longest_wait=60, bytes=1 << 20)


def rows(count: int) -> list[dict[str, str]]:
    """Results of as many people, some of whose cells are awkward."""
    odd = ("阴性", '阴性,"复核"', "", "阴性\n补录")
    return [
        {
            "xm": f"张{chr(0x4E00 + at)}", "zjhm": number(f"2301081980{at % 12 + 1:02}01{at % 1000:03}"),
            "sjh": f"138{at:08}", "cysj": f"2022-09-09 08:{at % 60:02}:00",
            "jcjg": odd[at % 4] if at % 7 == 0 else "阴性",
            "hcfs": "10混1", "cyd": "友协社区采样点1", "gh": f"22090900{at // 10:05}",
        }
        for at in range(count)
    ]  # fmt: skip


def holding(count: int) -> Holdings:
    """One round of so many rows."""
    return Holdings([Round(1, START, END, lambda: rows(count))])


@dataclass
class Waits:
    """A clock that moves when somebody sleeps; `slept` are the waits."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patience(self, upstream: Upstream) -> Patience:
        return Patience(upstream.name, upstream.limits, lambda: self.now, self.sleep, random.Random(1))


def library(city: City, name: str = "city", *, page_size: int = 10, **limits: Any) -> Upstream:
    """The demo's library at that server, with small pages."""
    one = libraries()[name]
    request = replace(one.request, page_size=page_size, numbers_at_once=7)
    return replace(one, url=city.url, request=request, limits=replace(LIMITS, **limits))


def fetched(
    city: City,
    out: Path,
    *,
    upstream: Upstream | None = None,
    questions: Sequence[Question] | None = None,
    waits: Waits | None = None,
    **more: Any,
) -> Fetched:
    """What `fetch` gives, asked for the whole round."""
    upstream = upstream or library(city)
    asked = questions or asking.window(upstream, start=START, end=END)
    return fetch(upstream, asked, out, patience=(waits or Waits()).patience(upstream), **more)


def cells(path: Path) -> list[list[str]]:
    """A file's rows below its headings."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def expected(held: Holdings) -> list[list[str]]:
    """The rows that a file of all that is held has to have."""
    names = list(libraries()["city"].fields.values())
    return [[*(row.get(name, "") for name in names), row["lsh"]] for one in held.rounds for row in one.rows]
