"""What is given out under a grant: asked for, looked up in its area, noted for each whom it shows, counted, given.

A page goes out in one transaction with what is written down of it: where that cannot be written, nothing goes out
(law 5). A file is noted block by block while it is written; it appears when all of it is on record.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from fangxian import contracts
from fangxian.access import gate
from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.exchange import outbox, shared, turns
from fangxian.exchange.shared import Page
from fangxian.ledger import actions as ledger
from fangxian.ledger.actions import SYSTEM
from fangxian.lib import clock
from fangxian.sharing import actions, queries
from fangxian.sharing.faults import TurnedAway
from fangxian.sharing.queries import Grant, Request, Use
from fangxian.sharing.rules import turned_away

#: Rows that are read and noted at once while a file is written.
BLOCK = 5_000
#: As whom a page is taken by its key.
BY_KEY = "key"
#: How a page is written.
FORMS = ("json", "csv")


@dataclass(frozen=True)
class Given:
    """A page as it goes out; `after` asks for the next, '' on the last."""

    grant: Grant
    rows: list[tuple[Any, ...]]
    after: str


def page(*, grant: int, key: str, cursor: str = "", limit: int | None = None, form: str = "json") -> Given:
    """One page of a grant, by its key: of `limit` rows, else of as many as a page has. Raises TurnedAway, counted."""
    try:
        return _page(grant, key, cursor, limit, form)
    except TurnedAway as fault:
        actions.rejected(fault)
        raise


@transaction.atomic
def _page(grant: int, key: str, cursor: str, limit: int | None, form: str) -> Given:
    found, most = queries.admitted(key, grant=grant), queries.limits().rows_a_page
    many = most if limit is None else limit
    if form not in FORMS or not 1 <= many <= most:
        raise turned_away("bad_request", grant)
    page = _read(found, queries.come_to(found, cursor), many)
    _note(found, page, Use.How.CALL, form)
    actions.used(grant=found, how=Use.How.CALL, form=form, rows=len(page.rows), by=BY_KEY)
    return Given(found, page.rows, queries.cursor(found, page.after))


def due() -> tuple[int, int]:
    """Ends grants whose time is over, removes the files of those that have ended, writes the files that are due;
    answers how many ended, how many files were written. Raises turns.Taken while somebody else does it."""
    with turns.turn("sharing"):
        ended = actions.lapse()
        standing = list(queries.grants())
        outbox.keep_only({one.pk for one in standing})
        return ended, sum(_delivered(one) for one in standing)


def _delivered(grant: Grant) -> bool:
    """Whether the file of a grant was due, and is written as of now. Broken off, it is written by the next run: what
    was noted of it stands, and no file does."""
    if not _is_due(grant):
        return False
    request = grant.request
    written = clock.now()
    name = f"{request.dataset}-{grant.pk}-{written:%Y%m%d}"
    contract = contracts.load(request.dataset)
    # A spreadsheet is read by people, a Parquet file by machines.
    header = [one if request.form == "parquet" else contract.field(one).label for one in grant.columns]
    said = {"dataset": request.dataset, "until": grant.until.isoformat(), "written_at": written.isoformat()}
    folder = outbox.write(
        grant.pk,
        name,
        key=settings.KEYRING.create(queries.key_name(grant.pk)),
        form=request.form,
        header=header,
        rows=_blocks(grant),
        said=said | {"recipients": request.recipients, "owner": grant.owner},
    )
    rows = int(folder.said["rows"])
    actions.used(grant=grant, how=Use.How.WRITTEN, form=request.form, rows=rows, by=SYSTEM, file=name)
    return True


@contextmanager
def fetched(*, grant: Grant, name: str, by: Reader) -> Iterator[Path]:
    """A file of a grant, for whoever asked for it to take away; counted. Raises NotAllowed, TurnedAway."""
    try:
        queries.refuse_ended(grant)
        folder = outbox.find(grant.pk, name)
        if folder is None:
            raise turned_away("no_file", grant.pk)
    except TurnedAway as fault:
        actions.rejected(fault)
        raise
    if grant.request.asked_by != by.account:
        raise NotAllowed.of("sharing.ask")
    with outbox.opened(folder, key=settings.KEYRING.key(queries.key_name(grant.pk))) as path:
        rows, form = int(folder.said["rows"]), grant.request.form
        ledger.note(
            action="sharing.fetch",
            by=by.account,
            subject_kind="sharing",
            subject=grant.request_id,
            rows=rows,
            file=name,
        )
        actions.used(grant=grant, how=Use.How.FETCHED, form=form, rows=rows, by=by.account, file=name)
        yield path


def _is_due(grant: Grant) -> bool:
    if grant.request.way == Request.Way.API:
        return False
    try:
        queries.refuse_ended(grant)
    except TurnedAway:
        return False
    last = queries.last_written(grant.pk)
    if last is None:
        return True
    today = clock.now().date()
    return grant.request.way == Request.Way.DAILY and last.astimezone(clock.LOCAL).date() < today


def _blocks(grant: Grant) -> Iterator[list[tuple[Any, ...]]]:
    after = ""
    while True:
        page = _read(grant, after, BLOCK)
        if page.rows:
            _note(grant, page, Use.How.WRITTEN, grant.request.form)
            yield page.rows
        if not page.after:
            return
        after = page.after


def _read(grant: Grant, after: str, limit: int) -> Page:
    request = grant.request
    reader = queries.reader_of(grant)
    return shared.page(request.dataset, reader, grant.columns, outbreak=request.outbreak_id, after=after, limit=limit)


def _note(grant: Grant, page: Page, how: str, form: str) -> None:
    """Notes what leaves, before it does: for each person whom it shows, and as a whole where it shows nobody."""
    reader = queries.reader_of(grant)
    told: dict[str, Any] = {
        "grant": grant.pk,
        "how": str(how),
        "form": form,
        "rows": len(page.rows),
        "fields": list(grant.columns),
    }
    if page.kind and page.subjects:
        gate.exported(reader, kind=page.kind, subjects=page.subjects, **told)
    else:
        ledger.note(
            action="sharing.export", by=reader.account, subject_kind="sharing", subject=grant.request_id,
            purpose=reader.purpose, **told,
        )  # fmt: skip
