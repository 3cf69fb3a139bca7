"""Writes rows to an xlsx file in constant memory. Cells are text or numbers, never formulas."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

#: Rows below the header that one sheet can hold (the format's own limit is 1,048,576 with the header).
SHEET_ROWS = 1_048_575


def write(path: Path, header: Sequence[str], chunks: Iterable[list[tuple[Any, ...]]]) -> int:
    """Writes `header` and the rows of `chunks`, in as many sheets as they need; returns the row count."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    count, sheet = 0, book.add_worksheet()
    sheet.write_row(0, 0, header)
    for chunk in chunks:
        for row in chunk:
            if count and count % SHEET_ROWS == 0:
                sheet = book.add_worksheet()
                sheet.write_row(0, 0, header)
            sheet.write_row(count % SHEET_ROWS + 1, 0, [_cell(value) for value in row])
            count += 1
    book.close()
    return count


def _cell(value: Any) -> Any:
    """Numbers stay numbers up to the 15 digits that a spreadsheet keeps; all else is text."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, int):
        return value if abs(value) < 10**15 else str(value)
    return value if isinstance(value, float) else str(value)
