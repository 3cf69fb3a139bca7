"""Reads a file in blocks, and takes its fingerprint beside the reading."""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

from fangxian.intake import refusals

#: Bytes in one block: it stays in a core's own cache while it is decoded, judged and written.
BLOCK = 128 << 10
#: Bytes that the fingerprint takes at once: few turns, so that the other thread is seldom kept waiting.
GULP = 4 << 20


def blocks(path: Path, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The file's bytes from `start` to `end`, in their order. Raises a Fault if the system does not give them."""
    try:
        with path.open("rb", buffering=0) as file:
            at = file.seek(start)
            while block := file.read(BLOCK if end is None else min(BLOCK, end - at)):
                at += len(block)
                yield block
    except OSError as error:
        raise refusals.unreadable(path.name, error) from error


class Fingerprint:
    """The SHA-256 of a file, taken by another thread (hashing leaves the interpreter to others)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digest = hashlib.sha256()
        self._size = 0
        self._failed: OSError | None = None
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def taken(self) -> tuple[str, int]:
        """The hash in hexadecimal digits, and the number of bytes; waits for them. Raises a Fault."""
        self._thread.join()
        if self._failed is not None:
            raise refusals.unreadable(self._path.name, self._failed) from self._failed
        return self._digest.hexdigest(), self._size

    def _take(self) -> None:
        try:
            with self._path.open("rb", buffering=0) as file:
                while gulp := file.read(GULP):
                    self._digest.update(gulp)
                    self._size += len(gulp)
        except OSError as error:
            self._failed = error
