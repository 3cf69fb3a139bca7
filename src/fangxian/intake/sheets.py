"""Writes the sheets of a workbook as CSV. A program of its own: it imports nothing of ours, and may be stopped.

    python sheets.py WORKBOOK FOLDER LIMIT [ROWS]

A sheet is unpacked whole into memory, and a few bytes can say that it has a billion cells; what then happens, happens
here and not in the process that compares. LIMIT is the address space in bytes that this one may take; ROWS, how many
rows of each sheet are wanted (all).

Standard output: one JSON object, {"sheets": [{"name", "path"}, ...]} (visible sheets with cells), or
{"refused": REASON}, REASON being 'locked', 'damaged', 'too_large' or the number of a system error in writing. No
formula is computed: a cell is the value that was saved with it.
"""

import csv
import datetime
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path

import python_calamine

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta

#: The first and the last cell of a merged range, each as row and column from 0.
Merged = tuple[tuple[int, int], tuple[int, int]]

#: From here on a float does not hold every whole number that a sheet shows: digits may be gone.
EXACT = 1e15


def main(workbook: str, folder: str, limit: str, rows: str = "") -> dict[str, object]:
    """The answer that is printed."""
    _limit_memory(int(limit))
    try:
        return {"sheets": _sheets(workbook, Path(folder), int(rows) if rows else None)}
    except python_calamine.PasswordError:
        return {"refused": "locked"}
    except MemoryError:
        return {"refused": "too_large"}
    except python_calamine.CalamineError:
        return {"refused": "damaged"}
    except OSError as error:
        return {"refused": error.errno}


def _sheets(workbook: str, folder: Path, most: int | None) -> list[dict[str, str]]:
    found = []
    with python_calamine.load_workbook(workbook) as opened:
        for number, sheet in enumerate(opened.sheets_metadata):
            if not (_is(sheet.visible, "Visible") and _is(sheet.typ, "WorkSheet")):
                continue
            path = folder / f"sheet-{number}.csv"
            one = opened.get_sheet_by_index(number)
            rows = _unmerged(one.iter_rows(), one.merged_cell_ranges or [], first=(one.start or (0, 0))[1])
            if _write(path, islice(rows, most)):
                found.append({"name": sheet.name, "path": str(path)})
    return found


def _unmerged(rows: Iterable[list[Cell]], merged: Sequence[Merged], *, first: int) -> Iterator[list[Cell]]:
    """Rows in which a cell that was merged with those below it says the same in each of them. The sheet's column
    `first` is the rows' column 0."""
    ends = {(top, left - first): bottom for (top, left), (bottom, _) in merged if bottom > top}
    columns = {column for _, column in ends}
    open_until: dict[int, tuple[int, Cell]] = {}
    for number, row in enumerate(rows):
        for column in columns:
            if column >= len(row):
                continue
            if (number, column) in ends:
                open_until[column] = (ends[number, column], row[column])
            elif column in open_until and number <= open_until[column][0]:
                row[column] = open_until[column][1]
        yield row


def _is(member: object, name: str) -> bool:
    # The library's enumerations are its own, not Python's.
    return str(member).endswith(f".{name}")


def _write(path: Path, rows: Iterable[list[Cell]]) -> int:
    """Writes rows down to the last that holds anything; returns how many."""
    count, blank = 0, 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            cells = [cell if type(cell) is str else text(cell) for cell in row]
            if not any(cells):
                blank += 1
                continue
            # A blank row in the middle keeps its place, so that rows are counted as the sheet counts them.
            writer.writerows([[""] * len(cells)] * blank)
            writer.writerow(cells)
            count, blank = count + blank + 1, 0
    return count


def text(cell: Cell) -> str:
    """What a cell says, as text.

    >>> text(13800000000.0), text(2.3010819900101e17), text(36.5)
    ('13800000000', '2.3010819900101000E+17', '36.5')
    """
    match cell:
        case str():
            return cell
        case bool():
            return str(cell).upper()
        case int() | float():
            return _number(float(cell))
        case datetime.datetime():
            # A serial number is a fraction of a day, and hits a second only nearly.
            rounded = (cell + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
            return rounded.isoformat(sep=" ")
        case datetime.timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case datetime.date():
            return cell.isoformat()
    return cell.isoformat(timespec="seconds")


def _number(number: float) -> str:
    """Whole numbers in full while a float holds them all; beyond, 17 figures and the exponent, which shows the loss."""
    if not number.is_integer():
        return repr(number)
    # By way of the shortest form: it is what was typed, where the float itself lies a little beside it.
    return str(int(number)) if abs(number) < EXACT else f"{Decimal(repr(number)):.16E}"


def _limit_memory(limit: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; there the system stops the program instead.
        return
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
