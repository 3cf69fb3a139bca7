"""Tables as files, a row at a time: CSV that a spreadsheet opens as UTF-8, and xlsx. No cell can act as a formula."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from fangxian.lib import clock
from fangxian.lib.formulas import harmless

#: How many rows go out at once.
_CHUNK = 500


def as_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    """A download of CSV, written while it is read."""
    answer = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.csv"
    return answer


def as_xlsx(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    """A download of a workbook; it is written to a temporary file first, with one row in memory at a time."""
    import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, text in enumerate(header):
            sheet.write_string(0, column, text, bold)
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                sheet.write_string(line, column, harmless(value))
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


#: Ending of the file -> what writes it.
WRITERS: dict[str, Callable[[str, Sequence[str], Iterable[Sequence[object]]], HttpResponseBase]] = {
    "xlsx": as_xlsx,
    "csv": as_csv,
}


def file_name(what: str) -> str:
    """'people' -> 'people-20220909-1805': without the ending."""
    return f"{what}-{clock.now():%Y%m%d-%H%M}"


def _lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    yield b"\xef\xbb\xbf"
    writer.writerow(header)
    for number, row in enumerate(rows, 1):
        writer.writerow([harmless(value) for value in row])
        if number % _CHUNK == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    taken = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return taken
