"""Rows as the engine's reader wants them: each of one width, quoted or not, one kind of line end.

Nearly all rows of nearly all files are so already, and that is seen without parsing: take all bytes but the delimiters
and line ends out of a block, and what is left of a regular block is one short pattern repeated. Only the rows that fall
out of it are looked at, and only those that the reader would refuse are written anew:

    short_rows       fewer cells than the header: padded with empty ones
    extra_delimiters more cells: what is over belongs to the address (or else to the last column), where commas are free text
    stray_quotes     a quote that closes nothing: taken as it stands
    line_breaks      a line break within a quoted cell: kept (as one LF)
    nul_bytes        zero bytes: dropped
    mixed_line_ends  CR LF here and LF there, or CR alone: written as LF
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence

#: A quoted cell may run over so many lines; beyond, its quote is a stray one.
CELL_LINES = 100


class Rows:
    """Feed it the data rows of one file, block by block, each block ending behind a newline except the last."""

    def __init__(self, delimiter: str, width: int, *, overflow: int | None = None) -> None:
        self.rows = 0
        self.notes: Counter[str] = Counter()
        self.last_row_short = False
        self._delimiter = delimiter
        self._width = width
        self._overflow = width - 1 if overflow is None else overflow
        mark = delimiter.encode()
        self._mark = mark
        self._pattern = mark * (width - 1)
        self._strip = bytes(byte for byte in range(256) if byte not in mark + b'\n\r\0"')
        self._strip_quotes = self._strip + b'"'
        self._opening = (mark + b'"', b'\n"', b' "', b'\t"')
        cell = rb' *"(?:[^"\0\r\n]|"")*"|(?! *")[^' + re.escape(mark) + rb"\r\n\0]*"
        self._regular = re.compile(
            rb"(?:" + cell + rb")(?:" + re.escape(mark) + rb"(?:" + cell + rb")){" + str(width - 1).encode() + rb"}"
        )
        self._line_end: bytes | None = None
        self._carried = b""

    def feed(self, block: bytes, *, last: bool = False) -> bytes | None:
        """The block as it should be read, or None if it can stand as it is. Keeps an unfinished row for the next."""
        carried = bool(self._carried)
        if carried:
            block, self._carried = self._carried + block, b""
        returns = block.count(b"\r")
        ends = None
        if returns:
            ends = self._settle_line_ends(block, returns)
        elif b"\n" in block:
            self._line_end = self._line_end or b"\n"
            ends = block if self._line_end != b"\n" else None
            if ends is not None:
                self.notes["mixed_line_ends"] += 1
        text = block if ends is None else ends
        quoted = self._has_quoted_cells(text)
        kept = text.translate(None, self._strip if quoted else self._strip_quotes)
        if returns and ends is None:
            kept = kept.replace(b"\r\n", b"\n")
        count = text.count(b"\n") + (not text.endswith(b"\n") and bool(text))
        if self._width > 1 and kept.removesuffix(b"\n") == b"\n".join([self._pattern] * count):
            self.rows += count
            return text if carried or ends is not None else None
        done = self._by_line(text.replace(b"\r\n", b"\n") if returns else text, kept, last=last)
        if done is None:
            return text if carried or ends is not None else None
        return done

    def _settle_line_ends(self, block: bytes, returns: int) -> bytes | None:
        """None if the block's line ends are all CR LF like the file's; else the block with LF."""
        pairs, feeds = block.count(b"\r\n"), block.count(b"\n")
        if pairs == returns == feeds or (pairs == returns == feeds + 0):
            self._line_end = self._line_end or b"\r\n"
            if self._line_end == b"\r\n":
                return None
        self.notes["mixed_line_ends"] += 1
        return block.replace(b"\r\n", b"\n")

    def _has_quoted_cells(self, text: bytes) -> bool:
        if b'"' not in text:
            return False
        return text.startswith(b'"') or any(opening in text for opening in self._opening)

    def _by_line(self, text: bytes, kept: bytes, *, last: bool) -> bytes | None:
        lines, shapes = text.split(b"\n"), kept.split(b"\n")
        if not lines[-1]:
            lines.pop()
            shapes.pop()
        pattern, regular = self._pattern, self._regular
        blank = sum(1 for line in lines if not line)
        odd = [
            index
            for index, shape in enumerate(shapes)
            if shape != pattern and lines[index] and not regular.fullmatch(lines[index])
        ]
        if not odd and not (blank and self._width == 1):
            self.rows += len(lines) - blank
            return None
        return self._written_anew(lines, odd, last=last)

    def _written_anew(self, lines: list[bytes], odd: list[int], *, last: bool) -> bytes:
        done: list[bytes] = []
        position = 0
        for index in odd:
            if index < position:
                continue
            done.extend(filter(None, lines[position:index]))
            cells, used = self._cells(lines, index, last=last)
            if not used:
                self._carried = b"\n".join(lines[index:]) + b"\n"
                self.rows += len(done)
                return b"\n".join([*done, b""])
            done.append(self._row(cells))
            position = index + used
            if last and position == len(lines):
                self.last_row_short = len(cells) < self._width
        done.extend(filter(None, lines[position:]))
        self.rows += len(done)
        return b"\n".join([*done, b""])

    def _cells(self, lines: Sequence[bytes], index: int, *, last: bool) -> tuple[list[str], int]:
        """The cells of the row that begins at `index` and the lines it takes; 0 lines if the block ends within it."""
        line = lines[index]
        if b"\0" in line:
            self.notes["nul_bytes"] += 1
            line = line.replace(b"\0", b"")
        cells = self._parsed([line])
        if cells is not None:
            return cells, 1
        available = lines[index : index + CELL_LINES]
        used = next((n for n in range(2, len(available) + 1) if self._complete(available[:n])), 0)
        if used:
            cells = self._parsed([line, *available[1:used]])
            if cells is not None and len(cells) == self._width:
                self.notes["line_breaks"] += 1
                return cells, used
        elif len(available) < CELL_LINES and not last:
            return [], 0
        self.notes["stray_quotes"] += 1
        return [_unquoted(cell) for cell in line.decode().split(self._delimiter)], 1

    @staticmethod
    def _complete(lines: Sequence[bytes]) -> bool:
        return sum(line.count(b'"') for line in lines) % 2 == 0

    def _parsed(self, lines: Sequence[bytes]) -> list[str] | None:
        """The one record in `lines`, or None if they are not one. A CR within a cell is kept."""
        if not self._complete(lines):
            return None
        reader = csv.reader(
            [line.decode().replace("\r", "\ue000") + "\n" for line in lines], delimiter=self._delimiter, strict=True
        )
        try:
            (cells,) = list(reader)
        except (csv.Error, ValueError):
            return None
        return [cell.replace("\ue000", "\r") for cell in cells]

    def _row(self, cells: list[str]) -> bytes:
        over = len(cells) - self._width
        if over < 0:
            self.notes["short_rows"] += 1
            cells = cells + [""] * -over
        elif over and any(cells[self._width :]):
            self.notes["extra_delimiters"] += 1
            at = self._overflow
            cells = [*cells[:at], self._delimiter.join(cells[at : at + over + 1]), *cells[at + over + 1 :]]
        elif over:
            cells = cells[: self._width]
        return written(cells, self._delimiter)


def written(cells: Sequence[str], delimiter: str) -> bytes:
    """One row of delimited text without its line end."""
    return delimiter.join(_quoted(cell, delimiter) for cell in cells).encode()


def _quoted(cell: str, delimiter: str) -> str:
    if '"' in cell or delimiter in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    if len(bare) > 1 and bare.startswith('"') and bare.endswith('"'):
        return bare[1:-1].replace('""', '"')
    return bare.removeprefix('"') if bare.startswith('"') else cell
