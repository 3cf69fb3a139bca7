"""Receives workbooks: the sheet that the contract is about, written as CSV, then received as such."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from fangxian.contracts import Contract, Section
from fangxian.intake import archive, delimited, refusals, sheets
from fangxian.intake.blocks import blocks
from fangxian.intake.layout import NoHeaderFault
from fangxian.intake.received import Received
from fangxian.lib.fault import Fault

#: Bytes of address space for reading one workbook. A million rows of twenty columns take half of it.
MEMORY = 4 << 30
#: The stream in which an xlsx that needs a password lies, as its container spells it.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class _Sheet:
    name: str
    path: Path


def receive(
    path: Path, format: Literal["xlsx", "xls"], contract: Contract, mapping: Section | None, *, workdir: Path
) -> Received:
    """The workbook at `path`. Raises Fault."""
    if format == "xlsx":
        archive.check(path)
    elif any(_ENCRYPTED in block for block in blocks(path)):
        raise refusals.locked_workbook(path.name)
    found = _sheets(path, Path(tempfile.mkdtemp(dir=workdir)))
    one = _chosen(path, found, contract, mapping, workdir)
    return replace(one, path=path, name=path.name, format=format, encoding="")


def heads(path: Path, *, rows: int, workdir: Path) -> list[Path]:
    """The first rows of each sheet of the xlsx or xls at `path`, as CSV: enough to tell what it is about. Raises
    Fault."""
    return [one.path for one in _sheets(path, Path(tempfile.mkdtemp(dir=workdir)), rows)]


def _sheets(path: Path, folder: Path, rows: int | None = None) -> list[_Sheet]:
    """The workbook's visible sheets that hold anything, as CSV in `folder`; of each the first `rows`, or all. Raises
    Fault, or OSError in writing."""
    program = [sys.executable, "-I", sheets.__file__, str(path), str(folder), str(MEMORY)]
    program += [str(rows)] if rows is not None else []
    ran = subprocess.run(program, capture_output=True, check=False)
    # A program that was stopped for want of memory says nothing any more.
    answer: dict[str, Any] = json.loads(ran.stdout) if ran.returncode == 0 else {"refused": "too_large"}
    match answer.get("refused"):
        case "locked":
            raise refusals.locked_workbook(path.name)
        case "damaged":
            raise refusals.damaged_workbook(path.name)
        case "too_large":
            raise refusals.too_large_workbook(path.name)
        case int(number):
            raise OSError(number, os.strerror(number))
    return [_Sheet(one["name"], Path(one["path"])) for one in answer["sheets"]]


def _chosen(
    path: Path, candidates: list[_Sheet], contract: Contract, mapping: Section | None, workdir: Path
) -> Received:
    """The one sheet that keeps the contract, or, of several, the one with rows."""
    kept: list[tuple[_Sheet, Received]] = []
    broken: list[Fault] = []
    for sheet in candidates:
        name = path.name if len(candidates) == 1 else f"{path.name} [{sheet.name}]"
        head = next(blocks(sheet.path))
        try:
            kept.append((sheet, delimited.receive(sheet.path, head, contract, mapping, workdir=workdir, name=name)))
        except Fault as fault:
            broken.append(fault)
    if not candidates:
        raise refusals.empty(path.name)
    if not kept:
        # A sheet with a header says more clearly what is missing than a sheet without one.
        raise min(broken, key=lambda fault: isinstance(fault, NoHeaderFault))
    full = [(sheet, one) for sheet, one in kept if one.rows] or kept[:1]
    if len(full) > 1:
        raise refusals.two_sheets(path.name, full[0][0].name, full[1][0].name)
    return full[0][1]
