"""A folder of keys, one file each, readable by their owner alone. What a key sealed is gone when its key is destroyed.

The folder is kept apart from databases, lakes and backups: who has these and not the keys has nothing.
"""

import hmac
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from fangxian.lib.fault import Fault

_LENGTH = 32
_NAME = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*")
#: Keys by their path that are made for what is only tried; None: what is made is kept.
_TRIED: ContextVar[dict[Path, bytes] | None] = ContextVar("tried", default=None)


@contextmanager
def only_tried() -> Iterator[None]:
    """What is done meanwhile is taken back at its end: keys that it makes lie in memory alone, and are forgotten."""
    before = _TRIED.set({})
    try:
        yield
    finally:
        _TRIED.reset(before)


class Keyring:
    """The keys of one installation, by name ('registry', 'outbreaks/7')."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, name: str) -> bytes:
        """The 32 bytes of a key. Raises a Fault where there is none: what it sealed cannot be read."""
        path = self._path(name)
        if (tried := (_TRIED.get() or {}).get(path)) is not None:
            return tried
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise Fault(
                en=f"The key '{name}' is not in the key folder: put it back from where keys are kept, "
                "or what it sealed stays unreadable.",
                zh=f"密钥目录中没有“{name}”：请从密钥保管处恢复，否则用它加密的内容无法读取。",
            ) from None

    def holds(self, name: str) -> bool:
        """Whether there is such a key."""
        path = self._path(name)
        return path in (_TRIED.get() or {}) or path.exists()

    def mark(self, name: str) -> str:
        """What tells a key from another of its name, and nothing of it: 32 hexadecimal digits. Raises as `key`."""
        return hmac.digest(self.key(name), b"fangxian/mark", "sha256")[:16].hex()

    def create(self, name: str) -> bytes:
        """Makes a key; one that is there already stays as it is, also when two processes make it at once."""
        path = self._path(name)
        if path.exists():
            return path.read_bytes()
        if (tried := _TRIED.get()) is not None:
            return tried.setdefault(path, secrets.token_bytes(_LENGTH))
        for folder in (self.folder, path.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_LENGTH))
                file.flush()
                os.fsync(file.fileno())
            # A link is made whole or not at all, and never over another's.
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            os.unlink(draft)  # noqa: PTH108
        return path.read_bytes()

    def destroy(self, name: str) -> None:
        """Overwrites a key and removes it; nothing happens where there is none."""
        path = self._path(name)
        if not path.exists():
            return
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a key's name is lower-case words joined by - or /")
        return self.folder / f"{name}.key"
