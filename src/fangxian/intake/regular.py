"""Whether rows are as an engine's reader wants them, seen without parsing them.

Take all bytes but delimiters, quotes and line ends out of a block, and what is left of a regular block is one short
shape, over and over; only a row with quotes is looked at by itself.
"""

import re
from collections.abc import Sequence


class Regular:
    """What a regular row of `width` columns looks like; `end` is the one line end that rows have."""

    def __init__(self, delimiter: str, width: int, end: bytes) -> None:
        self._mark, self._end = delimiter.encode(), end
        self._bare = self._mark * (width - 1) + end
        self._dropped = bytes(byte for byte in range(256) if byte not in self._mark + b'\n\r\0"')
        cell = rb'(?:"(?:[^"\0\r\n]|"")*"|(?! *")[^' + re.escape(self._mark) + rb"\r\n\0]*)"
        self._row = re.compile(cell + b"(?:" + re.escape(self._mark) + cell + b"){%d}" % (width - 1))

    def rows(self, block: bytes) -> int | None:
        """The rows in a block of whole lines, if the reader takes all of them as they are; else None."""
        shapes = block.translate(None, self._dropped)
        count = shapes.count(b"\n")
        quoted = b'"' in shapes
        # With a single column a blank line has the shape of a row.
        if (shapes.replace(b'"', b"") if quoted else shapes) != self._bare * count or self._bare == self._end:
            return None
        regular = not quoted or self._all_quoted_alike(block, shapes, count) or self._each_quoted_well(block)
        return count if regular else None

    def odd(self, text: bytes, lines: Sequence[bytes]) -> list[int]:
        """Which of a text's `lines` (ends are LF; blank ones apart) are no rows that the reader takes as they are."""
        shapes = text.translate(None, self._dropped).split(b"\n")
        bare = self._bare.removesuffix(self._end)
        # No zip(strict): where the text ends with a line end, there is an empty shape behind it.
        return [
            index
            for index, (line, shape) in enumerate(zip(lines, shapes, strict=False))
            if shape != bare and line and not self._row.fullmatch(line)
        ]

    def _all_quoted_alike(self, block: bytes, shapes: bytes, count: int) -> bool:
        """Whether the same cells are quoted in each row, and each quote opens or closes one: none stands within."""
        mark, end = self._mark, self._end
        shape = shapes[: shapes.find(b"\n") + 1]
        cells = shape.removesuffix(end).split(mark)
        if shape * count != shapes or any(cell not in (b"", b'""') for cell in cells):
            return False
        opening = block.count(mark + b'"') + block.count(b'\n"') + block.startswith(b'"')
        closing = block.count(b'"' + mark) + block.count(b'"' + end)
        return opening + closing == shape.count(b'"') * count

    def _each_quoted_well(self, block: bytes) -> bool:
        """Whether every row with a quote in it is regular."""
        at = block.find(b'"')
        while at >= 0:
            start, stop = block.rfind(b"\n", 0, at) + 1, block.find(self._end, at)
            if not self._row.fullmatch(block, start, stop):
                return False
            at = block.find(b'"', stop)
        return True
