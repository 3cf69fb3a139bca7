"""Files that lie under a key: what is kept of an outbreak, gone with its key (law 4).

    <home>/<name>/manifest.json    what it is: counts and hashes, nobody
    <home>/<name>/<file>.sealed    AES-256-GCM, bound to its folder's and its own name

A folder appears in one step, manifest and all (see `publish`); what has no manifest does not exist. Nothing of a sealed
file is readable without the key, in whatever copy; opened, it lies in a work folder that its caller removes.

A sealed file is a version byte, eight random bytes, then chunks. Each chunk's nonce is those bytes and its number, and
the last says that it is the last: a file that was cut off, or whose chunks were moved, does not open.
"""

import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fangxian.lake import discard, publish
from fangxian.lib.fault import Fault

MANIFEST = "manifest.json"
SEALED = ".sealed"
_VERSION = b"\x02"
_CHUNK = 4 << 20
_TAG = 16


@dataclass(frozen=True)
class Folder:
    """A published folder and what its manifest says."""

    path: Path
    said: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What it is called in its home."""
        return self.path.name

    def open(self, file: str, *, key: bytes, into: Path) -> Path:
        """Opens a sealed file to `into` (its owner's alone). Raises a Fault for one that does not open."""
        try:
            _open(self.path / f"{file}{SEALED}", into, key, f"{self.name}/{file}")
        except (InvalidTag, ValueError, OSError) as error:
            where = f"{self.path.parent.name}/{self.name}/{file}"
            raise Fault(
                en=f"{where}: this sealed file of the lake was changed, cut off, or sealed under another key; "
                "put it back from a backup.",
                zh=f"{where}：数据湖中的这个加密文件被改动、不完整或密钥不符；请从备份恢复。",
            ) from error
        return into


@dataclass(frozen=True)
class Draft:
    """A folder that is being written."""

    home: Path
    folder: Path
    name: str
    key: bytes

    def keep(self, plain: Path, file: str) -> None:
        """Seals a file into the folder under a name."""
        _close(plain, self.folder / f"{file}{SEALED}", self.key, f"{self.name}/{file}")

    def publish(self, said: Mapping[str, Any]) -> Folder:
        """Writes the manifest with the hash of each sealed file, and makes the folder appear."""
        files = {path.name: _hash(path) for path in sorted(self.folder.glob(f"*{SEALED}"))}
        whole = {**said, "files": files}
        text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
        (self.folder / MANIFEST).write_text(text, encoding="utf-8")
        for path in self.folder.iterdir():
            path.chmod(0o600)
        publish.appear(self.folder, self.home / self.name, option="--lake")
        return Folder(self.home / self.name, whole)


@contextmanager
def writing(home: Path, name: str, *, key: bytes) -> Iterator[Draft]:
    """Gives a draft of the folder `name`; `Draft.publish` makes it one. Else nothing is left of it."""
    with publish.draft(home, option="--lake") as partial:
        yield Draft(home, partial, name, key)


def find(home: Path, name: str) -> Folder | None:
    """The folder of that name, or None."""
    path = home / name / MANIFEST
    if not path.is_file():
        return None
    return Folder(path.parent, json.loads(path.read_text("utf-8")))


def every(home: Path) -> list[Folder]:
    """The folders of a home, by name."""
    found = (find(home, path.parent.name) for path in sorted(home.glob(f"[!.]*/{MANIFEST}")))
    return [one for one in found if one is not None]


def remove(folder: Path) -> None:
    """Removes a folder: its manifest last, so that one broken off is seen, and removed, by the next."""
    for path in sorted(folder.glob("*"), key=lambda one: one.name == MANIFEST):
        path.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def clear(home: Path) -> None:
    """Removes every folder of a home, and the home. Called again after a crash, it removes what is left."""
    if home.is_dir():
        for one in home.iterdir():
            remove(one)
        discard(home)


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(hmac.digest(key, b"fangxian/lake", hashlib.sha256))


def _said(purpose: str, last: bool) -> bytes:
    return (b"last " if last else b"more ") + purpose.encode()


def _close(source: Path, target: Path, key: bytes, purpose: str) -> None:
    cipher, start = _cipher(key), os.urandom(8)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as plain, os.fdopen(descriptor, "wb") as sealed:
        sealed.write(_VERSION + start)
        number, chunk = 0, plain.read(_CHUNK)
        while True:
            following = plain.read(_CHUNK)
            nonce = start + number.to_bytes(4, "big")
            sealed.write(cipher.encrypt(nonce, chunk, _said(purpose, not following)))
            if not following:
                return
            number, chunk = number + 1, following


def _open(source: Path, target: Path, key: bytes, purpose: str) -> None:
    cipher = _cipher(key)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as sealed, os.fdopen(descriptor, "wb") as plain:
        if sealed.read(1) != _VERSION:
            raise ValueError("not a sealed file of this version")
        start, number = sealed.read(8), 0
        chunk = sealed.read(_CHUNK + _TAG)
        while True:
            following = sealed.read(_CHUNK + _TAG)
            nonce = start + number.to_bytes(4, "big")
            plain.write(cipher.decrypt(nonce, chunk, _said(purpose, not following)))
            if not following:
                return
            number, chunk = number + 1, following


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
