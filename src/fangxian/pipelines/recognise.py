"""Whose file this is, by its header: the contract of which it names the most."""

import tempfile
from pathlib import Path

from fangxian import contracts, intake
from fangxian.contracts import library
from fangxian.lib.fault import Fault

#: Bytes from the top that hold a text's header, whatever stands above it.
_HEAD = 256 << 10


def dataset_of(path: Path) -> str:
    """The dataset whose contract a file keeps. Raises a Fault if it keeps none, or two alike."""
    with tempfile.TemporaryDirectory() as work:
        head = _head(path, Path(work))
        if head is None:
            return "boundaries"
        kept: dict[str, int] = {}
        missed: list[Fault] = []
        for name in library.REGISTERS:
            try:
                kept[name] = len(intake.receive(head, contracts.load(name), workdir=Path(work)).columns)
            except Fault as fault:
                missed.append(fault)
    best = max(kept.values(), default=0)
    found = [name for name, fields in kept.items() if fields == best]
    if len(found) == 1:
        return found[0]
    if not found and len({fault.en for fault in missed}) == 1:
        # Every contract says the same of it: it is no table at all.
        raise missed[0]
    raise _unclear(path.name, found)


def _head(path: Path, work: Path) -> Path | None:
    """The beginning of a text, or a workbook as it is; None for GeoJSON."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return path  # receiving it says what is wrong
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return None
    if len(head) < _HEAD or head[:2] in (b"PK", b"\xd0\xcf") or head[:4] == b"PAR1":
        return path
    at = head.rfind(b"\n") + 1
    beginning = work / path.name
    beginning.write_bytes(head[: at + head.startswith(b"\xff\xfe")])
    return beginning


def _unclear(name: str, found: list[str]) -> Fault:
    known = ", ".join(found or library.REGISTERS)
    return Fault(
        en=f"{name}: its header does not tell which dataset it is; say so with --dataset, one of: {known}.",
        zh=f"{name}：表头看不出属于哪个数据集；请用 --dataset 指明，可选：{known}。",
    )
