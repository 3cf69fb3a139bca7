"""A list that an HTTP server gives page by page: asked as a library is (intake.library), and taken in as a file.

Where `grows` names a field that only ever grows (when a row was last changed), the next run asks from its largest value
on (`request.from`). What the server gives again at that value, or in all of a list that is read from its beginning each
time, is left out, row by row; a list of everybody comes whole, or not at all where nothing of it changed. A run that is
killed goes on where it was, and the same rows make the same file.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fangxian.intake.library import Question, Upstream, asking, fetch, journal, pages, publishing
from fangxian.intake.library.connection import Connection, bearer
from fangxian.intake.library.pages import Page
from fangxian.intake.library.patience import Patience
from fangxian.intake.library.upstream import Answering, Asking, Limits, Tls, refuse_unfit
from fangxian.intake.sources.drawn import Drawn
from fangxian.intake.sources.keeping import Kept
from fangxian.lib.described import wrong

_RECEIVED = "received.csv"


@dataclass(frozen=True)
class Served:
    """Where it is asked, and what of a row is kept. `columns`: its fields, by whose names the contract knows them;
    `identity`: those that together name a row. The tables request, reply, limits and tls are a library's."""

    url: str
    columns: tuple[str, ...]
    identity: tuple[str, ...]
    request: Asking = field(default_factory=Asking)
    reply: Answering = field(default_factory=Answering)
    limits: Limits = field(default_factory=Limits)
    tls: Tls = field(default_factory=Tls)
    grows: str = ""
    token_file: str = ""
    token_header: str = "Authorization"
    token_begins: str = "Bearer "
    plain_http: bool = False

    def upstream(self, name: str, dataset: str) -> Upstream:
        """The server as a library."""
        same = ("url", "identity", "request", "reply", "limits", "tls", "token_header", "token_begins", "plain_http")
        return Upstream(
            name=name, zh=name, en=name, asks="window", fields={one: one for one in self.columns}, own_names=True,
            dataset=dataset, **{one: getattr(self, one) for one in same},
        )  # fmt: skip


def judge(said: Served, path: Path, dataset: str) -> None:
    """Raises a Fault that names the line of a source's file that cannot be."""
    refuse_unfit(said.upstream("http", dataset), path, "http")
    asked = said.request
    if asked.numbers or asked.round or asked.end:
        raise wrong(path, "http.request", "numbers, round and to are a library's alone", "不能写 numbers、round、to")
    if not said.columns or not all(said.columns):
        raise wrong(path, "http.columns", "name the fields of a row that are kept", "请写明要留的字段")
    if bool(said.grows) != bool(asked.start) or (said.grows and said.grows not in said.columns):
        raise wrong(
            path,
            "http.grows",
            "a column that only ever grows, and in request.from the parameter that asks from a value on; or neither",
            "须写只增不减的列，并在 request.from 写起始参数；或都不写",
        )


def draw(
    name: str, dataset: str, said: Served, kept: Kept, *, whole: bool = False, patience: Patience | None = None
) -> Iterator[Drawn]:
    """The rows that are new, as one file; nothing where there are none. Raises a Fault where it cannot be asked."""
    upstream, received, out = said.upstream(name, dataset), kept.folder / _RECEIVED, kept.folder / f"{name}.csv"
    largest, had = _reached(kept)
    question = Question({said.request.start: largest} if said.grows and largest else {})
    fingerprint = asking.fingerprint(upstream, [question])
    if publishing.already(received, fingerprint) is None:
        _forget(received)
    afresh = journal.asked_of(publishing.work(received)) not in (None, fingerprint)
    fetch(upstream, [question], received, token=_token(said), patience=patience, afresh=afresh)
    reached = _new(received, out, said, had, whole=whole)

    def done(_: str) -> None:
        if reached is not None:
            kept.reached(reached)
        _forget(received)
        out.unlink(missing_ok=True)

    if reached is None:
        done("")
        return
    yield Drawn(out, done)


def first_page(name: str, dataset: str, said: Served) -> Page:
    """What it answers to the first question, without taking anything. Raises Trouble, or a Fault."""
    upstream, question = said.upstream(name, dataset), Question({})
    connection = Connection(upstream, token=_token(said))
    try:
        return pages.read(connection.ask(question.page(upstream, None)), upstream, question)
    finally:
        connection.close()


def _token(said: Served) -> str:
    return bearer(Path(said.token_file)) if said.token_file else ""


def _new(received: Path, out: Path, said: Served, had: frozenset[str], *, whole: bool) -> list[Any] | None:
    """Writes what was not had, or all of a list of everybody; answers how far the list was read and the rows there,
    None where nothing is new."""
    rows, largest = 0, ""
    at_the_end: list[str] = []
    with received.open(encoding="utf-8", newline="") as file, out.open("w", encoding="utf-8", newline="") as new:
        out.chmod(0o600)
        reader, writer = csv.reader(file), csv.writer(new, lineterminator="\n")
        header = next(reader)
        writer.writerow(header)
        place = header.index(said.grows) if said.grows else None
        for row in reader:
            digest = hashlib.sha256(repr(row).encode()).hexdigest()
            value = row[place] if place is not None else ""
            if _order(value) > _order(largest):
                largest, at_the_end = value, []
            if value == largest:
                at_the_end.append(digest)
            is_new = digest not in had
            rows += is_new
            if is_new or whole:
                writer.writerow(row)
    return [largest, at_the_end] if rows or (whole and set(at_the_end) != had) else None


def _order(value: str) -> tuple[int, str]:
    """Numbers by their size, times as they are written by their letters; '' before all."""
    return (len(value), value) if value.isdecimal() else (0, value)


def _reached(kept: Kept) -> tuple[str, frozenset[str]]:
    """The largest value so far, and the rows that were had at it."""
    largest, had = kept.cursor or ["", []]
    return largest, frozenset(had)


def _forget(received: Path) -> None:
    for path in (received, publishing.manifest_of(received)):
        path.unlink(missing_ok=True)
