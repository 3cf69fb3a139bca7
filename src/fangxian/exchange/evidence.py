"""A department's file of evidence, from its bytes to a sealed batch: judged by its contract, and whose each row is.

lake/outbreaks/<outbreak>/<dataset>/<batch>/    the file as it came, its accepted and its held rows

All lies under the outbreak's key. Whose a row is stands in `identity`, and is asked of the registry as it is when the
file comes (law 2). Called by one at a time (exchange.turns). Nothing is written here but to the lake; the caller writes
the rest in one transaction, and finds a batch again that was sealed and not yet written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fangxian import contracts
from fangxian.contracts import Section
from fangxian.exchange import results_residents as residents
from fangxian.exchange import results_store as store
from fangxian.exchange.places import selected
from fangxian.exchange.workfolders import workfolder
from fangxian.lake import batches, engines, sealed
from fangxian.lake.engines import Engine, parquet
from fangxian.lib import clock
from fangxian.pipelines.clean import clean
from fangxian.pipelines.resolve import resolve
from fangxian.pipelines.resolve.people import doubts_beside
from fangxian.registry.queries import kept_records

Say = Callable[[str], None]
_TABLES = ("accepted", "held")
_RECEIVED = "received"
#: How the folders of the installation's own datasets begin.
_OWN = "own."
_FACTS = pa.schema(
    {
        "row": pa.int64(), "person": pa.int64(), "kind": pa.string(), "at": pa.timestamp("us"),
        "finding": pa.string(), "area_code": pa.string(),
    }
)  # fmt: skip
_COUNTS = ("rows", "accepted", "repaired", "duplicate", "held")


@dataclass(frozen=True)
class Meaning:
    """What a row of a dataset is evidence of: its kind, the column of its time, and what it finds (SQL, '' or a
    finding)."""

    kind: str
    at: str
    finding: str = "''"


#: Datasets of people -> what a row of theirs is evidence of.
MEANINGS: Mapping[str, Meaning] = {
    "vaccinations": Meaning("dose", "CAST(given_on AS TIMESTAMP)"),
    "drug_purchases": Meaning("purchase", "purchased_at", "CASE WHEN symptoms IS NULL THEN '' ELSE 'symptom' END"),
    "arrivals": Meaning("report", "coalesce(reported_at, TIMESTAMP '{received}')"),
    "checkpoints": Meaning("arrival", "passed_at"),
    "check_ins": Meaning("check_in", "checked_in_at"),
}


@dataclass(frozen=True)
class Doubtful:
    """A row that a person has to decide."""

    reason: str
    candidates: list[dict[str, Any]]
    area: str


@dataclass(frozen=True)
class Batch:
    """A sealed batch and whose its rows are.

    said       what the catalogue mirrors of it
    held       (row, reason, column)
    facts      what evidence.actions.apply_batch takes; of rows of people in no register too
    links      (row, person, method, score, agreed)
    doubts     row -> who it may be
    """

    said: Mapping[str, Any]
    held: Sequence[tuple[int, str, str]]
    facts: pa.Table
    links: Sequence[tuple[int, int, str, float | None, str]]
    doubts: Mapping[int, Doubtful]

    @property
    def name(self) -> str:
        """What it is called: its outbreak, the day it came, the beginning of its file's hash."""
        name: str = self.said["name"]
        return name


def kind_of(dataset: str) -> str:
    """The folder of a dataset under an outbreak; those of the installation's own are called so, apart from ours."""
    return dataset if dataset in MEANINGS else f"{_OWN}{dataset}"


def home(outbreak: int, dataset: str) -> Path:
    """Where a dataset's batches lie under an outbreak."""
    return store.home(outbreak, kind_of(dataset))


def homes(outbreak: int) -> list[Path]:
    """Where any evidence lies under an outbreak: of the installation's own whatever is there, for a contract may be
    gone."""
    found = [store.home(outbreak, dataset) for dataset in MEANINGS]
    there = found[0].parent
    return found + (sorted(there.glob(f"{_OWN}*")) if there.is_dir() else [])


def outbreak_of(name: str) -> int:
    """The outbreak under which a batch of evidence lies, by its name."""
    return int(name.split("-", 1)[0])


def arrived(
    outbreak: int, dataset: str, path: Path, *, sender: str = "", mapping: Section | None = None,
    say: Say = lambda _: None,
) -> Batch:  # fmt: skip
    """Seals a file that has come, or finds it sealed; links its rows. Raises a Fault for one that cannot be read."""
    with workfolder() as workdir:
        manifest = clean(
            path, dataset=dataset, lake=workdir / "lake", sender=sender, mapping=mapping, sealed_after=True, say=say
        )
        folder = _known(outbreak, dataset, manifest.sha256)
        if folder is None:
            one = batches.opened(workdir / "lake", dataset, manifest.batch)
            folder = _sealed(outbreak, dataset, one, path)
    return _linked(outbreak, dataset, folder, say)


def manifest(outbreak: int, dataset: str, name: str) -> batches.Manifest:
    """What the manifest of a sealed batch says of it. It is of nobody, and needs no key."""
    said = store.found(outbreak, kind_of(dataset), name).said
    return batches.Manifest(
        batch=name,
        received_at=datetime.fromisoformat(said["received_at"]),
        counts=batches.Counts(**{part: said[part] for part in _COUNTS}),
        profile=said.get("profile", {}),
        **{part: said[part] for part in ("dataset", "file", "sha256", "sender", "contract")},
    )


def again(outbreak: int, dataset: str, name: str) -> Batch:
    """A sealed batch, its rows linked to the registry as it is now."""
    return _linked(outbreak, dataset, store.found(outbreak, kind_of(dataset), name), lambda _: None)


def row_as_fact(outbreak: int, dataset: str, name: str, row: int, person: int) -> pa.Table:
    """One row as a fact of a person's, when somebody has decided whose it is."""
    with _opened(outbreak, dataset, name) as (engine, folder, workdir):
        _know(engine, outbreak, workdir)
        whose = f"SELECT CAST({int(row)} AS BIGINT) AS row, CAST({int(person)} AS BIGINT) AS person"
        return _facts(engine, folder, workdir, whose)


def said(outbreak: int, dataset: str, name: str, row: int) -> dict[str, str]:
    """What a row says, field by field as it was written, '' where nothing stands. To be masked and noted."""
    with _opened(outbreak, dataset, name) as (_, _, workdir):
        found = pq.read_table(workdir / "accepted.parquet", filters=[("row", "=", row)]).to_pylist()
    cells: dict[str, Any] = found[0] if found else {}
    read = {"id_number": "number", "birth_date": "born"}
    names = [one.name for one in contracts.load(dataset).fields]
    return {name: str(cells.get(f"{name}_raw") or cells.get(read.get(name, name)) or "") for name in names}


def kept(outbreak: int) -> tuple[int, list[str]]:
    """How many rows of evidence lie sealed under an outbreak, and the hashes of their files."""
    folders = [one for there in homes(outbreak) for one in sealed.every(there)]
    return sum(int(one.said["rows"]) for one in folders), sorted(
        digest for one in folders for digest in one.said["files"].values()
    )


def _known(outbreak: int, dataset: str, sha256: str) -> sealed.Folder | None:
    for one in sealed.every(home(outbreak, dataset)):
        if one.said["sha256"] == sha256:
            return one
    return None


def _sealed(outbreak: int, dataset: str, batch: batches.Batch, path: Path) -> sealed.Folder:
    manifest = batch.manifest
    name = f"{outbreak:03}-{manifest.batch}"
    counts = {part: getattr(manifest.counts, part) for part in _COUNTS}
    with sealed.writing(home(outbreak, dataset), name, key=store.key(outbreak)) as draft:
        draft.keep(path, _RECEIVED)
        for table in _TABLES:
            draft.keep(batch.folder / f"{table}.parquet", table)
        return draft.publish(
            {
                "dataset": dataset,
                "file": manifest.file,
                "sha256": manifest.sha256,
                "sender": manifest.sender,
                "contract": manifest.contract,
                "received_at": manifest.received_at.isoformat(),
                "profile": manifest.profile,
                **counts,
            }
        )


def _linked(outbreak: int, dataset: str, folder: sealed.Folder, say: Say) -> Batch:
    say("link")
    if dataset not in MEANINGS:
        return _unlinked(outbreak, dataset, folder)
    with _opened(outbreak, dataset, folder.name) as (engine, _, workdir):
        _know(engine, outbreak, workdir)
        known, out = workdir / "known.parquet", workdir / "resolved.parquet"
        for path in (known, out, doubts_beside(out)):
            path.touch(0o600)
        engine.write(_KNOWN, known, format="parquet")
        resolve(engine, known, workdir / "accepted.parquet", out, kept_records())
        engine.view(
            "whose",
            f"""SELECT r.* FROM {parquet(out)} r JOIN accepted_rows a ON a.row = r.row
                WHERE a.duplicate_of IS NULL""",
        )
        links = engine.rows(
            "SELECT row, person, method, score, agreed FROM whose WHERE person IS NOT NULL ORDER BY row"
        )
        settled = "SELECT row, person FROM whose WHERE person IS NOT NULL OR coalesce(reason, '') <> 'review'"
        return Batch(
            said=_mirrored(folder),
            held=engine.rows(f"SELECT row, reason, field FROM {parquet(workdir / 'held.parquet')} ORDER BY row"),
            facts=_facts(engine, folder, workdir, settled),
            links=links,
            doubts=_doubts(engine, doubts_beside(out)),
        )


def _unlinked(outbreak: int, dataset: str, folder: sealed.Folder) -> Batch:
    """A dataset of the installation's own: it says nothing that we know the meaning of, and its rows are linked to
    nobody. It is listed, and lies sealed."""
    with _opened(outbreak, dataset, folder.name) as (engine, _, workdir):
        held = engine.rows(f"SELECT row, reason, field FROM {parquet(workdir / 'held.parquet')} ORDER BY row")
    return Batch(said=_mirrored(folder), held=held, facts=_FACTS.empty_table(), links=[], doubts={})


def _mirrored(folder: sealed.Folder) -> dict[str, Any]:
    """What the catalogue mirrors of a manifest."""
    said = {name: folder.said[name] for name in ("dataset", "file", "sha256", "sender", "contract")}
    return said | {
        "name": folder.name,
        "label": contracts.load(folder.said["dataset"]).label,
        "received_at": datetime.fromisoformat(folder.said["received_at"]),
        "counts": {name: folder.said[name] for name in _COUNTS},
    }


def _facts(engine: Engine, folder: sealed.Folder, workdir: Path, whose: str) -> pa.Table:
    """`whose`: SELECT of row, person."""
    meaning = MEANINGS[folder.said["dataset"]]
    received = datetime.fromisoformat(folder.said["received_at"]).astimezone(clock.LOCAL)
    at = meaning.at.format(received=f"{received:%Y-%m-%d %H:%M:%S}")
    return selected(
        engine,
        f"""SELECT w.row, CAST(w.person AS BIGINT) AS person, '{meaning.kind}' AS kind, {at} AS at,
                {meaning.finding} AS finding, p.area_code
            FROM ({whose}) AS w JOIN accepted_rows a ON a.row = w.row
            LEFT JOIN known_people p ON p.person_row = w.person ORDER BY w.row""",
        workdir / "facts.parquet",
    )


def _doubts(engine: Engine, doubts: Path) -> dict[int, Doubtful]:
    """Rows in review that may be people of the registry, with the best candidate's area."""
    found: dict[int, Doubtful] = {}
    for row, person, score, reason, agreed, area in engine.rows(
        f"""SELECT d.row, d.person, d.score, d.reason, d.agreed, p.area_code FROM {parquet(doubts)} d
            JOIN whose w ON w.row = d.row JOIN known_people p ON p.person_row = d.person ORDER BY d.row, d.rank"""
    ):
        known = found.setdefault(row, Doubtful(reason, [], area or ""))
        known.candidates.append({"person": person, "score": score, "agreed": agreed or ""})
    return found


@contextmanager
def _opened(outbreak: int, dataset: str, name: str) -> Iterator[tuple[Engine, sealed.Folder, Path]]:
    """A sealed batch, its rows `accepted_rows` of an engine."""
    folder = store.found(outbreak, kind_of(dataset), name)
    with workfolder() as workdir, engines.open_engine(workdir=workdir) as engine:
        for table in _TABLES:
            folder.open(table, key=store.key(outbreak), into=workdir / f"{table}.parquet")
        engine.view("accepted_rows", f"SELECT * FROM {parquet(workdir / 'accepted.parquet')}")
        yield engine, folder, workdir


def _know(engine: Engine, outbreak: int, workdir: Path) -> None:
    """Makes `known_people`: everybody, as the registry is now."""
    residents.prepared(workdir, outbreak)
    engine.view("known_people", f"SELECT * FROM {parquet(workdir / 'residents.parquet')}")


#: Those whom the outbreak's snapshot knows, as `pipelines.resolve` takes people.
_KNOWN = """SELECT person_row AS person, name, number, number_state, id_key, document, phone, born, sex, address,
        CASE WHEN length(area_code) = 15 THEN area_code END AS grid
    FROM known_people"""
