"""What is known of a file once it was received."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Format = Literal["csv", "xlsx", "xls", "parquet", "jsonl"]
#: Size in bytes, and the time of the last change in nanoseconds.
Stamp = tuple[int, int]


@dataclass(frozen=True)
class Received:
    """One file, judged readable against a contract.

    `readable` is what an engine reads: UTF-8 delimited text of exactly `len(header)` columns whose first data row
    follows `skip_lines` lines, or Parquet. It is the file itself or a copy in the work folder. `columns` maps the
    contract's fields to 0-based columns of `header`; `types` are Parquet's, by column. `notes` counts the kinds of dirt
    found in the file as such. `same_as` is the position of an earlier file with the same bytes (see `receive_all`).
    """

    path: Path
    name: str
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
    sha256: str = ""
    stamp: Stamp = (0, 0)
    same_as: int | None = None

    def unchanged(self) -> bool:
        """Whether the file still has the size and time of change that it had when it was read."""
        return stamp(self.path) == self.stamp


def stamp(path: Path) -> Stamp:
    """The stamp of a file as it is now."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns
