"""The desk's pages over HTTP, eight people at once, on PostgreSQL with everybody who lives in the district."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from bench import asked
from bench.asked import Account, Rows
from bench.site import Site, site
from bench.table import Cell, Figure, Table
from bench.users import WARM, Asked, User, at_once

#: People at once, and what each asks for of a page; alone one person asks for fewer.
USERS, TIMES, ALONE = 8, 60, 30
#: Seconds from one key to the next of somebody who types fast, and from one page to the next of somebody who reads; and
#: how often each asks at that pace.
KEY, READ, PACED = 0.15, 2.0, 20


@dataclass(frozen=True)
class Page:
    """What is asked for: a verb that its users need, their questions, and its target in milliseconds."""

    name: str
    verb: str
    questions: Callable[[Rows, Account], Iterator[Asked]]
    most: float | None = None
    pace: float = READ

    @property
    def title(self) -> str:
        """With its target."""
        return f"{self.name} (below {self.most:.0f} ms)" if self.most else self.name


EMPTY = Page("an empty page", "", asked.frame)
PAGES = (
    Page("search while typing", "people.search", asked.typed, 50, KEY),
    Page("a person", "people.read", asked.person, 80),
    Page("home", "counts.read", asked.home, 100),
    Page("an area", "counts.read", asked.area),
    Page("outlines of a map", "counts.read", asked.outlines),
    Page("people of an area", "people.read", asked.people),
    Page("dwellings of an area", "places.read", asked.dwellings),
    Page("a building", "places.read", asked.building),
    Page("a dwelling", "places.read", asked.dwelling),
)


def measure() -> Iterator[Table]:
    """Page after page; the empty one before and after them."""
    with site() as served, Rows(served.database) as rows:
        desks = Desks(served)
        floor = _taken(desks, rows, EMPTY)
        found = {page: _taken(desks, rows, page) for page in PAGES}
        floor += _taken(desks, rows, EMPTY)
        alone = {page: _taken(desks, rows, page, users=1) for page in (EMPTY, *PAGES)}
        paced = {page: _taken(desks, rows, page, pace=page.pace) for page in PAGES if page.most}
    yield Table(
        f"The desk's pages, {USERS} people at a human pace",
        ["page", "p50", "p95"],
        [_percentiles(page, taken) for page, taken in paced.items()],
        f"Each presses a key every {KEY * 1000:.0f} ms, or opens a page every {READ:.0f} s, whatever the others do. "
        "Site, database and browsers share the two cores.",
    )
    lines = [_line(page, taken, alone[page], floor) for page, taken in {EMPTY: floor, **found}.items()]
    yield Table(
        f"The desk's pages, {USERS} people without a pause: 197,000 people, PostgreSQL",
        ["page", "p50", "p95", "ratio to the empty page", "alone, p50"],
        lines,
        f"Each asks {TIMES} times, the next as soon as the last is answered, and none waits in between: harder than "
        f"{USERS} who also read. Site, database and browsers share the two cores. `fangxian serve` as it is installed, "
        "two days of files and one round loaded; the accounts of the demo that may open the page, in turn. The empty "
        "page is the frame around nothing, as whoever sees no counts finds it at home; the ratio is of the medians.",
    )


class Desks:
    """Who has signed in, and may come back."""

    def __init__(self, served: Site) -> None:
        self._site = served
        self._there: dict[tuple[str, int], User] = {}

    def of(self, verb: str, many: int) -> list[tuple[User, Account]]:
        """So many who may do something: each account once, and again from the first if they are too few."""
        able = [one for one in asked.accounts() if verb in one.may] if verb else asked.without_counts()
        chosen = list(islice(cycle(able), many))
        return [(self._user(one, chosen[:place].count(one)), one) for place, one in enumerate(chosen)]

    def _user(self, account: Account, again: int) -> User:
        key = (account.name, again)
        if key not in self._there:
            self._there[key] = User(self._site, account.name, asked.password())
        return self._there[key]


def _taken(desks: Desks, rows: Rows, page: Page, *, users: int = USERS, pace: float = 0.0) -> list[float]:
    """Milliseconds of each answer; `pace` as in users.at_once."""
    times = WARM + (ALONE if users == 1 else PACED if pace == READ else TIMES)
    # Alone it is the one with the widest area.
    there = desks.of(page.verb, USERS)
    there = there if users > 1 else [min(there, key=lambda one: len(one[1].area))]
    work = [(user, list(islice(cycle(page.questions(rows, account)), times))) for user, account in there]
    return [seconds * 1000 for seconds in at_once(work, pace=pace)]


def _percentiles(page: Page, taken: Sequence[float]) -> list[Cell]:
    slow = statistics.quantiles(taken, n=20)[-1]
    return [page.title, Figure(statistics.median(taken), "ms", 1), Figure(slow, "ms", 1, most=page.most)]


def _line(page: Page, taken: Sequence[float], alone: Sequence[float], floor: Sequence[float]) -> list[Cell]:
    ratio = statistics.median(taken) / statistics.median(floor)
    return [*_percentiles(page, taken), Figure(ratio, "", 1), Figure(statistics.median(alone), "ms", 1)]
