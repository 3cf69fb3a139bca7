"""receive -> judge -> write: any department's file becomes an immutable batch in the lake, or one sentence."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

import pyarrow.parquet as pq

from fangxian import __version__, contracts, intake
from fangxian.contracts import Contract, Section, library
from fangxian.contracts.reasons import all_reasons
from fangxian.intake import cut, geojson, profile, refusals, relation, tidy
from fangxian.intake.blocks import GULP
from fangxian.intake.received import stamp
from fangxian.lake import batches, discard, engines
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.pipelines.vetting import refuse_unfit

#: From this many bytes on, tables go to the disk instead of memory.
SPILL_BYTES = 400_000_000

Say = Callable[[str], None]


def clean(
    path: Path,
    *,
    dataset: str,
    lake: Path,
    sender: str,
    mapping: Section | None = None,
    none_held: bool = False,
    sealed_after: bool = False,
    say: Say = lambda _: None,
) -> batches.Manifest:
    """Receives a file, judges it against the contract of `dataset`, and returns the manifest of the batch it became.

    sealed_after   `lake` is a work folder, and what lies in it is sealed under an outbreak's key: evidence is taken

    A file that was received before changes nothing and gives the manifest of then. Raises a Fault, and leaves nothing,
    if the file breaks the contract as a whole; with `none_held`, with the sentence of the first row that would be held.
    """
    contract = _contract(
        dataset, (*library.EVIDENCE, *library.under_outbreak()) if sealed_after else library.registers()
    )
    with batches.writing(lake, dataset) as draft:
        say("receive")
        workdir = draft.folder / ".work"
        workdir.mkdir()
        # The copy goes by the sender's name, for that is what a sentence about it has to say.
        copy = workdir / path.name
        sha256 = _copied(path, copy)
        known = batches.find(lake, dataset, sha256)
        if known is not None:
            return known.manifest
        counted = _judged(draft, copy, contract, mapping, say)
        if none_held and counted["held"]:
            raise _held(draft, contract)
        received_at = clock.now()
        copy.rename(draft.folder / f"received{path.suffix.lower() or '.csv'}")
        discard(workdir)
        manifest = batches.Manifest(
            dataset=dataset,
            batch=batches.name_of(received_at, sha256),
            contract=contract.version,
            sha256=sha256,
            sender=sender,
            received_at=received_at,
            file=path.name,
            **counted,
        )
        try:
            return draft.publish(manifest).manifest
        except Fault:
            # Somebody else brought the same file in meanwhile.
            known = batches.find(lake, dataset, sha256)
            if known is None:
                raise
            return known.manifest


def held_of(path: Path, *, dataset: str, lake: Path, mapping: Section | None = None) -> dict[int, Fault]:
    """Row -> the sentence for which it would be held; nothing is kept. Raises as `clean`."""
    contract = _contract(dataset, library.registers())
    with batches.writing(lake, dataset) as draft:
        workdir = draft.folder / ".work"
        workdir.mkdir()
        copy = workdir / path.name
        _copied(path, copy)
        _judged(draft, copy, contract, mapping, lambda _: None)
        found = pq.read_table(draft.folder / "held.parquet", columns=["row", "reason", "field"]).to_pylist()
    return {one["row"]: _sentence(one["reason"], one["field"], contract) for one in found}


def _held(draft: batches.Draft, contract: Contract) -> Fault:
    """The sentence of the first row that is held."""
    first = pq.read_table(draft.folder / "held.parquet", columns=["reason", "field"]).slice(0, 1).to_pylist()[0]
    return _sentence(first["reason"], first["field"], contract)


def _sentence(reason: str, field: str | None, contract: Contract) -> Fault:
    en, zh = all_reasons()[reason].said(contract.field(field) if field else None)
    return Fault(en=en, zh=zh)


def _contract(dataset: str, kept: Sequence[str]) -> Contract:
    if (dataset in library.EVIDENCE or library.is_under_outbreak(dataset)) and dataset not in kept:
        raise Fault(
            en=f"'{dataset}' is evidence of people: it is kept under an outbreak that was activated, and nowhere else; "
            "use fangxian evidence arrive.",
            zh=f"“{dataset}”属于疫情佐证数据，只能在已启动的疫情下留存：请用 fangxian evidence arrive。",
        )
    if dataset in library.SIDES and dataset not in kept:
        raise Fault(
            en=f"'{dataset}' is compared and kept in no register: use fangxian compare; results of a round come "
            "in with fangxian round arrive.",
            zh=f"“{dataset}”用于比对，不作为底账保存：请用 fangxian compare；检测结果请用 fangxian round arrive。",
        )
    if dataset not in kept:
        known = ", ".join(kept)
        raise Fault(
            en=f"'{dataset}' is no dataset that is kept; name one of: {known}.",
            zh=f"没有“{dataset}”这个数据集；请写以下之一：{known}。",
        )
    refuse_unfit(dataset)
    return contracts.load(dataset)


def _copied(path: Path, copy: Path) -> str:
    """Copies a file as it comes, and gives its hash. Raises a Fault if it cannot be read, or changes meanwhile."""
    digest = hashlib.sha256()
    try:
        if not path.is_file() and path.exists():
            raise refusals.not_a_file(path.name)
        before, source = stamp(path), path.open("rb", buffering=0)
    except OSError as error:
        raise refusals.unreadable(path.name, error) from error
    with source, copy.open("wb", buffering=0) as target:
        while gulp := _read(source, path):
            digest.update(gulp)
            target.write(gulp)
    if not path.exists() or stamp(path) != before:
        raise refusals.changed(path.name)
    return digest.hexdigest()


def _read(source: IO[bytes], path: Path) -> bytes:
    try:
        return source.read(GULP)
    except OSError as error:
        raise refusals.unreadable(path.name, error) from error


def _judged(draft: batches.Draft, copy: Path, contract: Contract, mapping: Section | None, say: Say) -> dict[str, Any]:
    """Writes the accepted and the held rows into the draft; gives what a manifest says of them."""
    workdir = copy.parent
    spill = copy.stat().st_size > SPILL_BYTES
    with engines.open_engine(workdir=workdir, spill=spill) as engine:
        rows, notes = _received(engine, copy, contract, mapping)
        say("judge")
        areas = _areas(engine, draft)
        known = tidy.Known(today=clock.now().date(), levels=_levels(engine, areas))
        tidy.tidy(engine, contract, known)
        cut.refuse_cut_column(engine, contract, copy.name)
        say("write")
        engine.write("SELECT * FROM tidied ORDER BY row", draft.folder / "accepted.parquet", format="parquet")
        engine.write("SELECT * FROM held ORDER BY row", draft.folder / "held.parquet", format="parquet")
        accepted = engines.parquet(draft.folder / "accepted.parquet")
        became: dict[str, int] = dict(engine.rows(f"SELECT disposition, count(*) FROM {accepted} GROUP BY 1"))
        held: dict[str, int] = dict(engine.rows("SELECT reason, count(*) FROM held GROUP BY 1 ORDER BY 1"))
        seen = profile.of(engine, contract, rows=rows)
        version = engine.version
    counts = batches.Counts(
        rows=rows,
        accepted=became.get("accepted", 0),
        repaired=became.get("repaired", 0),
        duplicate=became.get("duplicate", 0),
        held=sum(held.values()),
    )
    versions = {"fangxian": __version__, "duckdb": version}
    if areas is not None:
        versions["areas"] = areas.manifest.batch
    return {"counts": counts, "held": held, "notes": notes, "profile": seen.as_json(), "versions": versions}


def _received(
    engine: engines.Engine, copy: Path, contract: Contract, mapping: Section | None
) -> tuple[int, dict[str, int]]:
    """Makes `raw` of the file; gives the rows that were counted in receiving it, and the dirt of the file as such."""
    if any(one.term == "polygon" for one in contract.fields):
        return geojson.receive(engine, copy, contract, mapping).rows, {}
    received = intake.receive(copy, contract, mapping=mapping, workdir=copy.parent)
    engine.ingest("raw", relation.select(received, contract))
    return received.rows, dict(received.notes)


def _areas(engine: engines.Engine, draft: batches.Draft) -> batches.Batch | None:
    """Makes `areas` (code) of the newest list of areas in the lake, if there is one."""
    newest = batches.newest(draft.lake, "areas")
    if newest is not None:
        engine.create("areas", f"SELECT code FROM {engines.parquet(newest.accepted)} WHERE duplicate_of IS NULL")
    return newest


def _levels(engine: engines.Engine, areas: batches.Batch | None) -> tuple[int, ...]:
    if areas is None:
        return ()
    return tuple(length for (length,) in engine.rows("SELECT DISTINCT length(code) FROM areas ORDER BY 1"))
