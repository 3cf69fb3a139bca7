"""What is known of a file once it was received, and the faults of files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fangxian.lib.fault import Fault

Format = Literal["csv", "xlsx", "xls", "parquet"]


@dataclass(frozen=True)
class Received:
    """One file, judged readable against a contract.

    `readable` is what an engine reads: UTF-8 delimited text of exactly `len(header)` columns whose first data row
    follows `skip_lines` lines, or Parquet. It is the file itself or a copy in the work folder. `columns` maps the
    contract's fields to 0-based columns of `header`. `notes` counts the kinds of dirt found in the file as such.
    `same_as` is the position of an earlier file with the same bytes (see `receive_all`).
    """

    path: Path
    name: str
    sha256: str
    size: int
    format: Format
    encoding: str
    kind: Literal["csv", "parquet"]
    readable: Path
    header: tuple[str, ...]
    columns: Mapping[str, int]
    rows: int
    delimiter: str = ","
    skip_lines: int = 0
    parallel: bool = True
    types: tuple[str, ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)
    same_as: int | None = None
    stamp: tuple[int, int] = (0, 0)

    def unchanged(self) -> bool:
        """Whether the file still has the size and time of change that it had when it was read."""
        return stamp(self.path) == self.stamp


def stamp(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change in nanoseconds."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def changed(name: str) -> Fault:
    """The fault of a file that was written to while it was read."""
    return Fault(
        en=f"{name}: the file was changed while it was being read; wait until the export is finished, then run again.",
        zh=f"{name}：读取过程中文件被改动；请等导出完成后再运行。",
    )


def empty(name: str) -> Fault:
    """The fault of a file with nothing in it."""
    return Fault(
        en=f"{name}: the file is empty; export it again.",
        zh=f"{name}：文件是空的；请重新导出。",
    )
