"""Receives files: what they are by their bytes, and each by the reader of its kind."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fangxian.contracts import Contract, Section
from fangxian.intake import delimited
from fangxian.intake.received import Received
from fangxian.intake.stream import BLOCK
from fangxian.lib.fault import Fault

__all__ = ["Received", "receive", "receive_all"]


def receive(path: Path, contract: Contract, *, mapping: Section | None = None, workdir: Path) -> Received:
    """One file, readable and its columns known; copies go to `workdir`. Raises Fault if it cannot be."""
    with path.open("rb") as file:
        head = file.read(BLOCK)
    found = delimited.receive(path, head, contract, mapping, workdir=workdir)
    if found.rows < contract.minimum_rows:
        raise Fault(
            en=f"{found.name}: there is a header and no row below it; export the file again.",
            zh=f"{found.name}：只有表头，没有数据行；请重新导出。",
        )
    return found


def receive_all(
    paths: Sequence[Path], contract: Contract, *, mapping: Section | None = None, workdir: Path
) -> list[Received]:
    """Several files in their order; one with the same bytes as an earlier one is marked `same_as` it."""
    received: list[Received] = []
    seen: dict[str, int] = {}
    for position, path in enumerate(paths):
        one = receive(path, contract, mapping=mapping, workdir=workdir)
        first = seen.setdefault(one.sha256, position)
        received.append(one if first == position else replace(one, same_as=first))
    return received
