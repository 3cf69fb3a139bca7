"""The file that a fetch leaves, and its manifest: whole or absent, and the same bytes for the same rows."""

import csv
import hashlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fangxian import __version__, contracts
from fangxian.intake.library.asking import Question
from fangxian.intake.library.journal import Journal
from fangxian.intake.library.pages import PART
from fangxian.intake.library.upstream import Upstream
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.terms import resident_id

#: The column that names a row in its library, so that it can be asked about there. No contract knows the heading.
SERIAL = "平台流水号"


@dataclass(frozen=True)
class Fetched:
    """The file, and what its manifest says. `before`: it was there already."""

    path: Path
    manifest: Mapping[str, Any]
    before: bool = False


def work(out: Path) -> Path:
    """Where what is received lies until the file is whole."""
    return out.with_name(f".{out.name}.fetching")


def manifest_of(out: Path) -> Path:
    """Where the manifest of a file lies."""
    return out.with_name(f"{out.name}.manifest.json")


def refuse_unfit(out: Path) -> None:
    """Raises a Fault where no file can be made."""
    if not out.parent.is_dir() or out.is_dir():
        raise Fault(
            en=f"{out}: this is no place for a file; give --out a file in a folder that is there.",
            zh=f"{out}：此处无法写文件；请用 --out 给出已有文件夹中的文件名。",
        )


def already(out: Path, asked: str) -> Fetched | None:
    """The file if it is there and whole and answers the same questions."""
    try:
        manifest = json.loads(manifest_of(out).read_bytes())
        whole = manifest["asked"] == asked and manifest["sha256"] == _sha256(out)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Fetched(out, manifest, before=True) if whole else None


def refuse_taken(out: Path) -> None:
    """Raises a Fault where another file is there: nothing is written over."""
    if out.exists() or out.is_symlink():
        raise Fault(
            en=f"{out}: a file is there already; choose another --out, or take it away first.",
            zh=f"{out}：文件已存在；请更换 --out，或先移走它。",
        )


def cannot_write(out: Path, error: OSError) -> Fault:
    """The fault of a disk that is full or a folder that may not be written."""
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return Fault(
        en=f"{out}: it could not be written ({reason}); make room or choose another --out, and run the same command.",
        zh=f"{out}：无法写入（{reason}）；请腾出空间或更换 --out，再运行同一命令。",
    )


def publish(
    out: Path,
    upstream: Upstream,
    questions: Sequence[Question],
    journal: Journal,
    *,
    asked: str,
    troubles: Mapping[str, int],
) -> Fetched:
    """Writes the file and its manifest; both appear whole, the file last."""
    partial = work(out) / "file.partial"
    answered, sha256 = _write(partial, upstream, journal)
    manifest = {
        "library": upstream.name,
        "url": upstream.url,
        "asked": asked,
        "fetched_at": clock.now().isoformat(timespec="seconds"),
        "file": out.name,
        "sha256": sha256,
        **_counts(journal),
        "questions": len(questions),
        "numbers": {"asked": sum(len(one.about) for one in questions), "answered": answered},
        "troubles": dict(sorted(troubles.items())),
        "pages": _pages(journal),
        "versions": {"fangxian": __version__, "contract": contracts.load(upstream.dataset).version},
    }
    if answered is None:
        del manifest["numbers"]
    said = work(out) / "manifest.partial"
    _synced(said, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    said.replace(manifest_of(out))
    refuse_taken(out)
    partial.replace(out)
    _sync_folder(out.parent)
    return Fetched(out, manifest)


def _counts(journal: Journal) -> dict[str, int | None]:
    """Of rows: received = rows + again + changed + withdrawn (law 1); announced by the library in all."""
    entries, rows = journal.entries, len(journal.standing())
    return {
        "rows": rows,
        "announced": _announced(journal),
        "received": sum(one.rows for one in entries),
        "again": sum(one.again for one in entries),
        "changed": sum(one.changed for one in entries),
        "withdrawn": len(journal.kept) - rows,
    }


def _pages(journal: Journal) -> list[dict[str, Any]]:
    """What came, page by page, with the hash of each answer."""
    return [
        {
            "question": one.question + 1, "pass": one.round, "page": one.page, "rows": one.rows, "new": one.new,
            "again": one.again, "changed": one.changed, "sha256": one.sha256,
        }
        for one in journal.entries
    ]  # fmt: skip


def _write(path: Path, upstream: Upstream, journal: Journal) -> tuple[int | None, str]:
    """The rows under the contract's headings; of how many numbers they are (None if none were asked for)."""
    labels = {} if upstream.own_names else {one.name: one.label for one in contracts.load(upstream.dataset).fields}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(labels.get(name, name) for name in upstream.fields), SERIAL])
    at = list(upstream.fields).index("id_number") if upstream.asks == "numbers" else None
    people = set()
    digest = hashlib.sha256()
    with path.open("wb") as file:
        path.chmod(0o600)
        for identity, cells in journal.rows():
            if at is not None:
                people.add(resident_id.clean(cells[at]))
            writer.writerow([*cells, identity.replace(PART, "/")])
            if text.tell() > 1 << 16:
                _move(text, file, digest)
        _move(text, file, digest)
        file.flush()
        os.fsync(file.fileno())
    return len(people) if at is not None else None, digest.hexdigest()


def _move(text: io.StringIO, file: Any, digest: Any) -> None:
    block = text.getvalue().encode()
    file.write(block)
    digest.update(block)
    text.seek(0)
    text.truncate()


def _announced(journal: Journal) -> int | None:
    """What the library said in all, with the latest word for each question; None if it says no totals."""
    latest = {one.question: one.total for one in journal.entries}
    totals = [total for total in latest.values() if total is not None]
    return sum(totals) if len(totals) == len(latest) and latest else None


def _synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        path.chmod(0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
