"""Whether rows are as an engine's reader wants them, seen without parsing them.

Take all bytes but delimiters, quotes and line ends out of a block, and what is left of a regular block is the shape of
its first row, over and over.
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
        """The rows in a block of whole lines, if all have one shape that the reader takes as it is; else None."""
        shapes = block.translate(None, self._dropped)
        shape = shapes[: shapes.find(b"\n") + 1]
        count = shapes.count(b"\n")
        # With a single column a blank line has the shape of a row.
        if shape.replace(b'"', b"") != self._bare or shape * count != shapes or self._bare == self._end:
            return None
        return count if b'"' not in shape or self._quoted_whole(block, shape, count) else None

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

    def _quoted_whole(self, block: bytes, shape: bytes, count: int) -> bool:
        """Whether each quote opens or closes a cell: then none stands within one, and no cell holds a delimiter."""
        mark, end = self._mark, self._end
        if any(cell not in (b"", b'""') for cell in shape.removesuffix(end).split(mark)):
            return False
        opening = block.count(mark + b'"') + block.count(b'\n"') + block.startswith(b'"')
        closing = block.count(b'"' + mark) + block.count(b'"' + end)
        return opening + closing == shape.count(b'"') * count
