"""Writes workbooks of many rows: text cells, an optional merged title. The same rows give the same bytes."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
#: An archive's entries carry a time; this one is nobody's.
_TIME = (2022, 6, 30, 0, 0, 0)
_ROWS = 50_000


def write(path: Path, table: pa.Table, *, title: Sequence[str] = ()) -> None:
    """`table` with its headings on the one sheet of a workbook, below lines of title, each merged across."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _FRAME.items():
            archive.writestr(zipfile.ZipInfo(name, _TIME), _XML + text, zipfile.ZIP_DEFLATED)
        entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml", _TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as sheet:
            head = [[line] for line in title] + [table.column_names]
            sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for cells in head:
                sheet.write("".join(["<row>", *(_cell(cell) for cell in cells), "</row>"]).encode())
            for start in range(0, table.num_rows, _ROWS):
                sheet.write(_rows(table.slice(start, _ROWS)))
            sheet.write(f"</sheetData>{_merged(len(title), table.num_columns)}</worksheet>".encode())


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def _rows(table: pa.Table) -> bytes:
    parts: list[pa.Array | str] = ["<row>"]
    for column in table.columns:
        text = pc.cast(column.combine_chunks(), pa.large_string())
        for mark, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = pc.replace_substring(text, mark, name)
        # Blanks at a cell's edge are dropped in reading, unless it says that they are meant.
        meant = ' xml:space="preserve"' if pc.any(pc.match_substring_regex(text, r"^\s|\s$")).as_py() else ""
        parts += [f'<c t="inlineStr"><is><t{meant}>', text, "</t></is></c>"]
    large = [pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in [*parts, "</row>"]]
    rows = pc.binary_join_element_wise(*large, pa.scalar("", pa.large_string()))
    return "".join(rows.to_pylist()).encode("utf-8")


def _merged(lines: int, columns: int) -> str:
    last = chr(ord("A") + columns - 1)
    ranges = [f'<mergeCell ref="A{line}:{last}{line}"/>' for line in range(1, lines + 1)]
    return f'<mergeCells count="{lines}">{"".join(ranges)}</mergeCells>' if ranges else ""
