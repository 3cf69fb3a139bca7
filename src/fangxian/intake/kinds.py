"""What a file is, by its bytes: senders name web pages .xls, and text .xlsx."""

import json
import re
from pathlib import Path
from typing import Literal

from fangxian.intake import refusals

Kind = Literal["xlsx", "xls", "parquet", "jsonl", "text"]

_ZIP, _OLE2, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
#: Kinds that hold no rows, with their names in English and Chinese.
_NO_TABLES = (
    (b"%PDF", "a PDF document", "PDF 文档"),
    (b"\x89PNG", "a picture", "图片"),
    (b"\xff\xd8\xff", "a picture", "图片"),
    (b"Rar!", "a packed archive (RAR)", "压缩包（RAR）"),
    (b"7z\xbc\xaf\x27\x1c", "a packed archive (7z)", "压缩包（7z）"),
    (b"\x1f\x8b", "a packed archive (gzip)", "压缩包（gzip）"),
    (b"SQLite format 3\0", "a database (SQLite)", "数据库文件（SQLite）"),
    (b"PARE", "an encrypted Parquet file", "加密的 Parquet 文件"),
)
_LINES = (".jsonl", ".ndjson")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|table|meta|head|style)\b|^mime-version:", re.IGNORECASE)
_XML_WORKBOOK = re.compile(rb"<(?:\w+:)?workbook\b", re.IGNORECASE)


def kind_of(path: Path, head: bytes) -> Kind:
    """The kind of the file at `path`, whose first block is `head`. Raises Fault for one that is known and unfit."""
    if head.startswith(_PARQUET):
        return "parquet"
    if head.startswith(_OLE2):
        return "xls"
    if head.startswith(_ZIP):
        return _packed(path)
    for mark, en, zh in _NO_TABLES:
        if head.startswith(mark):
            raise refusals.not_a_table(path.name, en, zh)
    _refuse_markup(path, head)
    return "jsonl" if is_lines(head, path.name) else "text"


def is_lines(head: bytes, name: str) -> bool:
    """Whether a text that begins so is JSON lines, and not GeoJSON or one document."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return False
    first, _, rest = start.partition(b"\n")
    try:
        said = json.loads(first)
    except ValueError:
        return name.lower().endswith(_LINES)
    return isinstance(said, dict) and "features" not in said and (not rest.strip() or rest.lstrip().startswith(b"{"))


def _packed(path: Path) -> Kind:
    import zipfile  # a text, and a Parquet file, need none of it

    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise refusals.damaged_workbook(path.name) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise refusals.save_as_workbook(
            path.name, "a workbook of another kind (xlsb or ods)", "其他格式的工作簿（xlsb 或 ods）"
        )
    raise refusals.not_a_table(path.name, "a packed archive (zip) or a document", "压缩包（zip）或文档")


def _refuse_markup(path: Path, head: bytes) -> None:
    """A page or an XML workbook begins with a tag; the zero bytes of UTF-16 and a mark are looked through."""
    start = head[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start.startswith(b"<") and start[:13].lower() != b"mime-version:":
        return
    if _XML_WORKBOOK.search(start):
        raise refusals.save_as_workbook(path.name, "an XML workbook of Excel 2003", "Excel 2003 的 XML 表格")
    if _PAGE.search(start):
        raise refusals.save_as_workbook(path.name, "a web page with a table (HTML)", "网页表格（HTML）")
