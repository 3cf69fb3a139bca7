"""Receives delimited text: one pass that hashes, decodes, judges and, only where needed, writes a clean copy."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from fangxian.contracts import Contract, Section
from fangxian.intake.encoding import NotUtf8Error, Utf8Blocks, guess
from fangxian.intake.layout import Layout, find
from fangxian.intake.ragged import Rows
from fangxian.intake.received import Received, changed, empty, stamp
from fangxian.intake.stream import BLOCK, Stream

#: Lines that are looked at for the layout.
HEAD_LINES = 120
#: The fields in which a row that the file's end cuts through is marked.
MARKED = ("name", "id_number", "phone", "person")


def receive(path: Path, head: bytes, contract: Contract, mapping: Section | None, *, workdir: Path) -> Received:
    """The text at `path`, whose first block is `head`. Raises Fault."""
    encoding = guess(head, whole=len(head) < BLOCK)
    returns_only = b"\r" in head and b"\n" not in head
    try:
        return _Pass(path, contract, mapping, workdir).run(encoding, returns_only=returns_only)
    except NotUtf8Error:
        return _Pass(path, contract, mapping, workdir).run("gb18030", returns_only=returns_only)


class _Pass:
    """One pass over one text in one encoding."""

    def __init__(self, path: Path, contract: Contract, mapping: Section | None, workdir: Path) -> None:
        self.path, self.contract, self.mapping, self.workdir = path, contract, mapping, workdir
        self.copy: IO[bytes] | None = None
        self.readable = path

    def run(self, encoding: str, *, returns_only: bool) -> Received:
        before = stamp(self.path)
        stream = Stream(self.path)
        raw = (block.replace(b"\r", b"\n") for block in stream) if returns_only else stream
        source = Utf8Blocks(raw, encoding, self.path.name)
        blocks = _with_end(source)
        first, last = next(blocks, (b"", True))
        if not first.strip():
            raise empty(self.path.name)
        layout = self._layout(first)
        start = _after_line(first, layout.skip_lines)
        end = _line_end(first[:start])
        columns = layout.columns
        rows = Rows(
            layout.delimiter,
            layout.width,
            line_end=end,
            overflow=columns.get("address"),
            marked=[columns[name] for name in MARKED if name in columns],
        )
        try:
            if not source.verbatim or returns_only or end is None or not _plain(first[:start]):
                self._open_copy(0, 0)
            at = source.mark + start
            for block, is_last in _chain((first[start:], last), blocks):
                done = rows.feed(block, last=is_last, cut=is_last and source.cut)
                if done is not None and self.copy is None:
                    self._open_copy(source.mark + start, at)
                if self.copy is not None:
                    self._write(block if done is None else done)
                at += len(block)
        finally:
            if self.copy is not None:
                self.copy.close()
        if stamp(self.path) != before or stream.size != before[0]:
            raise changed(self.path.name)
        return Received(
            path=self.path,
            name=self.path.name,
            sha256=stream.sha256,
            size=stream.size,
            stamp=before,
            format="csv",
            encoding=encoding,
            kind="csv",
            readable=self.readable,
            header=layout.header,
            columns=columns,
            rows=rows.rows,
            delimiter=layout.delimiter,
            skip_lines=0 if self.copy is not None else layout.skip_lines,
            parallel=not rows.notes["line_breaks"],
            notes=dict(+rows.notes),
        )

    def _layout(self, first: bytes) -> Layout:
        lines = [line.removesuffix(b"\r").decode() for line in first.split(b"\n", HEAD_LINES)[:HEAD_LINES]]
        return find(lines, self.contract, self.mapping, file=self.path.name)

    def _open_copy(self, start: int, end: int) -> None:
        """Begins the copy with the file's own bytes from `start` to `end`."""
        self.copy = tempfile.NamedTemporaryFile(dir=self.workdir, prefix="intake-", suffix=".csv", delete=False)  # noqa: SIM115
        self.readable = Path(self.copy.name)
        with self.path.open("rb") as file:
            file.seek(start)
            left = end - start
            held = b""
            while left > 0:
                block = file.read(min(left, BLOCK))
                if not block:
                    raise changed(self.path.name)
                left -= len(block)
                # A line end of two bytes may lie across two blocks.
                block = held + block
                held = b"\r" if block.endswith(b"\r") else b""
                self._write(block.removesuffix(held))

    def _write(self, block: bytes) -> None:
        assert self.copy is not None
        self.copy.write(block.replace(b"\r\n", b"\n") if b"\r" in block else block)


def _with_end(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each block with whether it is the last."""
    held: bytes | None = None
    for block in blocks:
        if held is not None:
            yield held, False
        held = block
    if held is not None:
        yield held, True


def _chain(first: tuple[bytes, bool], rest: Iterator[tuple[bytes, bool]]) -> Iterator[tuple[bytes, bool]]:
    if first[0]:
        yield first
    yield from rest


def _after_line(block: bytes, lines: int) -> int:
    """The offset behind the first `lines` lines."""
    at = 0
    for _ in range(lines):
        at = block.find(b"\n", at) + 1
        if not at:
            return len(block)
    return at


def _line_end(head: bytes) -> bytes | None:
    """The one kind of line end in the lines above the data, or None if there are two kinds."""
    returns, feeds = head.count(b"\r"), head.count(b"\n")
    if not returns:
        return b"\n"
    return b"\r\n" if returns == feeds == head.count(b"\r\n") else None


def _plain(head: bytes) -> bool:
    """Whether an engine that skips lines and one that skips records come to the same place."""
    return all(line.count(b'"') % 2 == 0 for line in head.split(b"\n")) and b"\0" not in head
