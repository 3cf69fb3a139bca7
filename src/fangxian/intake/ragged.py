"""Rows as the engine's reader wants them: each of one width, quoted or not, one kind of line end.

Nearly all rows of nearly all files are so already, and that is seen without parsing: take all bytes but the delimiters
and line ends out of a block, and what is left of a regular block is one short pattern repeated. Only the rows that fall
out of it are looked at, and only those that the reader would refuse are written anew:

    short_rows       fewer cells than the header: padded with empty ones
    extra_delimiters more cells: what is over belongs to the address (or else to the last column)
    stray_quotes     a quote that closes nothing: taken as it stands
    line_breaks      a line break within a quoted cell: kept (as one LF)
    nul_bytes        zero bytes: dropped
    mixed_line_ends  CR LF here and LF there, or CR alone: written as LF
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence

from fangxian.intake.encoding import CUT

#: A quoted cell may run over so many lines; beyond, its quote is a stray one.
CELL_LINES = 100


class Rows:
    """Feed it the data rows of one file, block by block, each block ending behind a newline except the last.

    `overflow` is the column to which the cells of a row with too many belong; `marked` are the columns that get U+FFFD
    at their end in a row through which the file's end cuts.
    """

    def __init__(
        self,
        delimiter: str,
        width: int,
        *,
        line_end: bytes | None = None,
        overflow: int | None = None,
        marked: Sequence[int] = (),
    ) -> None:
        self.rows = 0
        self.notes: Counter[str] = Counter()
        self._delimiter = delimiter
        self._width = width
        self._overflow = width - 1 if overflow is None else overflow
        self._marked = marked
        mark = delimiter.encode()
        self._pattern = mark * (width - 1)
        self._strip = bytes(byte for byte in range(256) if byte not in mark + b'\n\r\0"')
        self._strip_quotes = self._strip + b'"'
        self._opening = (mark + b'"', b'\n"', b' "')
        bare = rb'(?! *")[^' + re.escape(mark) + rb"\r\n\0]*"
        cell = rb'(?: *"(?:[^"\0\r\n]|"")*"|' + bare + rb")"
        self._regular = re.compile(cell + b"(?:" + re.escape(mark) + cell + b"){%d}" % (width - 1))
        self._line_end = line_end
        self._carried = b""

    def feed(self, block: bytes, *, last: bool = False, cut: bool = False) -> bytes | None:
        """The block as it should be read, or None if it can stand as it is. Keeps an unfinished row for the next.

        `last`: the file ends with this block; `cut`: and does so within a character.
        """
        touched = bool(self._carried)
        if touched:
            block, self._carried = self._carried + block, b""
        if not self._keeps_line_end(block):
            self.notes["mixed_line_ends"] += 1
            block, touched = block.replace(b"\r\n", b"\n"), True
        quoted = self._has_quoted_cells(block)
        kept = block.translate(None, self._strip if quoted else self._strip_quotes)
        if b"\r" in kept:
            kept = kept.replace(b"\r\n", b"\n")
        if self._width > 1 and not cut:
            count = kept.count(b"\n") + (not kept.endswith(b"\n") and bool(block))
            if kept.removesuffix(b"\n") == b"\n".join([self._pattern] * count):
                self.rows += count
                return block if touched else None
        done = self._by_line(block, kept, last=last, cut=cut)
        return block if touched and done is None else done

    def _keeps_line_end(self, block: bytes) -> bool:
        """Whether the block's line ends are all of the kind that the file began with."""
        returns, feeds = block.count(b"\r"), block.count(b"\n")
        if not returns and not feeds:
            return True
        kind = b"\n" if not returns else b"\r\n" if returns == feeds == block.count(b"\r\n") else b""
        if self._line_end is None and kind:
            self._line_end = kind
        return kind == self._line_end

    def _has_quoted_cells(self, text: bytes) -> bool:
        if b'"' not in text:
            return False
        return text.startswith(b'"') or any(opening in text for opening in self._opening)

    def _by_line(self, block: bytes, kept: bytes, *, last: bool, cut: bool) -> bytes | None:
        lines, shapes = block.replace(b"\r\n", b"\n").split(b"\n"), kept.split(b"\n")
        terminated = not lines[-1]
        if terminated:
            lines.pop()
        pattern, regular = self._pattern, self._regular
        blank = lines.count(b"")
        # No zip(strict): the shapes have one more where the text ends with its last line.
        odd = [
            index
            for index, (line, shape) in enumerate(zip(lines, shapes, strict=False))
            if shape != pattern and line and not regular.fullmatch(line)
        ]
        if cut and (not odd or odd[-1] != len(lines) - 1):
            odd.append(len(lines) - 1)
        if not odd and not (blank and self._width == 1):
            self.rows += len(lines) - blank
            return None
        return self._written_anew(lines, odd, last=last, cut=cut, terminated=terminated)

    def _written_anew(self, lines: list[bytes], odd: list[int], *, last: bool, cut: bool, terminated: bool) -> bytes:
        done: list[bytes] = []
        position = 0
        for index in odd:
            if index < position:
                continue
            done.extend(filter(None, lines[position:index]))
            cells, used = self._cells(lines, index, last=last)
            if not used:
                self._carried = b"\n".join([*lines[index:], b""])
                position = len(lines)
                break
            position = index + used
            if last and position == len(lines) and (cut or (not terminated and len(cells) < self._width)):
                self.notes["cut_last_row"] += 1
                cells = cells + [""] * (self._width - len(cells))
                cells = [cell.rstrip(CUT) + CUT if at in self._marked else cell for at, cell in enumerate(cells)]
            done.append(self._row(cells))
        done.extend(filter(None, lines[position:]))
        self.rows += len(done)
        return b"\n".join([*done, b""])

    def _cells(self, lines: Sequence[bytes], index: int, *, last: bool) -> tuple[list[str], int]:
        """The cells of the row that begins at `index` and the lines it takes; 0 lines if the block ends within it."""
        line = lines[index].removesuffix(b"\r")
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
