"""Files for other offices, written once and sealed: VAR/outbox/<grant>/<name>/ holds the file and its manifest.

The file lies under the grant's own key, and is opened for whoever may take it away; once the key is destroyed, no copy
of it can be read. The manifest says what it is (counts, hash, of which grant, until when) and names nobody.
"""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from fangxian.exchange.workfolders import inbox, work
from fangxian.lake import batches, discard, sealed
from fangxian.lake.engines import spreadsheet
from fangxian.lib.formulas import harmless
from fangxian.outbreak.purging import Destroyed
from fangxian.sharing import queries as sharing

Rows = Iterable[list[tuple[Any, ...]]]
_DATA = "data"


def write(
    grant: int, name: str, *, key: bytes, form: str, header: Sequence[str], rows: Rows, said: Mapping[str, Any]
) -> sealed.Folder:
    """Writes and seals a file, a block of rows at a time; one that is there stays as it is. One at a time writes
    (exchange.turns).

    name  without its ending; form is that: csv, xlsx or parquet
    said  what else the manifest tells
    """
    found = sealed.find(_home(grant), name)
    if found is not None:
        return found
    with _draft(f"{name}.{form}") as plain, sealed.writing(_home(grant), name, key=key) as draft:
        plain.touch(0o600)
        many = WRITERS[form](plain, header, rows)
        draft.keep(plain, _DATA)
        told = {"grant": grant, "file": plain.name, "rows": many, "fields": list(header)}
        return draft.publish({**told, "sha256": batches.sha256_of(plain), **said})


def files(grant: int) -> list[sealed.Folder]:
    """The files of a grant, by name."""
    return sealed.every(_home(grant))


def find(grant: int, name: str) -> sealed.Folder | None:
    """One of them."""
    return next((one for one in files(grant) if one.name == name), None)


@contextmanager
def opened(folder: sealed.Folder, *, key: bytes) -> Iterator[Path]:
    """The file as it was written, for a block."""
    with inbox(folder.said["file"]) as path:
        yield folder.open(_DATA, key=key, into=path)


def keep_only(grants: Iterable[int]) -> int:
    """Removes what lies of other grants: they have ended, and its key is gone; answers how many files."""
    kept, removed = {str(one) for one in grants}, 0
    for home in _outbox().glob("[0-9]*"):
        if home.name not in kept:
            for folder in sealed.every(home):
                sealed.remove(folder.path)
                removed += 1
            discard(home)
    return removed


def destroy(outbreak: int) -> Destroyed:
    """Removes the files of what was shared under an outbreak, and their keys, for the purge (law 4). Called again after
    a crash, it removes what is left."""
    rows, hashes = 0, []
    for grant in sharing.grants_under(outbreak):
        settings.KEYRING.destroy(sharing.key_name(grant))
        for folder in files(grant):
            rows += int(folder.said["rows"])
            hashes += folder.said["files"].values()
            sealed.remove(folder.path)
    return Destroyed(rows, hashlib.sha256(repr(sorted(hashes)).encode()).hexdigest())


@contextmanager
def _draft(name: str) -> Iterator[Path]:
    """Where a file lies open while it is written; what a killed run left goes first."""
    home = work() / "outbox"
    if home.exists():
        discard(home)
    home.mkdir(mode=0o700)
    try:
        yield home / name
    finally:
        discard(home)


def _outbox() -> Path:
    found: Path = settings.VAR / "outbox"
    return found


def _home(grant: int) -> Path:
    return _outbox() / str(grant)


def _csv(path: Path, header: Sequence[str], rows: Rows) -> int:
    many = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for block in rows:
            writer.writerows([harmless(value) for value in row] for row in block)
            many += len(block)
    return many


def _xlsx(path: Path, header: Sequence[str], rows: Rows) -> int:
    return spreadsheet.write(path, header, ([tuple(_cell(value) for value in row) for row in block] for block in rows))


def _parquet(path: Path, header: Sequence[str], rows: Rows) -> int:
    many, schema = 0, pa.schema([(name, pa.string()) for name in header])
    with pq.ParquetWriter(path, schema) as writer:
        for block in rows:
            texts = [[None if value is None else str(value) for value in column] for column in zip(*block, strict=True)]
            writer.write_batch(pa.RecordBatch.from_arrays([pa.array(one, pa.string()) for one in texts], schema=schema))
            many += len(block)
    return many


def _cell(value: Any) -> Any:
    return value if isinstance(value, int | float) else harmless(value)


#: Ending of a file -> what writes it: the path, the header, blocks of rows; answers how many.
WRITERS: Mapping[str, Callable[[Path, Sequence[str], Rows], int]] = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}
