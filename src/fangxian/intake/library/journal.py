"""What was received so far, kept so that a run that was killed goes on where it was (law 10).

A hidden folder beside the file to come, for its owner's eyes:

    asked.json    what is being asked (a fingerprint)
    rows.jsonl    a line for each row when it is first received, or received changed: question, identity, cells
    pages.jsonl   a line for each page: where it stood, what came next, and how long rows.jsonl was after it

Rows reach the disk before the line of their page. What lies behind the last whole line of a page is cut off and asked
for again; so a page is there wholly or not at all.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO

from fangxian.intake.library.pages import Page
from fangxian.lib.fault import Fault

_ASKED, _ROWS, _PAGES, _LOCK = "asked.json", "rows.jsonl", "pages.jsonl", ".lock"


@dataclass(frozen=True)
class Entry:
    """A page: its question (from 0), pass and number in it (from 1), cursors, counts of rows, what they say in all
    (Page.content), and the bytes after it.

    rows = new + again + changed. `changed` are rows that were there and now say something else: the later word stands.
    """

    question: int
    round: int
    page: int
    cursor: str | None
    next: str | None
    total: int | None
    rows: int
    new: int
    again: int
    changed: int
    content: int
    sha256: str
    end: int


@dataclass(frozen=True)
class Kept:
    """Where a row's latest word lies in rows.jsonl."""

    at: int
    length: int
    digest: bytes


class Journal:
    """The pages and rows of one fetch. `kept` are all rows by identity; `answered` those of each question.

    Where the total of a question changes, rows were added or taken back while they were read, and pages may have moved
    under us: what was answered before no longer counts, until it is answered again. `by_pass`: where no total tells
    whether they moved, each pass counts for itself.
    """

    def __init__(self, folder: Path, *, by_pass: bool = False) -> None:
        self.folder = folder
        self._by_pass = by_pass
        self.entries: list[Entry] = []
        self.kept: dict[str, Kept] = {}
        self.answered: dict[int, set[str]] = {}
        self._totals: dict[int, int | None] = {}
        self._rows = (folder / _ROWS).open("ab+")
        self._pages = (folder / _PAGES).open("ab+")
        try:
            self._recover()
        except BaseException:
            self.close()
            raise

    def keep(self, page: Page, *, question: int, round: int, number: int, cursor: str | None) -> Entry:
        """Puts a page on the disk, its rows first."""
        self._announced(question, page.total, round)
        counts = {"new": 0, "again": 0, "changed": 0}
        end = self._rows.seek(0, os.SEEK_END)
        lines = []
        for row in page.rows:
            line = json.dumps([question, row.identity, *row.cells], ensure_ascii=False).encode() + b"\n"
            known, mine = self.kept.get(row.identity), row.identity in self.answered.get(question, ())
            digest = _digest(row.cells)
            same = known is not None and known.digest == digest
            counts["new" if known is None else "again" if same else "changed"] += 1
            if not (same and mine):
                lines.append(line)
                self._note(question, row.identity, Kept(end, len(line), digest))
                end += len(line)
        _append(self._rows, b"".join(lines))
        entry = Entry(
            question,
            round,
            number,
            cursor,
            page.next,
            page.total,
            len(page.rows),
            **counts,
            content=page.content,
            sha256=page.sha256,
            end=end,
        )
        _append(self._pages, json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n")
        self.entries.append(entry)
        return entry

    def rows(self) -> Iterator[tuple[str, list[str]]]:
        """Every row once, by its identity: shorter ones first, so that numbers stand as numbers do."""
        for identity in sorted(self.standing(), key=lambda one: (len(one), one)):
            kept = self.kept[identity]
            self._rows.seek(kept.at)
            _, _, *cells = json.loads(self._rows.read(kept.length))
            yield identity, cells

    def standing(self) -> set[str]:
        """The rows that there are: of what was ever received, what was not taken back."""
        return set().union(*self.answered.values())

    def close(self) -> None:
        """Closes its files."""
        self._rows.close()
        self._pages.close()

    def _recover(self) -> None:
        """Reads what is whole, and cuts off the rest."""
        size, good = self._rows.seek(0, os.SEEK_END), 0
        self._pages.seek(0)
        for line in self._pages:
            entry = _entry(line)
            if entry is None or entry.end > size:
                break
            self.entries.append(entry)
            good += len(line)
        self._pages.truncate(good)
        end = self.entries[-1].end if self.entries else 0
        self._rows.truncate(end)
        self._rows.seek(0)
        at = 0
        try:
            for entry in self.entries:
                self._announced(entry.question, entry.total, entry.round)
                while at < entry.end:
                    line = self._rows.readline()
                    question, identity, *cells = json.loads(line)
                    self._note(question, identity, Kept(at, len(line), _digest(cells)))
                    at += len(line)
        except (ValueError, TypeError) as error:
            raise _damaged(self.folder) from error

    def _announced(self, question: int, total: int | None, round: int) -> None:
        """What was answered to a question counts as long as its total stays; without one, for its pass."""
        stays = -round if total is None and self._by_pass else total
        if stays != self._totals.setdefault(question, stays):
            self._totals[question] = stays
            self.answered.pop(question, None)

    def _note(self, question: int, identity: str, kept: Kept) -> None:
        self.kept[identity] = kept
        self.answered.setdefault(question, set()).add(identity)


@contextmanager
def opened(folder: Path, *, asked: str, afresh: bool, by_pass: bool = False) -> Iterator[Journal]:
    """The journal in `folder`, gone on with if it is of the same questions. Raises Fault if another run has it open.

    `afresh` throws away what was received before.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Fault(
                en="Another fetch is writing this file: wait for it, or choose another --out.",
                zh="另一个获取任务正在写这个文件：请等它结束，或更换 --out。",
            ) from None
        _claim(folder, asked, afresh=afresh)
        journal = Journal(folder, by_pass=by_pass)
        try:
            yield journal
        finally:
            journal.close()


def asked_of(folder: Path) -> str | None:
    """What is being asked in a folder; None where nothing is."""
    with suppress(OSError, ValueError):
        found: str = json.loads((folder / _ASKED).read_bytes())["asked"]
        return found
    return None


def remove(folder: Path) -> None:
    """Takes the folder away: its file is there."""
    shutil.rmtree(folder, ignore_errors=True)


def _claim(folder: Path, asked: str, *, afresh: bool) -> None:
    """Says what is asked here, once; what nobody said it of is thrown away."""
    said, before = folder / _ASKED, asked_of(folder)
    if before == asked and not afresh:
        return
    if before is not None and not afresh:
        raise Fault(
            en="Something else was being fetched into this file: run that command to its end, choose another --out, "
            "or give --afresh to throw away what it received.",
            zh="这个文件先前在获取别的内容：请先完成那条命令，或更换 --out，或加 --afresh 放弃已收到的数据。",
        )
    for name in (_ASKED, _PAGES, _ROWS):
        (folder / name).unlink(missing_ok=True)
    partial = folder / f"{_ASKED}.partial"
    with partial.open("wb") as file:
        _append(file, json.dumps({"asked": asked}).encode())
    partial.replace(said)


def _append(file: IO[bytes], content: bytes) -> None:
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


def _entry(line: bytes) -> Entry | None:
    """A whole line's entry, or None."""
    if not line.endswith(b"\n"):
        return None
    try:
        said = json.loads(line)
        return Entry(**{one.name: said[one.name] for one in fields(Entry)})
    except (ValueError, TypeError, KeyError):
        return None


def _digest(cells: object) -> bytes:
    return hashlib.blake2b(json.dumps(cells).encode(), digest_size=16).digest()


def _damaged(folder: Path) -> Fault:
    return Fault(
        en=f"{folder.name}: what was received before is damaged; run the command again with --afresh.",
        zh=f"{folder.name}：先前收到的数据已损坏；请加 --afresh 重新运行。",
    )
