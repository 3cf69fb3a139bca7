"""People: whose each row of a batch is, and the tables that registry and identity take of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fangxian.exchange import contradictions
from fangxian.exchange import snapshots as written
from fangxian.exchange.places import find_doors, selected
from fangxian.identity import actions as identity
from fangxian.lake.batches import Batch
from fangxian.lake.engines import Engine, parquet
from fangxian.lib import clock
from fangxian.linkage.settings import CURRENT
from fangxian.pipelines.resolve import resolve
from fangxian.pipelines.resolve.people import doubts_beside
from fangxian.registry import actions
from fangxian.registry.counts import Counts
from fangxian.registry.queries import kept_records
from fangxian.registry.reading import snapshots
from fangxian.terms.sql import documents, resident_id

#: What every batch of people may say; a dataset that has not the column says nothing.
_SAID = {
    "name": "VARCHAR", "sex": "VARCHAR", "born": "DATE", "id_key": "BIGINT", "document": "VARCHAR", "phone": "BIGINT",
    "address": "VARCHAR", "grid": "VARCHAR", "household": "VARCHAR", "relation": "VARCHAR", "moved_in": "DATE",
    "tenure": "VARCHAR", "category": "VARCHAR", "level": "VARCHAR", "since": "DATE", "until": "DATE",
    "uscc": "VARCHAR", "organisation": "VARCHAR", "post": "VARCHAR", "duplicate_of": "BIGINT",
}  # fmt: skip


#: Datasets whose rows are homes, and say where people are.
HOMES = ("household_register", "census")
#: Datasets that make people of those whom the registry does not know. A list of a key group, or a roster of an employer
#: of people from anywhere, makes nobody.
_MAKING = HOMES
#: Why a row waits that speaks of somebody whom the registry does not know.
_NOBODY = "no_such_person"


@dataclass(frozen=True)
class Resolved:
    """The rows of a batch with whom each belongs to, and whom those may be that are in doubt."""

    lines: pa.Table
    doubts: pa.Table


def ready(engine: Engine, batch: Batch, workdir: Path) -> Resolved:
    """Links a batch to the registry as it stands. Numbers lie open in `workdir` until the caller removes it."""
    people, out = workdir / "people.parquet", workdir / "resolved.parquet"
    there = written.people(engine, people)
    for path in (out, doubts_beside(out)):
        path.touch(0o600)
    resolve(engine, people if there else None, batch.folder, out, kept_records())
    people.unlink()
    find_doors(engine, batch.accepted, workdir)
    know_organisations(engine)
    lines = selected(engine, lines_of(engine, batch, out, workdir), workdir / "lines.parquet")
    return Resolved(lines, pq.read_table(doubts_beside(out)))


def know_organisations(engine: Engine) -> None:
    """Organisations by credit code, and by name where only one bears it, by however many entries."""
    known = list(snapshots.organisations())
    engine.load_rows("organisations_known", dict.fromkeys(("uscc", "name", "area", "kept"), "VARCHAR"), known)
    engine.create(
        "organisations_named",
        """SELECT name, min(kept) AS uscc, min(area) AS area FROM organisations_known GROUP BY name
            HAVING count(DISTINCT kept) = 1""",
    )


def lines_of(engine: Engine, batch: Batch, out: Path, workdir: Path) -> str:
    """SELECT of the rows that `out` says whose they are, with what each says, its door (workdir/doors.parquet) and its
    organisation."""
    there = {name for name, *_ in engine.rows(f"DESCRIBE SELECT * FROM {parquet(batch.accepted)}")}
    said = ", ".join(
        f"b.{name}" if name in there else f"CAST(NULL AS {kind}) AS {name}" for name, kind in _SAID.items()
    )
    root = snapshots.root()
    makes = batch.manifest.dataset in _MAKING
    newcomer = "r.newcomer" if makes else "CAST(NULL AS BIGINT)"
    reason = "r.reason" if makes else f"CASE WHEN r.newcomer IS NOT NULL THEN '{_NOBODY}' ELSE r.reason END"
    return f"""
        SELECT b.row, r.person, {newcomer} AS newcomer, r.method, r.score, r.agreed, {reason} AS reason,
            b.name, b.sex, b.born, b.phone,
            CASE WHEN b.id_key IS NOT NULL THEN {resident_id.text("b.id_key")} ELSE b.document END AS number,
            CASE WHEN b.id_key IS NOT NULL THEN 'resident' ELSE {documents.kind("b.document")} END AS number_kind,
            d.dwelling, CASE WHEN d.dwelling IS NULL THEN b.address END AS elsewhere,
            coalesce(d.grid, b.grid, o.area, n.area, '{root}') AS area_code, b.household, b.relation, b.moved_in,
            b.tenure, b.category, b.level, b.since, b.until, coalesce(o.uscc, n.uscc) AS uscc, b.post,
            b.duplicate_of IS NOT NULL AS again
        FROM (SELECT b.row, {said} FROM {parquet(batch.accepted)} b) b
        JOIN {parquet(out)} r ON r.row = b.row LEFT JOIN {parquet(workdir / "doors.parquet")} d ON d.row = b.row
        LEFT JOIN organisations_known o ON o.uscc = b.uscc
        LEFT JOIN organisations_named n ON o.uscc IS NULL AND n.name = b.organisation
        ORDER BY b.row"""


def apply(found: Resolved, batch: Batch, *, by: str, day: date, whole: bool) -> dict[str, Counts]:
    """Brings resolved rows into the registry and keeps whose each of them is. The caller's transaction."""
    dataset, name = batch.manifest.dataset, batch.manifest.batch
    source = f"{dataset}/{name}"
    lines = found.lines
    owned = lines.filter(_owned(lines))
    counts = {}
    # A batch is one moment: what it says in several steps was never known half.
    at = clock.now()
    counts["people"], persons = actions.apply_people(owned, source=source, by=by, at=at)
    owned = owned.set_column(owned.column_names.index("person"), "person", pa.array(persons, pa.int64()))
    first = owned.filter(pc.invert(owned["again"]))
    # Whom a row in doubt may mean has not left for not being listed (law 14).
    spared = set(found.doubts["person"].drop_null().to_pylist()) if whole else ()
    counts |= APPLIED[dataset](first, source=source, by=by, day=day, whole=whole, spared=spared, at=at)
    _link(found, owned, dataset=dataset, batch=name, by=by)
    if dataset in HOMES:
        actions.settle_whereabouts(source=source, by=by, at=at)
    contradictions.settle_waiting()
    return counts


def _owned(lines: pa.Table) -> pa.Array:
    return pc.or_(pc.is_valid(lines["person"]), pc.is_valid(lines["newcomer"]))


def _link(found: Resolved, owned: pa.Table, *, dataset: str, batch: str, by: str) -> None:
    """Whose each row is, with what says so; the rows of nobody wait for a person."""
    columns = [owned[name].to_pylist() for name in ("row", "person", "method", "score", "agreed")]
    identity.link_batch(zip(*columns, strict=True), dataset=dataset, batch=batch, settings=CURRENT, by=by)
    newcomers = dict(zip(owned["newcomer"].to_pylist(), columns[1], strict=True))
    waiting = found.lines.filter(pc.is_valid(found.lines["reason"]))
    doubts: dict[int, tuple[str, list[dict[str, Any]]]] = {
        row: (reason, []) for row, reason in zip(waiting["row"].to_pylist(), waiting["reason"].to_pylist(), strict=True)
    }
    for one in found.doubts.to_pylist():
        person = one["person"] if one["person"] is not None else newcomers.get(one["newcomer"])
        reason, candidates = doubts[one["row"]]
        candidates.append({"person": person, "score": one["score"], "agreed": one["agreed"]})
        doubts[one["row"]] = (one["reason"] if not reason or reason == "review" else reason, candidates)
    areas = dict(zip(waiting["row"].to_pylist(), waiting["area_code"].to_pylist(), strict=True))
    identity.doubt_batch(doubts, dataset=dataset, batch=batch, by=by, areas=areas)


def _residences(lines: pa.Table, kind: str) -> pa.Table:
    columns = ["person", "dwelling", "household", "area_code", "tenure", "relation", "elsewhere"]
    table = lines.select(columns).append_column("kind", pa.array([kind] * len(lines), pa.string()))
    return table.append_column("since", lines["moved_in"])


def _household_register(lines: pa.Table, **said: Any) -> dict[str, Counts]:
    return {"residences": actions.apply_residences(_residences(lines, "registered"), **said)}


def _census(lines: pa.Table, **said: Any) -> dict[str, Counts]:
    return {"residences": actions.apply_residences(_residences(lines, "lives"), **said)}


def _key_groups(lines: pa.Table, **said: Any) -> dict[str, Counts]:
    table = lines.select(["person", "category", "level", "since"]).rename_columns(["person", "group", "level", "since"])
    return {"groups": actions.apply_groups(table, **said)}


def _staff(lines: pa.Table, **said: Any) -> dict[str, Counts]:
    known = lines.filter(pc.is_valid(lines["uscc"]))
    return {"posts": actions.apply_posts(known.select(["uscc", "person", "post", "since", "until"]), **said)}


#: Dataset -> what its rows say of a person, beside who they are.
APPLIED = {
    "household_register": _household_register,
    "census": _census,
    "key_groups": _key_groups,
    "staff": _staff,
}
#: The datasets whose rows are people.
DATASETS: Collection[str] = frozenset(APPLIED)
