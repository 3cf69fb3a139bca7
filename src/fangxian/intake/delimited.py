"""Receives delimited text: one pass that decodes, judges and, only where needed, writes a clean copy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fangxian.contracts import Contract, Section
from fangxian.intake import refusals
from fangxian.intake.copying import Copy
from fangxian.intake.encoding import NotUtf8Error, Utf8Blocks, guess
from fangxian.intake.layout import Layout, find
from fangxian.intake.ragged import Rows
from fangxian.intake.received import Received

#: Lines that are looked at for the layout.
HEAD_LINES = 120
#: The fields in which a row that the file's end cuts through is marked.
MARKED = ("name", "id_number", "phone", "person")
#: Bytes that no text has, zeros apart: those may have come in as dirt. And the shares of a head that make it no text.
_CONTROLS = bytes({*range(1, 32)} - {*b"\t\n\r\f\x1a"})
_MOST_CONTROLS, _MOST_ZEROS = 0.03, 0.3


def receive(
    path: Path, head: bytes, contract: Contract, mapping: Section | None, *, workdir: Path, name: str
) -> Received:
    """The text at `path`, whose first block is `head` and which a Fault calls `name`. Raises Fault."""
    encoding = guess(head)
    if not encoding.startswith("utf-16") and not _is_text(head):
        raise refusals.not_text(name)
    text = _Text(path, name, contract, mapping, workdir, returns=_returns(head.decode(encoding, "ignore")))
    try:
        return text.read(encoding)
    except NotUtf8Error:
        return text.read("gb18030")


@dataclass(frozen=True)
class _Text:
    """`returns`: its lines end in CR alone."""

    path: Path
    name: str
    contract: Contract
    mapping: Section | None
    workdir: Path
    returns: bool

    def read(self, encoding: str) -> Received:
        """The whole text, in that encoding. Raises Fault, or NotUtf8Error if it is not in it."""
        source = Utf8Blocks(self.path, encoding, name=self.name, returns=self.returns)
        texts = _with_end(source)
        first, only = next(texts, (b"", True))
        if not first.strip():
            raise refusals.empty(self.name)
        layout = self._layout(first)
        start = _after_line(first, layout.skip_lines)
        head, below = first[:start], first[start:]
        rows = _rows(layout, head)
        copy = Copy(self.path, self.workdir)
        try:
            if not source.verbatim or not _engine_skips(head):
                copy.begin()
            began = at = source.mark + start
            for text, last in _chain((below, only), texts):
                mended = rows.feed(text, last=last, cut=last and source.cut)
                if mended is not None and not copy.begun:
                    copy.begin(began, at)
                copy.write(text if mended is None else mended)
                at += len(text)
        finally:
            copy.close()
        return Received(
            path=self.path,
            name=self.name,
            format="csv",
            encoding=encoding,
            kind="csv",
            readable=copy.path,
            header=layout.header,
            columns=layout.columns,
            rows=rows.rows,
            delimiter=layout.delimiter,
            skip_lines=0 if copy.begun else layout.skip_lines,
            parallel=not rows.notes["line_breaks"],
            notes=dict(+rows.notes),
        )

    def _layout(self, first: bytes) -> Layout:
        lines = [line.removesuffix(b"\r").decode() for line in first.split(b"\n", HEAD_LINES)[:HEAD_LINES]]
        return find(lines, self.contract, self.mapping, file=self.name)


def _rows(layout: Layout, head: bytes) -> Rows:
    columns = layout.columns
    return Rows(
        layout.delimiter,
        layout.width,
        b"\r\n" if head.endswith(b"\r\n") else b"\n",
        overflow=columns.get("address", layout.width - 1),
        marked=[columns[name] for name in MARKED if name in columns] or [min(columns.values(), default=0)],
    )


def _is_text(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls <= len(head) * _MOST_CONTROLS and head.count(0) <= len(head) * _MOST_ZEROS


def _returns(text: str) -> bool:
    return "\r" in text and "\n" not in text


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
