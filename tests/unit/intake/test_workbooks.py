"""Workbooks: the right sheet, cells as text, and nothing in a workbook that can hurt."""

import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.intake.conftest import Arrive

from fangxian.intake import archive, sheets, workbook
from fangxian.lib.fault import Fault

HEADER = ["姓名", "证件号码", "手机号", "采样时间", "检测结果"]
FIELDS = ("name", "id_number", "phone", "sampled_at", "result")
ZHANG = ["张三", "110105194912310020", "13800000000", "2022-09-09 08:05:00", "阴性"]


def saved(folder: Path, *tables: Sequence[Sequence[Any]], hidden: Sequence[int] = (), name: str = "round.xlsx") -> Path:
    """A workbook with one sheet for each table."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(tables, start=1):
        sheet = book.create_sheet(f"表{number}")
        sheet.sheet_state = "hidden" if number in hidden else "visible"
        for row in table:
            sheet.append(row)
    book.save(folder / name)
    return folder / name


def test_a_sheet_is_read_as_text(arrive: Arrive, tmp_path: Path) -> None:
    one = arrive(saved(tmp_path, [HEADER, ZHANG]), *FIELDS)
    assert one.rows == [tuple(ZHANG)]
    assert (one.file.format, one.file.kind, one.file.name) == ("xlsx", "csv", "round.xlsx")


def test_an_old_xls_is_read_too(arrive: Arrive, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("结果")
    sheet.write_merge(0, 0, 0, 4, "核酸检测结果表")
    for row, cells in enumerate((HEADER, ZHANG), start=1):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(tmp_path / "round.xls"))
    one = arrive(tmp_path / "round.xls", *FIELDS)
    assert one.rows == [tuple(ZHANG)]
    assert one.file.format == "xls"


def test_a_workbook_is_known_by_its_bytes_and_not_by_its_name(arrive: Arrive, tmp_path: Path) -> None:
    assert arrive(saved(tmp_path, [HEADER, ZHANG], name="round.csv"), *FIELDS).rows == [tuple(ZHANG)]
    text = "\t".join(HEADER) + "\n" + "\t".join(ZHANG) + "\n"
    assert arrive(text.encode("gb18030"), *FIELDS, name="round.xls").rows == [tuple(ZHANG)]


def test_the_header_stands_below_a_merged_title(arrive: Arrive, tmp_path: Path) -> None:
    path = tmp_path / "round.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("B2:F2", "核酸检测结果表")
        sheet.write_row("B4", HEADER)
        sheet.write_row("B5", ZHANG)
    assert arrive(path, *FIELDS).rows == [tuple(ZHANG)]


def test_a_blank_row_in_the_middle_counts_and_one_at_the_end_does_not(arrive: Arrive, tmp_path: Path) -> None:
    path = saved(tmp_path, [HEADER, ZHANG, [], ZHANG, ["", ""], [" "][:0]])
    assert arrive(path, *FIELDS).rows == [tuple(ZHANG), (None,) * 5, tuple(ZHANG)]


def test_a_line_break_in_a_cell_is_kept(arrive: Arrive, tmp_path: Path) -> None:
    assert arrive(saved(tmp_path, [HEADER, ["张\n三", *ZHANG[1:]]]), "name").rows == [("张\n三",)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "=1+1"),
        (13800000000.0, "13800000000"),
        (999999999999999.0, "999999999999999"),
        (1e15, "1.0000000000000000E+15"),
        (2.3010819900101e17, "2.3010819900101000E+17"),
        (230108199001011234, "2.3010819900101123E+17"),
        (44813.33681, "44813.33681"),
        (-1.0, "-1"),
        (True, "TRUE"),
        (datetime(2022, 9, 9, 8, 5), "2022-09-09 08:05:00"),
        (datetime(2022, 9, 9, 8, 4, 59, 999_600), "2022-09-09 08:05:00"),
        (date(2022, 9, 9), "2022-09-09"),
        (time(8, 5), "08:05:00"),
        (timedelta(days=1, hours=6, seconds=1), "30:00:01"),
        ("", ""),
    ],
)
def test_what_a_cell_says(cell: sheets.Cell, text: str) -> None:
    assert sheets.text(cell) == text


@given(st.integers(10**14, 10**15 - 1), st.integers(0, 3))
def test_of_a_long_number_the_fifteen_figures_that_a_spreadsheet_keeps_are_shown(kept: int, lost: int) -> None:
    shown = sheets.text(float(kept * 10**lost))
    assert shown.split("E")[0].replace(".", "")[:15] == str(kept)
    assert ("E+" in shown) == (lost > 0)


def test_a_formula_is_not_computed(arrive: Arrive, tmp_path: Path) -> None:
    path = tmp_path / "round.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_formula(1, 0, '=HYPERLINK("http://example.invalid/", "x")', None, "张三")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_string(1, 2, "=cmd()")
    assert arrive(path, *FIELDS).rows == [("张三", None, "=cmd()", None, None)]


def test_the_sheet_that_keeps_the_contract_is_found(arrive: Arrive, tmp_path: Path) -> None:
    path = saved(tmp_path, [["填表说明"]], [], [HEADER, ZHANG], [["部门", "人数"], ["甲", 1]])
    assert arrive(path, *FIELDS).rows == [tuple(ZHANG)]


def test_of_two_such_sheets_the_one_with_rows_is_taken(arrive: Arrive, tmp_path: Path) -> None:
    assert arrive(saved(tmp_path, [HEADER], [HEADER, ZHANG]), *FIELDS).rows == [tuple(ZHANG)]


def test_a_hidden_sheet_is_not_looked_at(arrive: Arrive, tmp_path: Path) -> None:
    assert arrive(saved(tmp_path, [HEADER, ZHANG], [HEADER, ZHANG], hidden=[2]), *FIELDS).rows == [tuple(ZHANG)]


def test_two_sheets_with_rows_are_shown_to_a_person(arrive: Arrive, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="sheets '表1' and '表2' both hold such a table"):
        arrive(saved(tmp_path, [HEADER, ZHANG], [HEADER, ZHANG]))


def test_a_missing_column_is_said_of_the_sheet_that_has_a_header(arrive: Arrive, tmp_path: Path) -> None:
    with pytest.raises(Fault) as refused:
        arrive(saved(tmp_path, [["填表说明"]], [HEADER[:2], ZHANG[:2]]))
    assert refused.value.en.startswith("round.xlsx [表2]: no column is recognised as result")


def test_a_workbook_without_cells_is_empty(arrive: Arrive, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="the file is empty"):
        arrive(saved(tmp_path, [], []))


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_xlsx(arrive: Arrive, tmp_path: Path, kept: float) -> None:
    path = saved(tmp_path, [HEADER, *[ZHANG] * 100])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(Fault, match="damaged or was not completely copied"):
        arrive(path)


def test_an_xlsx_with_a_damaged_byte(arrive: Arrive, tmp_path: Path) -> None:
    path = saved(tmp_path, [HEADER, *[ZHANG] * 100])
    with zipfile.ZipFile(path) as opened:
        entry = opened.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    content[entry.header_offset + 100] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(Fault, match="damaged or was not completely copied"):
        arrive(path)


def test_a_truncated_xls(arrive: Arrive, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("结果").write(0, 0, "姓名")
    book.save(str(tmp_path / "round.xls"))
    path = tmp_path / "cut.xls"
    path.write_bytes((tmp_path / "round.xls").read_bytes()[:2000])
    with pytest.raises(Fault, match="damaged or was not completely copied"):
        arrive(path)


def test_a_workbook_with_a_password(arrive: Arrive) -> None:
    # An encrypted xlsx lies in the container of an old xls, under this name.
    container = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480)
    with pytest.raises(Fault, match="protected with a password"):
        arrive(container, name="round.xlsx")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="wants /dev/full")
def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    path = saved(tmp_path, [HEADER, ZHANG])
    (tmp_path / "sheet-0.csv").symlink_to("/dev/full")
    assert sheets.main(str(path), str(tmp_path), str(2**62)) == {"refused": 28}


def test_an_archive_that_is_no_workbook(arrive: Arrive, tmp_path: Path) -> None:
    for member, said in (
        ("round.csv", "a packed archive"),
        ("word/document.xml", "or a document"),
        ("content.xml", "ods"),
    ):
        with zipfile.ZipFile(tmp_path / "round.xlsx", "w") as packed:
            packed.writestr(member, "x")
        with pytest.raises(Fault, match=said):
            arrive(tmp_path / "round.xlsx")


def test_a_zip_bomb_dressed_as_xlsx(arrive: Arrive, tmp_path: Path) -> None:
    path = saved(tmp_path, [HEADER, ZHANG])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/media/image1.png", "w") as entry:
        for _ in range(300):
            entry.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(Fault, match="far larger than its rows can explain"):
        arrive(path)


def test_a_bomb_that_lies_about_its_size(arrive: Arrive, tmp_path: Path) -> None:
    path = tmp_path / "round.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", bytes(50 << 20))
    content = path.read_bytes()
    # The directory at the end says ten bytes, with the checksum of ten bytes.
    true = struct.pack("<L", 50 << 20)
    at = content.rindex(true)
    lie = content[: at - 8] + struct.pack("<L", zlib.crc32(bytes(10))) + content[at - 4 : at] + struct.pack("<L", 10)
    path.write_bytes(lie + content[at + 4 :])
    with pytest.raises(Fault, match="far larger than its rows can explain"):
        arrive(path)


def test_a_bomb_of_very_many_entries(tmp_path: Path) -> None:
    path = tmp_path / "round.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(archive.ENTRIES + 1):
            packed.writestr(str(number), b"")
    with pytest.raises(Fault, match="far larger"):
        archive.check(path)


def test_two_cells_a_billion_apart(arrive: Arrive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MEMORY", 1 << 30)
    path = tmp_path / "round.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(Fault, match="far larger than its rows can explain"):
        arrive(path)
