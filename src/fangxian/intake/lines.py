"""Receives JSON lines: one object a line, written as CSV under the names of its fields, then received as such.

Values stay the texts that they are: eighteen figures are no quantity. What lies deeper goes by names joined by dots; a
list stays as it is written, for the contract to judge.
"""

import csv
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from fangxian.contracts import Contract, Section
from fangxian.intake import delimited, refusals
from fangxian.intake.blocks import blocks
from fangxian.intake.received import Received

#: A longer line is none.
_LONGEST = 4 << 20


def receive(path: Path, contract: Contract, mapping: Section | None, *, workdir: Path) -> Received:
    """The JSON lines at `path`. Raises a Fault that names the line that is none."""
    copy = as_table(path, Path(tempfile.mkdtemp(dir=workdir)))
    head = next(blocks(copy))
    found = delimited.receive(copy, head, contract, mapping, workdir=workdir, name=path.name)
    return replace(found, path=path, name=path.name, format="jsonl", encoding="utf-8")


def as_table(path: Path, folder: Path, *, most: int | None = None) -> Path:
    """The lines (the first `most`) as a CSV in a folder; read twice, first for the names."""
    names: dict[str, None] = {}
    for row in _rows(path, most):
        names.update(dict.fromkeys(row))
    table = folder / "lines.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        table.chmod(0o600)
        writer = csv.DictWriter(file, list(names), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(_rows(path, most))
    return table


def _rows(path: Path, most: int | None) -> Iterator[dict[str, str]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise refusals.unreadable(path.name, error) from error
    with file:
        number = 0
        while line := file.readline(_LONGEST + 1):
            number += 1
            if len(line) > _LONGEST:
                raise refusals.endless_line(path.name, number, _LONGEST)
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                yield _row(path, number, line)
            if most is not None and number >= most:
                return


def _row(path: Path, number: int, line: bytes) -> dict[str, str]:
    try:
        said = json.loads(line.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise refusals.no_object(path.name, number) from error
    if not isinstance(said, dict):
        raise refusals.no_object(path.name, number)
    return dict(_flat(said))


def _flat(said: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        match value:
            case dict():
                yield from _flat(value, f"{above}{name}.")
            case None:
                yield above + name, ""
            case bool():
                yield above + name, "true" if value else "false"
            case str():
                yield above + name, value.encode("utf-8", "replace").decode()
            case _:
                yield above + name, json.dumps(value, ensure_ascii=False)
