"""Batches: what a file became, written once and never changed (law 2). `lake/<dataset>/<batch>/` holds

    accepted.parquet    rows in their order, typed, each with its disposition
    held.parquet        rows that wait, each with its reason and raw cells
    received.<ext>      the bytes as they came
    manifest.json       what they are, with the hash of each file

All of it is for its owner's eyes (0600). A batch appears in one step, manifest and all (see `publish`); what has no
manifest does not exist. A file that was received before is the batch it became then, whatever day it is (law 7).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from fangxian.lake import publish
from fangxian.lib.fault import Fault

MANIFEST = "manifest.json"
ACCEPTED = "accepted.parquet"
#: Figures of the hash in a batch's name.
SHORT = 12


@dataclass(frozen=True)
class Counts:
    """Rows by what became of them. They add up (law 1)."""

    rows: int
    accepted: int
    repaired: int
    duplicate: int
    held: int

    def __post_init__(self) -> None:
        if self.rows != self.accepted + self.repaired + self.duplicate + self.held:
            raise ValueError("a batch's counts must add up")

    @property
    def usable(self) -> int:
        """Rows that say something, each for the first time: what is held or said twice lists nobody."""
        return self.accepted + self.repaired


@dataclass(frozen=True)
class Manifest:
    """What a batch is. `versions` name what judged it; `held` counts its held rows by reason; `notes` the dirt of the
    file as such (intake); `profile` what its columns look like (intake.profile); `files` gives the SHA-256 of each file
    by its name."""

    dataset: str
    batch: str
    contract: str
    sha256: str
    sender: str
    received_at: datetime
    file: str
    counts: Counts
    held: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)
    profile: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain data, as the file holds it."""
        return asdict(self) | {"received_at": self.received_at.isoformat()}


@dataclass(frozen=True)
class Batch:
    """A published batch: its folder and its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def accepted(self) -> Path:
        """The rows that were accepted, repaired or said twice."""
        return self.folder / ACCEPTED

    @property
    def held(self) -> Path:
        """The rows that wait."""
        return self.folder / "held.parquet"

    @property
    def received(self) -> Path:
        """The bytes as they came."""
        return next(self.folder / name for name in self.manifest.files if name.startswith("received."))


def name_of(received_at: datetime, sha256: str) -> str:
    """The batch's name: the day of receipt, and the beginning of the file's hash."""
    return f"{received_at:%Y%m%d}-{sha256[:SHORT]}"


@contextmanager
def writing(lake: Path, dataset: str) -> Iterator["Draft"]:
    """Gives a draft to write a batch's files into; `Draft.publish` makes it one. Else nothing is left of it.

    Two drafts of one dataset may stand beside each other.
    """
    with publish.draft(lake / dataset, option="--lake") as partial:
        yield Draft(lake, dataset, partial)


@dataclass(frozen=True)
class Draft:
    """A batch that is being written; `folder` is where its files go."""

    lake: Path
    dataset: str
    folder: Path

    def publish(self, manifest: Manifest) -> Batch:
        """Writes the manifest with the hash of each file, and makes the batch appear. What was received was hashed as
        it was copied (manifest.sha256), and is not read again for it."""
        kept = [path for path in sorted(self.folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
        files = {path.name: manifest.sha256 if path.name.startswith("received.") else sha256_of(path) for path in kept}
        said = Manifest(**{**manifest.__dict__, "files": files})
        text = json.dumps(said.as_json(), ensure_ascii=False, indent=2) + "\n"
        (self.folder / MANIFEST).write_text(text, encoding="utf-8")
        for path in self.folder.iterdir():
            path.chmod(0o600)
        destination = self.lake / self.dataset / said.batch
        publish.appear(self.folder, destination, option="--lake")
        return Batch(destination, said)


def every(lake: Path, dataset: str) -> list[Batch]:
    """The dataset's batches, in the order in which they were received."""
    found = [read(path.parent) for path in (lake / dataset).glob(f"[0-9]*/{MANIFEST}")]
    return sorted(found, key=lambda one: (one.manifest.received_at, one.manifest.batch))


def newest(lake: Path, dataset: str) -> Batch | None:
    """The batch that was received last, or None."""
    return next(reversed(every(lake, dataset)), None)


def find(lake: Path, dataset: str, sha256: str) -> Batch | None:
    """The batch that a file of this hash became, or None."""
    for path in (lake / dataset).glob(f"[0-9]*-{sha256[:SHORT]}/{MANIFEST}"):
        batch = read(path.parent)
        if batch.manifest.sha256 == sha256:
            return batch
    return None


def opened(lake: Path, dataset: str, batch: str) -> Batch:
    """The batch of that name. Raises a Fault if there is none."""
    folder = lake / dataset / batch
    if not (folder / MANIFEST).is_file():
        raise Fault(
            en=f"{dataset}/{batch}: there is no such batch in the lake; check the name, or send the file again.",
            zh=f"{dataset}/{batch}：数据湖中没有这个批次；请检查批次号，或重新报送文件。",
        )
    return read(folder)


def read(folder: Path) -> Batch:
    """The batch in a folder that has a manifest. Raises a Fault if the manifest cannot be understood."""
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
        said["counts"] = Counts(**said["counts"])
        said["received_at"] = datetime.fromisoformat(said["received_at"])
        return Batch(folder, Manifest(**said))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _damaged(folder, MANIFEST) from error


def verify(batch: Batch) -> None:
    """Holds every file against the hash in the manifest. Raises a Fault that names the first that differs."""
    for name, expected in batch.manifest.files.items():
        path = batch.folder / name
        if not path.is_file() or sha256_of(path) != expected:
            raise _damaged(batch.folder, name)


def sha256_of(path: Path) -> str:
    """The hash of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(folder: Path, name: str) -> Fault:
    where = f"{folder.parent.name}/{folder.name}/{name}"
    return Fault(
        en=f"{where}: this file of the lake was changed or damaged; put it back from a backup.",
        zh=f"{where}：数据湖中的这个文件被改动或已损坏；请从备份恢复。",
    )
