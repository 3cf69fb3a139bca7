"""What is remembered of a source between two runs: how far it was read, and which files were taken.

A folder for its owner's eyes:

    state.json    {"cursor": [...], "taken": {name: {"size", "mtime", "sha256", "refused"}}}; written whole or not
    rows.csv      of a database: the rows that are being read
    pages.jsonl   the pages of it, each with where it ended (sources.database)
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fangxian.intake.received import Stamp
from fangxian.lib.fault import Fault

_STATE, _LOCK = "state.json", ".lock"


class Kept:
    """The memory of one source, held by one run at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._said: dict[str, Any] = _read(folder / _STATE)

    @property
    def cursor(self) -> list[Any] | None:
        """Where a database was read to, as sources.database writes it; None before the beginning."""
        found: list[Any] | None = self._said.get("cursor")
        return found

    def reached(self, cursor: list[Any]) -> None:
        """Remembers how far it was read."""
        self._said["cursor"] = cursor
        self._write()

    def is_new(self, name: str, seen: Stamp) -> bool:
        """Whether no file of that name, size and time of change was taken or refused."""
        known = self._said.get("taken", {}).get(name)
        return known is None or (known["size"], known["mtime"]) != seen

    def fate(self, name: str, seen: Stamp) -> str | None:
        """What became of a file of that name, size and time of change: '' taken, else the sentence for which it was
        refused; None where it is new."""
        found: str | None = None if self.is_new(name, seen) else self._said["taken"][name]["refused"]
        return found

    def hashes(self) -> set[str]:
        """The hashes of the files that were taken in."""
        return {one["sha256"] for one in self._said.get("taken", {}).values() if not one["refused"]}

    def take(self, name: str, *, size: int, mtime: int, sha256: str, refused: str = "") -> None:
        """Remembers a file, and the sentence for which it was refused."""
        said = {"size": size, "mtime": mtime, "sha256": sha256, "refused": refused}
        self._said.setdefault("taken", {})[name] = said
        self._write()

    def refused(self) -> dict[str, str]:
        """The files that were refused, each with its sentence."""
        return {name: one["refused"] for name, one in self._said.get("taken", {}).items() if one["refused"]}

    def forgive(self) -> None:
        """Forgets what was refused, so that it is taken up again."""
        self._said["taken"] = {name: one for name, one in self._said.get("taken", {}).items() if not one["refused"]}
        self._write()

    def _write(self) -> None:
        partial = self.folder / f"{_STATE}.partial"
        with partial.open("w", encoding="utf-8") as file:
            json.dump(self._said, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.folder / _STATE)


@contextmanager
def kept(home: Path, name: str) -> Iterator[Kept]:
    """The memory of the source of that name under `home`. Raises a Fault while another run has it."""
    folder = home / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Fault(
                en=f"{name} is being pulled already: wait until that has ended.", zh=f"“{name}”正在拉取：请等它结束。"
            ) from None
        yield Kept(folder)


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except ValueError as error:
        raise Fault(
            en=f"{path.parent.name}/{path.name} is damaged: put it back from a backup, or take it away and the source "
            "is read from its beginning (rows that came before change nothing).",
            zh=f"{path.parent.name}/{path.name} 已损坏：请从备份恢复；或移走它，从头读取（已有的行不变）。",
        ) from error
    return found
