"""Why a file as such cannot be received: the sentences, in one place. None of them quotes a row."""

import errno
from collections.abc import Callable
from dataclasses import dataclass

from fangxian.contracts import Field
from fangxian.lib.fault import Fault


def unreadable(name: str, error: OSError) -> Fault:
    """The fault of a file that the system does not give."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return Fault(
                en=f"{name}: there is no such file; check the path.",
                zh=f"{name}：文件不存在；请检查路径。",
            )
        case errno.EISDIR:
            return not_a_file(name)
        case errno.EACCES | errno.EPERM:
            return Fault(
                en=f"{name}: no permission to read the file; ask its owner for it, or copy it where you may read it.",
                zh=f"{name}：没有读取权限；请向文件所有者申请权限，或复制到可读的位置。",
            )
    return Fault(
        en=f"{name}: it cannot be read (system error {error.errno}); copy it to this machine's disk and run again.",
        zh=f"{name}：无法读取文件（系统错误 {error.errno}）；请复制到本机硬盘后再运行。",
    )


def not_a_file(name: str) -> Fault:
    """The fault of a folder, a pipe or a device."""
    return Fault(
        en=f"{name}: this is a folder or a device, not a file; name the files one by one.",
        zh=f"{name}：这是文件夹或设备，不是文件；请逐个写出文件名。",
    )


def empty(name: str) -> Fault:
    """The fault of a file with nothing in it."""
    return Fault(
        en=f"{name}: the file is empty; export it again.",
        zh=f"{name}：文件是空的；请重新导出。",
    )


def no_rows(name: str) -> Fault:
    """The fault of a file with a header and nothing below it, where somebody must be."""
    return Fault(
        en=f"{name}: there is a header and no row below it; export the file again.",
        zh=f"{name}：只有表头，没有数据行；请重新导出。",
    )


def cut_column(name: str, field: Field, many: int, first: int) -> Fault:
    """The fault of a column of numbers that a spreadsheet has spoilt."""
    return Fault(
        en=f"{name}: in {many:,} rows, the first of them row {first}, a spreadsheet turned {field.name} "
        f"({field.label}) into 2.30108E+17; its end is lost. Format that column as text and export the file again.",
        zh=f"{name}：{many:,} 行（首见第 {first} 行）的“{field.label}”被电子表格改成了 2.30108E+17，后半段已丢失。"
        "请将该列设为文本格式后重新导出。",
    )


def changed(name: str) -> Fault:
    """The fault of a file that was written to while it was read."""
    return Fault(
        en=f"{name}: the file was changed while it was being read; wait until the export is finished, then run again.",
        zh=f"{name}：读取过程中文件被改动；请等导出完成后再运行。",
    )


def not_a_table(name: str, en: str, zh: str) -> Fault:
    """The fault of a file of a kind that holds no rows: `en` and `zh` say which kind."""
    return Fault(
        en=f"{name}: this is {en}, not a table; give the CSV, Excel (xlsx, xls) or Parquet file itself.",
        zh=f"{name}：这是{zh}，不是表格数据；请提供 CSV、Excel（xlsx、xls）或 Parquet 文件。",
    )


def save_as_workbook(name: str, en: str, zh: str) -> Fault:
    """The fault of a table in a dress that only a spreadsheet program takes off."""
    return Fault(
        en=f"{name}: this is {en}, whatever its name says; open it in Excel or WPS and save it as xlsx or CSV.",
        zh=f"{name}：文件实际是{zh}，与扩展名不符；请用 Excel 或 WPS 打开后另存为 xlsx 或 CSV。",
    )


def not_text(name: str) -> Fault:
    """The fault of bytes that are no text in any encoding."""
    return Fault(
        en=f"{name}: this is neither text nor a kind of file that is known here; export it as CSV or xlsx.",
        zh=f"{name}：不是文本，也不是可识别的文件类型；请导出为 CSV 或 xlsx。",
    )


def damaged_text(name: str, line: int, offset: int, encoding: str) -> Fault:
    """The fault of a text with bytes that its encoding does not have."""
    return Fault(
        en=f"{name}: line {line} (byte {offset}) is not readable as {encoding}; "
        "export the file again as UTF-8 or GB18030, or repair that line.",
        zh=f"{name}：第{line}行（第{offset}字节）不是有效的 {encoding} 编码；"
        "请重新以 UTF-8 或 GB18030 导出，或修复该行。",
    )


def endless_line(name: str, line: int, limit: int) -> Fault:
    """The fault of a line longer than `limit` bytes."""
    return Fault(
        en=f"{name}: line {line} is longer than {limit >> 10} KB, so this is no table, or damaged; export it again.",
        zh=f"{name}：第{line}行超过 {limit >> 10} KB，不是表格或已损坏；请重新导出。",
    )


def damaged_workbook(name: str) -> Fault:
    """The fault of a workbook that was cut short or damaged."""
    return Fault(
        en=f"{name}: the workbook is damaged or was not completely copied; copy or export it again.",
        zh=f"{name}：工作簿已损坏或没有复制完整；请重新复制或导出。",
    )


def locked_workbook(name: str) -> Fault:
    """The fault of a workbook that only opens with a password."""
    return Fault(
        en=f"{name}: the workbook is protected with a password; save it without one and run again.",
        zh=f"{name}：工作簿有密码保护；请取消密码后另存，再运行。",
    )


def too_large_workbook(name: str) -> Fault:
    """The fault of a workbook that would fill the memory: a zip bomb, or cells scattered over a whole sheet."""
    return Fault(
        en=f"{name}: unpacked, the workbook is far larger than its rows can explain; export it again, best as CSV.",
        zh=f"{name}：工作簿解压后异常庞大，与数据量不符；请重新导出，最好存为 CSV。",
    )


def damaged_archive(name: str) -> Fault:
    """The fault of a zip that was cut short or damaged."""
    return Fault(
        en=f"{name}: the archive is damaged or was not completely copied; pack or copy it again.",
        zh=f"{name}：压缩包已损坏或没有复制完整；请重新打包或复制。",
    )


def locked_archive(name: str) -> Fault:
    """The fault of a zip that only opens with a password."""
    return Fault(
        en=f"{name}: the archive is protected with a password; pack it without one, or send the files themselves.",
        zh=f"{name}：压缩包有密码保护；请不加密打包，或直接报送文件。",
    )


def too_large_archive(name: str) -> Fault:
    """The fault of a zip bomb."""
    return Fault(
        en=f"{name}: unpacked, the archive is far larger than files of tables are; send the files themselves.",
        zh=f"{name}：压缩包解压后异常庞大，与表格数据不符；请直接报送文件。",
    )


def no_object(name: str, line: int) -> Fault:
    """The fault of a line of JSON lines that is no object, or only half of one."""
    return Fault(
        en=f"{name}: line {line} is no whole JSON object; one row a line, export it again.",
        zh=f"{name}：第{line}行不是完整的 JSON 对象；每行须为一条，请重新导出。",
    )


@dataclass(frozen=True)
class Packing:
    """What is said of something packed that is damaged, locked or a bomb."""

    damaged: Callable[[str], Fault]
    locked: Callable[[str], Fault]
    too_large: Callable[[str], Fault]


WORKBOOK = Packing(damaged_workbook, locked_workbook, too_large_workbook)
ARCHIVE = Packing(damaged_archive, locked_archive, too_large_archive)


def two_sheets(name: str, first: str, second: str) -> Fault:
    """The fault of a workbook with two sheets that could both be the one."""
    return Fault(
        en=f"{name}: the sheets '{first}' and '{second}' both hold such a table; "
        "save the one that is meant as a file of its own.",
        zh=f"{name}：工作表“{first}”和“{second}”都符合要求；请把需要的那张另存为单独的文件。",
    )


def damaged_parquet(name: str) -> Fault:
    """The fault of a Parquet file without a readable end."""
    return Fault(
        en=f"{name}: the Parquet file is damaged or was not completely written; copy or export it again.",
        zh=f"{name}：Parquet 文件已损坏或没有写完整；请重新复制或导出。",
    )
