"""Rows as the engine's reader wants them: each of one width, quoted or not, one kind of line end.

Nearly all rows of nearly all files are so already (see `regular`). Only those that the reader would refuse, or read
otherwise than they were meant, are written anew:

    short_rows        fewer cells than the header: padded with empty ones
    extra_delimiters  more cells: what is over belongs to the address (or else to the last column)
    stray_quotes      a quote that closes nothing: taken as it stands
    line_breaks       a line break within a quoted cell: kept, as one LF
    nul_bytes         zero bytes: dropped
    mixed_line_ends   blocks of lines with CR LF here and LF there: written as LF
    cut_last_row      the file ends within a row: marked
"""

import csv
from collections import Counter
from collections.abc import Sequence

from fangxian.intake.encoding import CUT
from fangxian.intake.regular import Regular

#: A quoted cell may run over so many lines; beyond, its quote is a stray one.
CELL_LINES = 100


class Rows:
    """Feed it the data rows of one file, block by block, each block ending behind a newline except the last.

    `end` is the line end of the rows; `overflow` the column to which the cells of a row with too many belong; `marked`
    are the columns that get U+FFFD at their end in a row through which the file's end cuts.
    """

    def __init__(self, delimiter: str, width: int, end: bytes, *, overflow: int, marked: Sequence[int] = ()) -> None:
        self.rows = 0
        self.notes: Counter[str] = Counter()
        self._delimiter, self._width, self._end = delimiter, width, end
        self._overflow, self._marked = overflow, marked
        self._regular = Regular(delimiter, width, end)
        self._unfinished = b""

    def feed(self, block: bytes, *, last: bool = False, cut: bool = False) -> bytes | None:
        """The block as it should be read, or None if it can stand as it is. Keeps an unfinished row for the next.

        `last`: the file ends with this block; `cut`: and does so within a character.
        """
        if not self._unfinished and not cut:
            count = self._regular.rows(block if block.endswith(b"\n") else block + self._end)
            if count is not None:
                self.rows += count
                return None
        text, changed = self._unfinished + block, bool(self._unfinished)
        self._unfinished = b""
        if self._mixed(text):
            self.notes["mixed_line_ends"] += 1
            changed = True
        text = text.replace(b"\r\n", b"\n") if b"\r" in text else text
        lines, complete = text.split(b"\n"), text.endswith(b"\n")
        if complete:
            lines.pop()
        odd = self._regular.odd(text, lines)
        if cut and lines and odd[-1:] != [len(lines) - 1]:
            odd.append(len(lines) - 1)
        if not odd and not changed:
            self.rows += len(lines) - lines.count(b"")
            return None
        return self._written_anew(lines, odd, last=last, complete=complete, cut=cut)

    def _mixed(self, text: bytes) -> bool:
        """Whether the text's line ends are not all of the file's kind."""
        return text.count(b"\r\n") != (text.count(b"\n") if self._end == b"\r\n" else 0)

    def _written_anew(self, lines: list[bytes], odd: list[int], *, last: bool, complete: bool, cut: bool) -> bytes:
        done: list[bytes] = []
        position = 0
        for index in odd:
            if index < position:
                continue
            done.extend(filter(None, lines[position:index]))
            cells, used = self._cells(lines, index, last=last)
            if not used:
                self._unfinished = b"\n".join([*lines[index:], b""])
                position = len(lines)
                break
            position = index + used
            if last and position == len(lines) and (cut or (not complete and len(cells) < self._width)):
                cells = self._cut(cells)
            done.append(self._row(cells))
        done.extend(filter(None, lines[position:]))
        self.rows += len(done)
        return b"\n".join([*done, b""])

    def _cells(self, lines: Sequence[bytes], index: int, *, last: bool) -> tuple[list[str], int]:
        """The cells of the row that begins at `index` and the lines it takes; 0 lines if the block ends within it."""
        line = lines[index].rstrip(b"\r")
        if b"\0" in line:
            self.notes["nul_bytes"] += 1
            line = line.replace(b"\0", b"")
        if b'"' not in line:
            return line.decode().replace("\r", "\n").split(self._delimiter), 1
        cells = self._parsed([line])
        if cells is not None:
            return cells, 1
        available = [line, *lines[index + 1 : index + CELL_LINES]]
        used = _closed_after(available)
        cells = self._parsed(available[:used]) if used else None
        if cells is not None and len(cells) == self._width:
            return cells, used
        if not used and len(available) < CELL_LINES and not last:
            return [], 0
        self.notes["stray_quotes"] += 1
        return [_unquoted(cell) for cell in line.decode().replace("\r", "\n").split(self._delimiter)], 1

    def _parsed(self, lines: Sequence[bytes]) -> list[str] | None:
        """The one record in `lines`, or None if they are not one."""
        if sum(line.count(b'"') for line in lines) % 2:
            return None
        # A CR within a row would end the record for this reader, so it goes through in disguise.
        text = [line.decode().replace("\r", "\ue000") + "\n" for line in lines]
        try:
            (cells,) = csv.reader(text, delimiter=self._delimiter, strict=True)
        except (csv.Error, ValueError):
            return None
        return [cell.replace("\ue000", "\n") for cell in cells]

    def _cut(self, cells: list[str]) -> list[str]:
        """The cells of the row through which the file's end cuts, marked."""
        self.notes["cut_last_row"] += 1
        cells = cells + [""] * (self._width - len(cells))
        return [cell.rstrip(CUT) + CUT if column in self._marked else cell for column, cell in enumerate(cells)]

    def _row(self, cells: list[str]) -> bytes:
        """One row of the right width."""
        over = len(cells) - self._width
        if over < 0:
            self.notes["short_rows"] += 1
            cells = cells + [""] * -over
        elif over and any(cells[self._width :]):
            self.notes["extra_delimiters"] += 1
            at = self._overflow
            cells = [*cells[:at], self._delimiter.join(cells[at : at + over + 1]), *cells[at + over + 1 :]]
        row = written(cells[: self._width], self._delimiter)
        self.notes["line_breaks"] += b"\n" in row
        return row


def written(cells: Sequence[str], delimiter: str) -> bytes:
    """One row of delimited text without its line end."""
    bare = delimiter.join(cells)
    if '"' not in bare and "\n" not in bare and bare.count(delimiter) == len(cells) - 1:
        return bare.encode()
    return delimiter.join(_quoted(cell, delimiter) for cell in cells).encode()


def _closed_after(lines: Sequence[bytes]) -> int:
    """The lines after which every quote is closed; 0 if none."""
    quotes = 0
    for used, line in enumerate(lines, start=1):
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            return used
    return 0


def _quoted(cell: str, delimiter: str) -> str:
    if delimiter in cell or '"' in cell or "\n" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _unquoted(cell: str) -> str:
    """A cell of a row whose quotes do not add up: what they enclose, or the cell without its stray first quote."""
    bare = cell.strip()
    if len(bare) > 1 and bare.startswith('"') and bare.endswith('"'):
        return bare[1:-1].replace('""', '"')
    return bare.removeprefix('"') if bare.startswith('"') else cell
