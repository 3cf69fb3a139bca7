"""Asks every page of every question, until all that was announced is there, and makes a file of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fangxian.intake.library import asking, journal, pages, publishing, troubles
from fangxian.intake.library.asking import Question
from fangxian.intake.library.connection import Connection
from fangxian.intake.library.journal import Entry, Journal
from fangxian.intake.library.pages import Page
from fangxian.intake.library.paging import Place
from fangxian.intake.library.patience import Patience
from fangxian.intake.library.publishing import Fetched
from fangxian.intake.library.troubles import Trouble
from fangxian.intake.library.upstream import NUMBERED, Upstream

__all__ = ["Fetched", "Progress", "fetch"]

#: So many pages in a row without a new row are no chance.
STALE = 100


@dataclass(frozen=True)
class Progress:
    """How far a fetch is: of `questions` the `question`-th (from 1), rows so far, and the total of this question.

    `trouble` is what has just gone wrong, after which `wait` seconds are waited.
    """

    question: int
    questions: int
    pages: int
    rows: int
    total: int | None
    trouble: Trouble | None = None
    wait: float = 0.0


Say = Callable[[Progress], None]


def fetch(
    upstream: Upstream,
    questions: Sequence[Question],
    out: Path,
    *,
    token: str = "",
    patience: Patience | None = None,
    afresh: bool = False,
    say: Say = lambda _: None,
) -> Fetched:
    """Writes `out` (CSV, UTF-8), its manifest beside it. Run again after any end, it goes on; done, it changes nothing.

    Raises Fault: with exactly the rows of the library, each once, `out` is there; else it is not.
    """
    asked = asking.fingerprint(upstream, questions)
    publishing.refuse_unfit(out)
    if not afresh and (there := publishing.already(out, asked)) is not None:
        journal.remove(publishing.work(out))
        return there
    publishing.refuse_taken(out)
    try:
        by_pass = upstream.request.paging in NUMBERED
        with journal.opened(publishing.work(out), asked=asked, afresh=afresh, by_pass=by_pass) as received:
            connection = Connection(upstream, token=token)
            try:
                one = _Fetch(upstream, questions, received, connection, patience or _patience(upstream), say)
                one.run()
            finally:
                connection.close()
            done = publishing.publish(out, upstream, questions, received, asked=asked, troubles=one.troubles)
    except OSError as error:
        raise publishing.cannot_write(out, error) from error
    journal.remove(publishing.work(out))
    return done


def _patience(upstream: Upstream) -> Patience:
    return Patience(upstream.name, upstream.limits)


@dataclass
class _Place:
    """Where in a question we are: pass, page of it and cursor; cursors of this pass that were asked for, what its pages
    said, the rows of it and what they say in all, and the same of the pass before; the largest page so far."""

    question: int
    round: int = 1
    page: int = 1
    cursor: str | None = None
    used: set[str] = field(default_factory=set)
    total: int | None = None
    largest: int = 0
    ended: bool = False
    said: set[int] = field(default_factory=set)
    whole: tuple[int, int] = (0, 0)
    last: tuple[int, int] | None = None

    def after(self, entry: Entry) -> None:
        """Moves behind a page that is on the disk."""
        self.round, self.page, self.cursor = entry.round, entry.page + 1, entry.next
        self.total, self.largest = entry.total, max(self.largest, entry.rows)
        self.ended = entry.next is None
        if entry.page == 1:
            self.used.clear()
            self.said.clear()
            self.last, self.whole = self.whole if entry.round > 1 else None, (0, 0)
        self.said.add(entry.content)
        self.whole = (self.whole[0] + entry.rows, self.whole[1] + entry.content)
        if entry.cursor is not None:
            self.used.add(entry.cursor)

    def again(self) -> None:
        """From the first page once more."""
        self.round, self.page, self.cursor, self.ended = self.round + 1, 1, None, False
        self.used.clear()
        self.said.clear()


@dataclass
class _Fetch:
    upstream: Upstream
    questions: Sequence[Question]
    journal: Journal
    connection: Connection
    patience: Patience
    say: Say
    troubles: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Asks what is not answered yet."""
        by_question: dict[int, list[Entry]] = {}
        for entry in self.journal.entries:
            by_question.setdefault(entry.question, []).append(entry)
        for index in range(len(self.questions)):
            place = _Place(index)
            for entry in by_question.get(index, ()):
                place.after(entry)
            self._answer(place)

    def _answer(self, place: _Place) -> None:
        """Page by page; and from the start again where fewer rows came than were announced."""
        first, stale, number = place.round, 0, 0
        while not self._complete(place):
            if place.ended:
                if place.round - first + 1 >= self.upstream.limits.passes and number:
                    if place.total is None:
                        raise troubles.restless(self.upstream.name, place.round - first + 1)
                    rows = self._rows(place)
                    raise troubles.incomplete(self.upstream.name, rows, place.total, place.round - first + 1)
                place.again()
            entry = self._page(place)
            stale = 0 if entry.new or (entry.rows and place.round > 1) else stale + 1
            number += 1
            if stale >= STALE or number > self._most_pages(place):
                raise troubles.endless(self.upstream.name, max(stale, number))

    def _complete(self, place: _Place) -> bool:
        """Whether all is there that was announced: at the end of a pass, or on the way where it is not the first."""
        rows = self._rows(place)
        if not place.ended and (place.round == 1 or place.page == 1):
            return False
        if place.total is not None and rows > place.total:
            raise troubles.too_many(self.upstream.name, rows, place.total)
        if place.total is None and self.upstream.request.paging in NUMBERED:
            return place.ended and place.whole == place.last
        return rows == place.total if place.total is not None else place.ended

    def _most_pages(self, place: _Place) -> int:
        """Pages in one run, beyond which a library goes in circles: every pass three times over."""
        limits = self.upstream.limits
        if place.total is None:
            return limits.pages
        return min(limits.pages, limits.passes * 3 * (place.total // max(1, place.largest) + STALE))

    def _rows(self, place: _Place) -> int:
        return len(self.journal.answered.get(place.question, ()))

    def _page(self, place: _Place) -> Entry:
        question = self.questions[place.question]

        def ask() -> Page:
            link = place.cursor or "" if self.upstream.request.paging == "link" else ""
            reply = self.connection.ask(question.page(self.upstream, place.cursor), link)
            within = Place(place.cursor, place.whole[0] if place.page > 1 else 0, place.largest)
            page = pages.read(reply, self.upstream, question, within)
            if page.next is not None and (page.next == place.cursor or page.next in place.used):
                raise troubles.standing_still()
            if self.upstream.request.paging in NUMBERED and page.rows and page.content in place.said:
                raise troubles.standing_still()
            return page

        page = self.patience.until_it_works(ask, tell=lambda *told: self._tell(place, *told))
        entry = self.journal.keep(
            page, question=place.question, round=place.round, number=place.page, cursor=place.cursor
        )
        place.after(entry)
        self.say(self._progress(place))
        return entry

    def _tell(self, place: _Place, trouble: Trouble, attempt: int, wait: float) -> None:
        self.troubles[trouble.kind] += 1
        self.say(self._progress(place, trouble, wait))

    def _progress(self, place: _Place, trouble: Trouble | None = None, wait: float = 0.0) -> Progress:
        return Progress(
            place.question + 1, len(self.questions), len(self.journal.entries), len(self.journal.kept), place.total,
            trouble, wait,
        )  # fmt: skip
