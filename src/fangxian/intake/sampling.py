"""The first rows of a table that keeps nobody's contract yet: its header is the first row that looks like one."""

import csv
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from fangxian.intake import refusals
from fangxian.intake.encoding import guess
from fangxian.intake.kinds import kind_of
from fangxian.intake.layout import DELIMITERS, HEADER_LINES
from fangxian.lake import engines
from fangxian.lib.fault import Fault

#: Rows below the header that a sample has at most, and bytes from the top of a text in which they are looked for.
ROWS, BYTES = 2_000, 1 << 20
_VALUE = re.compile(r"\d{5}|^\d+([.]\d+)?$")
_LONGEST = 24


@dataclass(frozen=True)
class Sample:
    """Headings in their order, and rows of as many cells, '' where nothing stands."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def sample(path: Path, *, rows: int = ROWS) -> Sample:
    """The header of a file and its first rows. Raises a Fault for what is no table, or has no header."""
    try:
        with path.open("rb") as file:
            head = file.read(BYTES)
    except OSError as error:
        raise refusals.unreadable(path.name, error) from error
    if not head.strip():
        raise refusals.empty(path.name)
    with tempfile.TemporaryDirectory() as work:
        match kind_of(path, head):
            case "parquet":
                return _parquet(path, Path(work), rows)
            case "xlsx" | "xls":
                from fangxian.intake import workbook

                sheets = workbook.heads(path, rows=rows + HEADER_LINES, workdir=Path(work))
                tables = [_table(sheet.read_text("utf-8"), ",") for sheet in sheets]
            case "jsonl":
                from fangxian.intake import lines

                table = lines.as_table(path, Path(work), most=rows)
                tables = [_table(table.read_text("utf-8"), ",")]
            case _:
                encoding = guess(head)
                text = head.decode(encoding, "replace").removeprefix("\ufeff")
                # The last line may be cut where the head ends.
                text = text if len(head) < BYTES else text[: text.rfind("\n") + 1]
                tables = [_table(text, delimiter) for delimiter in DELIMITERS]
    found = [one for table in tables if (one := _headed(table, rows)) is not None]
    if not found:
        raise _no_header(path.name)
    return max(found, key=lambda one: len(one.header))


def _parquet(path: Path, work: Path, rows: int) -> Sample:
    with engines.open_engine(workdir=work) as engine:
        header = tuple(str(name) for name, *_ in engine.rows(f"DESCRIBE SELECT * FROM {engines.parquet(path)}"))
        found = engine.rows(f"SELECT * FROM {engines.parquet(path)} LIMIT {int(rows)}")
    return Sample(header, [tuple("" if cell is None else str(cell) for cell in row) for row in found])


def _table(text: str, delimiter: str) -> list[list[str]]:
    return [row for row in _records(text, delimiter) if any(cell.strip() for cell in row)]


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        yield from islice(reader, ROWS + HEADER_LINES)
    except csv.Error:
        return


def _headed(table: Sequence[Sequence[str]], most: int) -> Sample | None:
    """A table under the first of its fullest rows whose cells all look like headings; None without one."""
    headings = [_headings(row) for row in table[:HEADER_LINES]]
    fullest = max(headings, default=0)
    if fullest < 2:
        return None
    place = headings.index(fullest)
    header = [cell.strip() for cell in table[place]]
    while not header[-1]:
        header.pop()
    width = len(header)
    rows = [tuple(cell.strip() for cell in (*row, *[""] * width)[:width]) for row in table[place + 1 :][:most]]
    return Sample(tuple(header), rows)


def _headings(row: Sequence[str]) -> int:
    """How many headings a row has, or 0 if it is not one of headings."""
    cells = [cell.strip() for cell in row if cell.strip()]
    plain = [cell for cell in cells if len(cell) <= _LONGEST and not _VALUE.search(cell)]
    return len(cells) if len(plain) == len(cells) == len(set(cells)) else 0


def _no_header(name: str) -> Fault:
    return Fault(
        en=f"{name}: none of the first {HEADER_LINES} lines looks like headings (short words, each once); put a "
        "line of headings above the data.",
        zh=f"{name}：前{HEADER_LINES}行中没有像表头的一行（简短、互不相同的列名）；请在数据上方加一行列名。",
    )
