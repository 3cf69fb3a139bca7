"""Those whom rounds expect, prepared once for linking and sealed: everybody present, in terms.

    residents     person_row (the registry's key), number, name ..., area_code, dwelling
    folds, residents_repairs, phones_shared    what linking works out of the residents alone
    doors         key, address_key, building_key, grid of each dwelling
    elsewhere     person_row, id_key, name of those recorded as living elsewhere: known, and not expected

The name of a snapshot tells its content: while nothing happens in the registry, rounds share one. A rate can be worked
out again from it as long as the outbreak's evidence is kept.
"""

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fangxian.exchange import results_store as store
from fangxian.intake import clean
from fangxian.lake import engines, sealed
from fangxian.lake.engines import Engine, parquet
from fangxian.ledger import queries as ledger
from fangxian.lib import clock
from fangxian.linkage import link, numbers
from fangxian.linkage.settings import CURRENT
from fangxian.registry import queries as registry
from fangxian.registry.reading import snapshots
from fangxian.terms import resident_id
from fangxian.terms.sql import names

TABLES = ("residents", "folds", "residents_repairs", "phones_shared", "doors", "elsewhere")
#: Raised when the columns of a table change: a snapshot of another form is not followed.
FORM = 1
#: Of more who changed at once, everybody is prepared anew.
MANY = 20_000
#: A number is one person's in the registry: no birthday or sex that is written contradicts it.
_UNSAID = "CAST(NULL AS VARCHAR) AS birth_date, CAST(NULL AS VARCHAR) AS sex"
#: Of whom the registry says that they live elsewhere.
AWAY = ("away", "moved_out")
#: What a resident is called as the registry names it -> as the residents' contract does.
_RAW = {
    "person": "person", "name": "name", "sex": "sex", "born": "birth_date", "number": "id_number", "phone": "phone",
    "address": "address", "area_code": "grid",
}  # fmt: skip


def prepared(workdir: Path, outbreak: int) -> str:
    """The name of the snapshot of everybody present now; its tables lie open in `workdir`."""
    seen = ledger.last_event("registry.")
    place = store.home(outbreak, store.RESIDENTS)
    known = [
        there for there in sealed.every(place) if (there.said["weights"], there.said.get("form")) == (CURRENT, FORM)
    ]
    for there in reversed(known):
        if there.said["event"] == seen:
            opened(workdir, outbreak, there.name)
            return there.name
    last = max(known, key=lambda there: int(there.said["event"]), default=None)
    changed = registry.changed_since(last.said["event"]) if last else None
    if last and changed is not None and len(changed) <= MANY:
        people = _followed(workdir, outbreak, last.name, registry.all_records(changed))
    else:
        people = _anew(workdir)
    name = f"{clock.now():%Y%m%d%H%M%S}-{_digest(workdir, seen)}"
    with sealed.writing(place, name, key=store.key(outbreak)) as draft:
        for table in TABLES:
            draft.keep(workdir / f"{table}.parquet", table)
        draft.publish(
            {"event": seen, "people": people, "weights": CURRENT, "form": FORM, "at": clock.now().isoformat()}
        )
    return name


def opened(workdir: Path, outbreak: int, name: str) -> None:
    """Opens a snapshot's tables into `workdir`. Raises a Fault where it is not in the lake."""
    folder = store.found(outbreak, store.RESIDENTS, name)
    for table in TABLES:
        folder.open(table, key=store.key(outbreak), into=workdir / f"{table}.parquet")


def load(engine: Engine, workdir: Path) -> None:
    """Puts a snapshot that lies open in `workdir` into the engine, with what linking calls the residents."""
    for table in TABLES:
        engine.create(table, f"SELECT * FROM {parquet(workdir / f'{table}.parquet')}")
    engine.create("contradicted", "SELECT person_row, id_key, born, sex FROM residents WHERE FALSE")
    numbers.share(engine)
    numbers.know_holders(engine)
    numbers.know_unnumbered(engine)
    engine.view("residents_raw", "SELECT person_row AS row_key, address FROM residents")
    names.load_hanzi(engine)


def _tell(engine: Engine, workdir: Path, only: Collection[int] | None = None) -> None:
    """Makes `residents_raw` and `away` of everybody, or of some."""
    told, away = workdir / "told.parquet", workdir / "away-told.parquet"
    _write(away, {"person_row": pa.int64(), "id_key": pa.int64(), "name": pa.string()}, _write_people(told, only))
    columns = ", ".join(f"{ours} AS {name}" for ours, name in _RAW.items())
    key = "CAST(person AS BIGINT)"
    said = f"(SELECT {key} AS row, {key} AS row_key, {columns} FROM {parquet(told)}) AS said"
    engine.create("residents_raw", clean.register(said))
    engine.create("away", f"SELECT * FROM {parquet(away)}")


def _anew(workdir: Path) -> int:
    """The tables of everybody, as the registry knows them now."""
    with engines.open_engine(workdir=workdir) as engine:
        _tell(engine, workdir)
        clean.residents(engine)
        return _made(engine, workdir, f"SELECT * FROM {parquet(_homes(workdir))}")


def _followed(workdir: Path, outbreak: int, before: str, changed: Collection[int]) -> int:
    """The tables as `_anew` would write them, of a snapshot before and of those who changed since."""
    old, new = workdir / "before", workdir / "new"
    for folder in (old, new):
        folder.mkdir(mode=0o700)
    opened(old, outbreak, before)
    with engines.open_engine(workdir=workdir) as engine:
        _tell(engine, workdir, changed)
        clean.residents(engine)
        for table, select in {
            "residents": "SELECT * FROM residents ORDER BY person_row",
            "raw": f"SELECT row_key, address, grid, {_UNSAID} FROM residents_raw",
            "away": "SELECT * FROM away",
        }.items():
            engine.write(select, new / f"{table}.parquet", format="parquet")
    with engines.open_engine(workdir=workdir) as engine:
        _write(workdir / "changed.parquet", {"person_row": pa.int64()}, [(person,) for person in changed])
        stay = f"WHERE person_row NOT IN (SELECT person_row FROM {parquet(workdir / 'changed.parquet')})"
        residents = parquet(old / "residents.parquet")
        for table, select, more in (
            ("residents", f"SELECT * EXCLUDE (address, area_code, dwelling) FROM {residents}", "residents"),
            (
                "residents_raw",
                f"SELECT person_row AS row_key, address, area_code AS grid, {_UNSAID} FROM {residents}",
                "raw",
            ),
            ("away", f"SELECT * FROM {parquet(old / 'elsewhere.parquet')}", "away"),
        ):
            engine.create(table, f"{select} {stay} UNION ALL SELECT * FROM {parquet(new / f'{more}.parquet')}")
        homes = f"""SELECT person_row AS person, dwelling FROM {residents} {stay}
            UNION ALL SELECT * FROM {parquet(_homes(workdir, changed))}"""
        return _made(engine, workdir, homes)


def _homes(workdir: Path, only: Collection[int] | None = None) -> Path:
    path, homes = workdir / "homes.parquet", snapshots.homes(only)
    _write(path, {"person": pa.int64(), "dwelling": pa.int64()}, list(homes.items()))
    return path


def _made(engine: Engine, workdir: Path, homes: str) -> int:
    """Writes the tables of `residents`, `residents_raw`, `away` and `homes` (a SELECT); answers how many people."""
    link.prepare(engine, registry.kept_records())
    _write(
        workdir / "doors_said.parquet",
        {"key": pa.int64(), "address_key": pa.string(), "grid": pa.string()},
        list(snapshots.doors()),
    )
    selects = {
        "residents": f"""SELECT r.*, w.address, w.grid AS area_code, h.dwelling FROM residents r
            JOIN residents_raw w ON w.row_key = r.person_row
            LEFT JOIN ({homes}) h ON h.person = r.person_row ORDER BY r.person_row""",
        "doors": f"""SELECT *, regexp_extract(address_key, '^[^|]*[|][^|]*') AS building_key
            FROM {parquet(workdir / "doors_said.parquet")} ORDER BY key""",
        "elsewhere": "SELECT * FROM away ORDER BY person_row",
    }
    for table in TABLES:
        path = workdir / f"{table}.parquet"
        path.touch(0o600)
        engine.write(selects.get(table, f"SELECT * FROM {table} ORDER BY ALL"), path, format="parquet")
    ((people,),) = engine.rows("SELECT count(*) FROM residents")
    return int(people)


def _digest(workdir: Path, event: int) -> str:
    """The beginning of a hash of who is expected, and where, after which event."""
    table = pq.read_table(workdir / "residents.parquet", columns=["person_row", "area_code", "dwelling"])
    digest = hashlib.sha256(f"{event}".encode())
    for name in table.column_names:
        digest.update(repr(table[name].to_pylist()).encode())
    return digest.hexdigest()[:12]


def _write_people(path: Path, only: Collection[int] | None) -> list[tuple[int, int, str]]:
    """Everybody present (or `only` these), each of their records, as a residents' file would say it; answers (person,
    key of their number, name) of those who are recorded as living elsewhere."""
    path.touch(0o600)
    schema = pa.schema([(name, pa.string()) for name in _RAW])
    away: list[tuple[int, int, str]] = []
    kept = registry.kept_records()
    as_kept = {one: where.status for one, where in registry.whereabouts(kept).items()}
    with pq.ParquetWriter(path, schema) as writer:
        for block in snapshots.people(only):
            status = block["status"]
            if as_kept:
                status = pa.array(map(as_kept.get, block["person"].to_pylist(), status.to_pylist()))
            present = block.filter(pc.equal(status, "present"))
            writer.write_batch(
                pa.RecordBatch.from_arrays([pc.cast(present[name], pa.string()) for name in _RAW], schema=schema)
            )
            gone = block.filter(pc.is_in(status, pa.array(AWAY)))
            for one in gone.select(["person", "number", "name"]).to_pylist():
                key = resident_id.key(one["number"]) if one["name"] else None
                person = kept.get(one["person"], one["person"])
                away += [(person, key, one["name"])] if key is not None else []
    return away


def _write(path: Path, columns: dict[str, pa.DataType], rows: Sequence[tuple[object, ...]]) -> None:
    path.touch(0o600)
    turned: list[Any] = list(zip(*rows, strict=True)) if rows else [[] for _ in columns]
    arrays = [pa.array(column, kind) for column, kind in zip(turned, columns.values(), strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, names=list(columns)), path)
