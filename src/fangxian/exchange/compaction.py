"""The inbox of single facts, compacted into batches of the lake under the outbreak's key.

lake/outbreaks/<outbreak>/single_facts/<first fact>/    rows.parquet, sealed: a row for each fact, in their order

A batch is sealed, opened again and found to say what the inbox says before the inbox lets go of it, in one transaction.
One that no fact names was broken off: it goes, and its facts are compacted anew (law 10). Called by one at a time
(exchange.turns).
"""

import hashlib
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fangxian.evidence import compacting
from fangxian.exchange import results_store as store
from fangxian.exchange.workfolders import inbox, workfolder
from fangxian.lake import sealed
from fangxian.lib.fault import Fault
from fangxian.outbreak.purging import Destroyed

_ROWS = "rows"
_PLAIN = f"{_ROWS}.parquet"
#: So many facts are a batch at most: an evening's temperatures of a district.
_MOST = 200_000


def compact(outbreak: int, *, before: datetime) -> int:
    """Compacts what was recorded under an active outbreak before a moment; answers how many facts. Raises NotInForce,
    and a Fault where a batch does not say what was put into it."""
    home, known, done = store.home(outbreak, compacting.DATASET), compacting.known(outbreak), 0
    for folder in sealed.every(home):
        if folder.name not in known:
            sealed.remove(folder.path)
    while len(rows := compacting.waiting(outbreak, before=before, most=_MOST)):
        name = f"{rows['fact'][0].as_py():012}"
        _kept(rows, home, name, key=store.key(outbreak))
        done += compacting.compacted(rows, outbreak=outbreak, name=name)
    return done


def said(outbreak: int, name: str, row: int) -> bytes | None:
    """What a row of a batch says, as it was sealed."""
    folder = store.found(outbreak, compacting.DATASET, name)
    # Beside whoever works in the folder of one at a time.
    with inbox(_PLAIN) as plain:
        found: bytes | None = _opened(folder, store.key(outbreak), plain, ["said"])["said"][row - 1].as_py()
    return found


def destroy(outbreak: int) -> Destroyed:
    """Removes an outbreak's batches, for the purge (law 4). Called again after a crash, it removes what is left."""
    home = store.home(outbreak, compacting.DATASET)
    folders = sealed.every(home)
    hashes = sorted(digest for one in folders for digest in one.said["files"].values())
    rows = sum(int(one.said["rows"]) for one in folders)
    sealed.clear(home)
    return Destroyed(rows, hashlib.sha256(repr(hashes).encode()).hexdigest())


def _kept(rows: pa.Table, home: Path, name: str, *, key: bytes) -> None:
    with sealed.writing(home, name, key=key) as draft, workfolder() as workdir:
        plain = workdir / _PLAIN
        plain.touch(0o600)
        pq.write_table(rows, plain, compression="zstd")
        draft.keep(plain, _ROWS)
        facts = rows["fact"]
        folder = draft.publish({"rows": len(rows), "first": facts[0].as_py(), "last": facts[-1].as_py()})
        same = _opened(folder, key, plain).equals(rows)
    if not same:
        raise Fault(
            en=f"{compacting.DATASET}/{name} does not say what the inbox says: the inbox is left as it is; look at the "
            "lake's disk.",
            zh=f"{compacting.DATASET}/{name} 与收件内容不一致：收件内容未改动，请检查数据湖磁盘。",
        )


def _opened(folder: sealed.Folder, key: bytes, plain: Path, columns: list[str] | None = None) -> pa.Table:
    plain.touch(0o600)
    return pq.read_table(folder.open(_ROWS, key=key, into=plain), columns=columns, memory_map=False)
