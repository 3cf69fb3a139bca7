"""Whose file this is, by its header: the contract of which it names the most."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from fangxian import contracts, intake
from fangxian.contracts import library
from fangxian.intake import workbook
from fangxian.intake.kinds import is_lines
from fangxian.lib.fault import Fault

#: Bytes from the top that hold a text's header, whatever stands above it.
_HEAD = 256 << 10
#: Rows from the top of a sheet that hold its header.
_ROWS = 100


def dataset_of(path: Path) -> str:
    """The dataset whose contract a file keeps. Raises a Fault if it keeps none, or two alike."""
    with tempfile.TemporaryDirectory() as work:
        heads = _heads(path, Path(work))
        if heads is None:
            return "boundaries"
        kept, missed = _kept(heads, Path(work))
        if not kept and heads != [path]:
            # What is wrong is said of the file, not of its beginning.
            kept, missed = _kept([path], Path(work))
    best = max(kept.values(), default=0)
    found = [name for name, fields in kept.items() if fields == best]
    if len(found) == 1:
        return found[0]
    if not found and len({fault.en for fault in missed}) == 1:
        # Every contract says the same of it: it is no table at all.
        raise missed[0]
    raise _unclear(path.name, found)


def _kept(heads: Sequence[Path], work: Path) -> tuple[dict[str, int], list[Fault]]:
    """The contracts that a table keeps, with how many of their fields it has, and what the others miss."""
    kept: dict[str, int] = {}
    missed: list[Fault] = []
    for name in library.registers():
        try:
            contract = contracts.load(name)
        except Fault:
            continue  # `fangxian contract check` says what is wrong with it
        for head in heads:
            try:
                fields = len(intake.receive(head, contract, workdir=work).columns)
            except Fault as fault:
                missed.append(fault)
            else:
                kept[name] = max(fields, kept.get(name, 0))
    return kept, missed


def _heads(path: Path, work: Path) -> list[Path] | None:
    """The beginning of a text, or of each sheet of a workbook; None for GeoJSON."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return [path]  # receiving it says what is wrong
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and not is_lines(head, path.name):
        return None
    if head[:2] in (b"PK", b"\xd0\xcf"):
        return _sheets(path, work)
    if len(head) < _HEAD or head[:4] == b"PAR1":
        return [path]
    at = head.rfind(b"\n") + 1
    beginning = work / path.name
    beginning.write_bytes(head[: at + head.startswith(b"\xff\xfe")])
    return [beginning]


def _sheets(path: Path, work: Path) -> list[Path]:
    try:
        return workbook.heads(path, rows=_ROWS, workdir=work) or [path]
    except Fault:
        return [path]


def _unclear(name: str, found: list[str]) -> Fault:
    known = ", ".join(found or library.registers())
    return Fault(
        en=f"{name}: its header does not tell which dataset it is; say so with --dataset, one of: {known}.",
        zh=f"{name}：表头看不出属于哪个数据集；请用 --dataset 指明，可选：{known}。",
    )
