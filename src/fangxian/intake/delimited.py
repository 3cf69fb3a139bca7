"""Receives delimited text: one pass that decodes, judges and, only where needed, writes a clean copy."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from fangxian.contracts import Contract, Section
from fangxian.intake import refusals
from fangxian.intake.blocks import Fingerprint, blocks
from fangxian.intake.encoding import NotUtf8Error, Utf8Blocks, guess
from fangxian.intake.layout import Layout, find
from fangxian.intake.ragged import Rows
from fangxian.intake.received import Received, stamp

#: Lines that are looked at for the layout.
HEAD_LINES = 120
#: The fields in which a row that the file's end cuts through is marked.
MARKED = ("name", "id_number", "phone", "person")
#: Bytes that no text holds, and how many of them in a head make it no text.
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\x1a"})
_TOO_MANY = 0.05


def receive(path: Path, head: bytes, contract: Contract, mapping: Section | None, *, workdir: Path) -> Received:
    """The text at `path`, whose first block is `head`. Raises Fault."""
    encoding = guess(head)
    text = head.decode(encoding, "ignore")
    returns = "\r" in text and "\n" not in text
    if not encoding.startswith("utf-16") and len(head.translate(None, _CONTROLS)) < len(head) * (1 - _TOO_MANY):
        raise refusals.not_text(path.name)
    fingerprint = Fingerprint(path)
    try:
        one = _Pass(path, contract, mapping, workdir, fingerprint)
        return one.run(Utf8Blocks(path, encoding, returns=returns), encoding)
    except NotUtf8Error:
        one = _Pass(path, contract, mapping, workdir, fingerprint)
        return one.run(Utf8Blocks(path, "gb18030", returns=returns), "gb18030")


class _Pass:
    """One pass over one text in one encoding."""

    def __init__(
        self, path: Path, contract: Contract, mapping: Section | None, workdir: Path, fingerprint: Fingerprint
    ) -> None:
        self._path, self._contract, self._mapping, self._workdir = path, contract, mapping, workdir
        self._fingerprint = fingerprint
        self._copy: IO[bytes] | None = None
        self._readable = path

    def run(self, source: Utf8Blocks, encoding: str) -> Received:
        """Reads the text from its first byte to its last."""
        before = stamp(self._path)
        texts = _with_end(source)
        first, is_last = next(texts, (b"", True))
        if not first.strip():
            raise refusals.empty(self._path.name)
        layout = self._layout(first)
        start = _after_line(first, layout.skip_lines)
        head, first = first[:start], first[start:]
        rows = self._rows(layout, head)
        try:
            if not source.verbatim or not _engine_skips(head):
                self._open_copy()
            at = source.mark + start
            for text, last in _chain((first, is_last), texts):
                done = rows.feed(text, last=last, cut=last and source.cut)
                if done is not None and self._copy is None:
                    self._open_copy(source.mark + start, at)
                if self._copy is not None:
                    self._write(text if done is None else done)
                at += len(text)
        finally:
            if self._copy is not None:
                self._copy.close()
        sha256, size = self._fingerprint.taken()
        if stamp(self._path) != before or size != before[0]:
            raise refusals.changed(self._path.name)
        return Received(
            path=self._path,
            name=self._path.name,
            sha256=sha256,
            stamp=before,
            format="csv",
            encoding=encoding,
            kind="csv",
            readable=self._readable,
            header=layout.header,
            columns=layout.columns,
            rows=rows.rows,
            delimiter=layout.delimiter,
            skip_lines=0 if self._copy is not None else layout.skip_lines,
            parallel=not rows.notes["line_breaks"],
            notes=dict(+rows.notes),
        )

    def _layout(self, first: bytes) -> Layout:
        lines = [line.removesuffix(b"\r").decode() for line in first.split(b"\n", HEAD_LINES)[:HEAD_LINES]]
        return find(lines, self._contract, self._mapping, file=self._path.name)

    def _rows(self, layout: Layout, head: bytes) -> Rows:
        columns = layout.columns
        return Rows(
            layout.delimiter,
            layout.width,
            b"\r\n" if head.endswith(b"\r\n") else b"\n",
            overflow=columns.get("address", layout.width - 1),
            marked=[columns[name] for name in MARKED if name in columns],
        )

    def _open_copy(self, start: int = 0, end: int = 0) -> None:
        """Begins the copy, with the file's own bytes from `start` to `end`: lines that were found in order."""
        self._copy = tempfile.NamedTemporaryFile(dir=self._workdir, suffix=".csv", delete=False)  # noqa: SIM115
        self._readable = Path(self._copy.name)
        held = b""
        for block in blocks(self._path, start, end):
            # A line end of two bytes may lie across two blocks.
            text = held + block
            held = b"\r" if text.endswith(b"\r") else b""
            self._write(text.removesuffix(held))

    def _write(self, text: bytes) -> None:
        assert self._copy is not None
        self._copy.write(text.replace(b"\r\n", b"\n") if b"\r" in text else text)


def _with_end(texts: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each text with whether it is the last."""
    held: bytes | None = None
    for text in texts:
        if held is not None:
            yield held, False
        held = text
    if held is not None:
        yield held, True


def _chain(first: tuple[bytes, bool], rest: Iterator[tuple[bytes, bool]]) -> Iterator[tuple[bytes, bool]]:
    if first[0]:
        yield first
    yield from rest


def _after_line(text: bytes, lines: int) -> int:
    """The offset behind the first `lines` lines."""
    at = 0
    for _ in range(lines):
        at = text.find(b"\n", at) + 1
        if not at:
            return len(text)
    return at


def _engine_skips(head: bytes) -> bool:
    """Whether an engine that skips records comes to the same place as one that skips lines, above rows of one end."""
    lines = head.split(b"\n")
    ends = {line.endswith(b"\r") for line in lines[:-1]}
    return len(ends) == 1 and not any(line.count(b'"') % 2 for line in lines) and b"\0" not in head
