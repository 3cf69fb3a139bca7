"""A file that leaves cannot act: no cell is a formula, in CSV or in xlsx."""

import csv
import io

import pytest
from django.http import FileResponse
from python_calamine import CalamineWorkbook

from fangxian.web.exporting import as_csv, as_xlsx, harmless

DANGEROUS = ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1"]
HEADER, ROWS = ["姓名", "住址"], [["张伟", "=HYPERLINK(1)"], ["李娜", "新疆大街1号"]]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_is_written_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_what_is_harmless_stays_as_it_is() -> None:
    assert [harmless(value) for value in ("张伟", "2022-09-09", 12, None, "")] == ["张伟", "2022-09-09", "12", "", ""]


def test_csv_is_read_back_and_opens_as_utf_8_in_a_spreadsheet() -> None:
    written = b"".join(as_csv("people", HEADER, ROWS))  # type: ignore[arg-type]
    assert written.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert read == [HEADER, ["张伟", "'=HYPERLINK(1)"], ["李娜", "新疆大街1号"]]


def test_xlsx_holds_texts_alone() -> None:
    answer = as_xlsx("people", HEADER, ROWS)
    assert isinstance(answer, FileResponse)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    answer.file_to_stream.close()
    assert book.get_sheet_by_index(0).to_python() == [HEADER, ["张伟", "'=HYPERLINK(1)"], ["李娜", "新疆大街1号"]]
