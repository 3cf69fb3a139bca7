"""Receives delimited text: one pass that hashes, decodes, judges and, only where needed, writes a clean copy."""

from collections import Counter
from itertools import chain
from pathlib import Path
from typing import IO

from fangxian.contracts import Contract, HeaderMap
from fangxian.intake import encoding as encodings
from fangxian.intake.ragged import Rows
from fangxian.intake.received import Received, stamp
from fangxian.intake.stream import BLOCK, Stream

#: Lines that are looked at for the layout.
HEAD_LINES = 120
#: The fields in which a row that the file's end cuts through is marked.
MARKED = ("name", "id_number", "phone", "person")


def receive(
    path: Path, head: bytes, contract: Contract, mapping: HeaderMap | None, *, workdir: Path, name: str
) -> Received:
    """The text at `path`, whose first block is `head`. Raises Fault."""
    encoding = encodings.guess(head, whole=len(head) < BLOCK)
    try:
        return _Pass(path, name, encoding, contract, mapping, workdir).run()
    except encodings.NotUtf8:
        return _Pass(path, name, "gb18030", contract, mapping, workdir).run()


class _Pass:
    """One pass over one text in one encoding."""

    def __init__(
        self, path: Path, name: str, encoding: str, contract: Contract, mapping: HeaderMap | None, workdir: Path
    ) -> None:
        self.path, self.name, self.encoding = path, name, encoding
        self.contract, self.mapping, self.workdir = contract, mapping, workdir
        self.copy: IO[bytes] | None = None
        self.notes: Counter[str] = Counter()

    def run(self) -> Received:
        before = stamp(self.path)
        stream = Stream(self.path)
        source = encodings.Utf8Blocks(stream, self.encoding, self.name)
        blocks = _marked_last(iter(source))
        first, last = next(blocks, (b"", True))
        returns_only = b"\n" not in first and b"\r" in first
        if returns_only:
            # Line ends of old Macintoshes: the whole text is one block of bytes to the pass above.
            first = first.replace(b"\r", b"\n")
        layout = self._layout(first)
        start = _line_start(first, layout.skip_lines)
        rows = Rows(layout.delimiter, layout.width, overflow=layout.columns.get("address"))
        in_place = source.verbatim and not returns_only and _plain_head(first[:start])
        if not in_place:
            self._open_copy()
        try:
            self._feed(rows, chain([(first[start:], last)], blocks), source, start)
        finally:
            if self.copy is not None:
                self.copy.close()
        self._note(source, rows)
        return self._received(stream, layout, rows, before)
