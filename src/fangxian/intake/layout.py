"""Where the header is and what parts the columns: whatever makes a row that the contract recognises."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fangxian.contracts import Contract, Section
from fangxian.lib.fault import Fault

#: Lines from the top in which a header is looked for: titles, dates and units stand above it.
HEADER_LINES = 20
#: Rows below the header that say how many columns a row has.
SAMPLE_ROWS = 50
DELIMITERS = (",", "\t", ";", "|")
_NUMBER = re.compile(r"\d{5}")


@dataclass(frozen=True)
class Layout:
    """`skip_lines`: lines up to and with the header; `width`: columns of a row; `header` has `width` headings."""

    delimiter: str
    skip_lines: int
    header: tuple[str, ...]
    width: int
    columns: dict[str, int]


class NoHeaderFault(Fault):
    """No line names enough of the promised columns to be the header."""


@dataclass(frozen=True)
class _Row:
    """`line` is the 1-based line on which the row ends."""

    cells: list[str]
    line: int


@dataclass(frozen=True)
class _Candidate:
    """A row that could be the header, with those below it; `fields` are those that it names."""

    delimiter: str
    row: _Row
    below: list[_Row]
    fields: set[str]
    complete: bool


def find(lines: Sequence[str], contract: Contract, mapping: Section | None, *, file: str) -> Layout:
    """The layout of a delimited text from its first lines (without line ends). Raises Fault if no header is found."""
    candidates = [
        _Candidate(delimiter, row, rows[index + 1 :], fields, not contract.missing(fields, mapping))
        for delimiter in DELIMITERS
        for rows in [_rows(lines, delimiter)]
        for index, row in enumerate(rows)
        if row.line <= HEADER_LINES and (fields := contract.named(row.cells, mapping))
    ]
    if not candidates:
        raise _no_header(contract, file)
    # One that keeps the whole promise before one that does not; then the fullest; then the earliest.
    best = max(candidates, key=lambda one: (one.complete, len(one.fields), -one.row.line))
    # A single heading may be a word in a row of data, which must not be quoted: such a row has numbers.
    if len(best.fields) == 1 and not best.complete and any(map(_NUMBER.search, best.row.cells)):
        raise _no_header(contract, file)
    headings = [cell.strip() for cell in best.row.cells]
    while not headings[-1]:
        headings.pop()
    columns = contract.recognise(headings, mapping, file=file)
    sample = [row.cells for row in best.below[:SAMPLE_ROWS]]
    width = _width(len(headings), sample, joined="address" in columns)
    header = (*headings, *[""] * (width - len(headings)))
    return Layout(best.delimiter, best.row.line, header, width, columns)


def _no_header(contract: Contract, file: str) -> NoHeaderFault:
    """The fault of a file without a line of headings. It quotes no cell: they may be data."""
    labels = [one.label for one in contract.fields]
    return NoHeaderFault(
        en=f"{file}: no header was found in the first {HEADER_LINES} lines; put a line of headings such as "
        f"{', '.join(labels[:3])} above the data, or name the headings with --map.",
        zh=f"{file}：前{HEADER_LINES}行中没有找到表头；请在数据上方加一行列名（如{'、'.join(labels[:3])}），"
        "或用 --map 指明列名。",
    )


def _rows(lines: Sequence[str], delimiter: str) -> list[_Row]:
    """The records in `lines`, with the 1-based line on which each ends; blank lines are no records."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_Row(cells, reader.line_num))
    except csv.Error:
        pass
    return rows


def _width(headed: int, sample: Sequence[Sequence[str]], *, joined: bool) -> int:
    """Columns of a row: as many as have headings, or more if most rows have more.

    Not, though, if what is more has words in it and there is an address for them to be `joined` to.
    """
    usual = Counter(map(len, sample)).most_common(1)[0][0] if sample else 0
    wordy = any(any(row[headed:]) for row in sample if len(row) == usual)
    return headed if joined and wordy else max(headed, usual)
