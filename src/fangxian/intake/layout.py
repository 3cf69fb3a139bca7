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
    cells: list[str]
    line: int


def find(lines: Sequence[str], contract: Contract, mapping: Section | None, *, file: str) -> Layout:
    """The layout of a delimited text from its first lines (without line ends). Raises Fault if no header is found."""
    best: tuple[bool, int, int] | None = None
    chosen: tuple[str, int, list[_Row]] = (",", 0, [])
    for delimiter in DELIMITERS:
        rows = _rows(lines, delimiter)
        for index, row in enumerate(rows):
            if row.line > HEADER_LINES:
                break
            named = contract.named(row.cells, mapping)
            # One that keeps the whole promise before one that does not; then the fullest; then the earliest.
            rank = (bool(named) and not contract.missing(named, mapping), len(named), -index)
            if best is None or rank > best:
                best, chosen = rank, (delimiter, index, rows)
    delimiter, index, rows = chosen
    if best is None or best[1] == 0:
        raise _no_header(contract, file)
    row = rows[index]
    # A single heading may be a word in a row of data, which must not be quoted: such a row has numbers.
    if best[1] == 1 and not best[0] and any(_NUMBER.search(cell) for cell in row.cells):
        raise _no_header(contract, file)
    width = _width(row.cells, [len(one.cells) for one in rows[index + 1 : index + 1 + SAMPLE_ROWS]])
    header = tuple(cell.strip() for cell in row.cells[:width]) + ("",) * (width - len(row.cells))
    return Layout(delimiter, row.line, header, width, contract.recognise(header, mapping, file=file))


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


def _width(header: list[str], widths: list[int]) -> int:
    """Columns of a row: as the header, or wider if most rows are (a delimiter at the end of each)."""
    usual = Counter(widths).most_common(1)[0][0] if widths else 0
    return max(len(header), usual)
