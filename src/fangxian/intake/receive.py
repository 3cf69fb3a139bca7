"""Receives files: what they are by their bytes, and each by the reader of its kind."""

import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fangxian.contracts import Contract, Section
from fangxian.intake import delimited, refusals
from fangxian.intake.blocks import Fingerprint, blocks
from fangxian.intake.kinds import kind_of
from fangxian.intake.received import Received, stamp
from fangxian.lake.engines import Engine

__all__ = ["Received", "receive", "receive_all"]


def receive(
    path: Path, contract: Contract, *, mapping: Section | None = None, workdir: Path, engine: Engine | None = None
) -> Received:
    """One file, readable and its columns known; copies go to `workdir`. Raises Fault if it cannot be.

    `engine`: one that is open already, for formats that only an engine can look at; opening one takes longer than that.
    """
    head = _head(path)
    before, fingerprint = stamp(path), Fingerprint(path)
    found = _by_kind(path, head, contract, mapping, workdir, engine)
    sha256, size = fingerprint.taken()
    if size != before[0] or not path.exists() or stamp(path) != before:
        raise refusals.changed(path.name)
    if found.rows < contract.minimum_rows:
        raise refusals.no_rows(path.name)
    return replace(found, sha256=sha256, stamp=before)


def receive_all(
    paths: Sequence[Path], contract: Contract, *, mapping: Section | None = None, workdir: Path
) -> list[Received]:
    """Several files in their order; one with the same bytes as an earlier one is marked `same_as` it.

    A file of its own may have no rows (a site had nobody); if none of them has any, that is a mistake and a Fault.
    """
    return judged_together([receive(path, contract, mapping=mapping, workdir=workdir) for path in paths])


def judged_together(each: Sequence[Received]) -> list[Received]:
    """The files of one side, received in any order: the same bytes twice are marked, no rows at all are a Fault."""
    received: list[Received] = []
    seen: dict[str, int] = {}
    for position, one in enumerate(each):
        first = seen.setdefault(one.sha256, position)
        received.append(one if first == position else replace(one, same_as=first))
    if received and not any(one.rows for one in received):
        raise refusals.no_rows(received[0].name)
    return received


def _by_kind(
    path: Path, head: bytes, contract: Contract, mapping: Section | None, workdir: Path, engine: Engine | None
) -> Received:
    """Readers of workbooks and Parquet are imported when one comes."""
    match kind_of(path, head):
        case "xlsx" | "xls" as format:
            from fangxian.intake import workbook

            return workbook.receive(path, format, contract, mapping, workdir=workdir)
        case "parquet":
            from fangxian.intake import parquet

            return parquet.receive(path, contract, mapping, workdir=workdir, engine=engine)
        case "jsonl":
            from fangxian.intake import lines

            return lines.receive(path, contract, mapping, workdir=workdir)
        case _:
            return delimited.receive(path, head, contract, mapping, workdir=workdir, name=path.name)


def _head(path: Path) -> bytes:
    """The first block of an ordinary file that is not empty."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise refusals.not_a_file(path.name)
    except OSError as error:
        raise refusals.unreadable(path.name, error) from error
    head = next(blocks(path), b"")
    if not head:
        raise refusals.empty(path.name)
    return head
