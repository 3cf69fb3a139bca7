"""A table that grows, read from where it was left, a page at a time, into one file.

    rows.csv      a header, and the rows of the pages so far
    pages.jsonl   first what is read (from where, up to what); then of each page its last cursor and where it ended;
                  at the end {"whole": true}

Rows reach the disk before the line of their page, and what lies behind the last whole line is cut off and read again:
a run that is killed goes on, and each row is had once. A run reads up to the largest cursor at its beginning, so that
what is written meanwhile is the next run's, and pages do not move under it. Nothing is written to the database.
"""

import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fangxian.intake.library.patience import Patience
from fangxian.intake.library.upstream import Limits
from fangxian.intake.sources.cells import cell, decoded, encoded
from fangxian.intake.sources.connecting import opened
from fangxian.intake.sources.drawn import Drawn
from fangxian.intake.sources.keeping import Kept
from fangxian.intake.sources.source import Database

_PAGES = "pages.jsonl"


def draw(name: str, said: Database, kept: Kept, *, patience: Patience | None = None) -> Iterator[Drawn]:
    """The rows that are new, as one file; nothing where there are none. Raises a Fault where it cannot be read."""
    patience = patience or Patience(name, Limits(requests_a_second=said.pages_a_second))
    spool = _Spool(name, kept.folder)
    try:
        if not spool.whole:
            patience.until_it_works(lambda: _read(name, said, kept, spool, patience))
    finally:
        spool.close()
    after = spool.after
    if after is None or not spool.rows:
        spool.forget()
        return

    def done(_: str) -> None:
        kept.reached(after)
        spool.forget()

    yield Drawn(spool.path, done)


def _read(name: str, said: Database, kept: Kept, spool: "_Spool", patience: Patience) -> None:
    """Reads what is left of a run, or begins one. Raises Trouble where that may work later."""
    with opened(name, said) as link:
        if spool.began is None or spool.began["names"] != list(link.names):
            until = link.until()
            if until is None:
                return
            spool.begin(link.names, after=kept.cursor, until=encoded(until))
        assert spool.began is not None
        until = decoded(spool.began["until"])
        while True:
            after = spool.after
            rows = link.page(None if after is None else [decoded(one) for one in after], until)
            if rows:
                spool.keep(rows, link.cursor_of(rows[-1]))
            if len(rows) < said.page:
                break
            patience.turn()
    spool.end()


@dataclass
class _Spool:
    """The file that grows page by page, and its journal."""

    name: str
    folder: Path
    began: dict[str, Any] | None = None
    after: list[Any] | None = None
    rows: int = 0
    whole: bool = False

    def __post_init__(self) -> None:
        self.path = self.folder / f"{self.name}.csv"
        self._rows = self.path.open("ab+")
        self._pages = (self.folder / _PAGES).open("ab+")
        self.path.chmod(0o600)
        self._recover()

    def begin(self, names: tuple[str, ...], *, after: list[Any] | None, until: Any) -> None:
        """Says what is going to be read."""
        self._rows.truncate(0)
        self._pages.truncate(0)
        self.rows = 0
        self._append(self._rows, _lines([names]))
        self.began = {"names": list(names), "after": after, "until": until, "end": self._rows.tell()}
        self.after = after
        self._note(self.began)

    def keep(self, rows: list[tuple[Any, ...]], after: list[Any]) -> None:
        """Puts a page on the disk, its rows first."""
        self._append(self._rows, _lines([[cell(value) for value in row] for row in rows]))
        self._note({"after": after, "rows": len(rows), "end": self._rows.tell()})
        self.after, self.rows = after, self.rows + len(rows)

    def end(self) -> None:
        """Says that all has been read."""
        self.whole = True
        self._note({"whole": True})

    def close(self) -> None:
        """Closes the files."""
        self._rows.close()
        self._pages.close()

    def forget(self) -> None:
        """Takes the files away: what they hold is in. The journal goes first: without it nothing is resumed."""
        (self.folder / _PAGES).unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def _recover(self) -> None:
        size, good, end = self._rows.seek(0, os.SEEK_END), 0, 0
        self._pages.seek(0)
        for line in self._pages:
            entry = _entry(line)
            if entry is None or entry.get("end", 0) > size:
                break
            good += len(line)
            end = entry.get("end", end)
            if "until" in entry:
                self.began = entry
            self.after = entry.get("after", self.after)
            self.rows += entry.get("rows", 0)
            self.whole = entry.get("whole", False)
        self._pages.truncate(good)
        self._rows.truncate(end)
        self._pages.seek(0, os.SEEK_END)
        self._rows.seek(0, os.SEEK_END)

    def _note(self, entry: dict[str, Any]) -> None:
        self._append(self._pages, json.dumps(entry, ensure_ascii=False).encode() + b"\n")

    @staticmethod
    def _append(file: Any, content: bytes) -> None:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _lines(rows: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
