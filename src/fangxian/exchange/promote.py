"""Brings a batch of the lake into the registry: linked beside it, then written in one transaction with its catalogue
entry, its links and its doubts."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import transaction

from fangxian import contracts
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.exchange import apart, consequences, people, places, usual
from fangxian.exchange.workfolders import workfolder
from fangxian.lake import engines
from fangxian.lake.batches import Batch
from fangxian.lib.fault import Fault
from fangxian.registry import actions
from fangxian.registry.counts import Counts
from fangxian.store import indexes, meanwhile

Say = Callable[[str], None]
#: What is ready to be written, in the caller's transaction.
Ready = Callable[[], dict[str, Counts]]

#: Datasets in the order in which each finds what it speaks of.
ORDER = (
    *("areas", "boundaries", "compounds", "dwellings", "household_register", "census"),
    *("organisations", "staff", "key_groups"),
)
#: Rows from which on the engine's tables go to the disk.
_SPILL = 5_000_000


#: Bytes of memory that a row takes while it goes into the registries (1.6 GB for a census of 214,000; bench load).
_ROW_BYTES = 6_000


@dataclass(frozen=True)
class Promotion:
    """What a batch did to the registry, by what it changed; `already`: it was there before, and did nothing now."""

    counts: dict[str, Counts] = field(default_factory=dict)
    already: bool = False


def promote(
    batch: Batch,
    *,
    by: str,
    day: date,
    whole: bool = False,
    short: int = 0,
    say: Say = lambda _: None,
) -> Promotion:
    """Brings a batch into the registry, or finds that it is there.

    day    the day of which the file speaks
    whole  the sender declares that the file lists everybody: who is no longer on it has left
    short  it waits with fewer than so many per cent of the rows of its sender's other deliveries (0: never)

    Called by one at a time (exchange.turns): between linking and writing nobody else adds people. Raises a Fault for a
    batch that this machine's memory does not hold. Raises usual.Stopped, with nothing applied, for one that is unlike
    those before and that no second person has let through: it then stands in the catalogue as received, with what it
    would do (law 11).
    """
    if queries.is_promoted(batch.manifest.dataset, batch.manifest.batch):
        return Promotion(already=True)
    _refuse_too_large(batch)
    whole = whole and batch.manifest.dataset in people.DATASETS
    stop = queries.stop_of(batch.manifest.dataset, batch.manifest.batch)
    confirmed = stop is not None and stop.state == stop.State.CONFIRMED
    off = None if confirmed else usual.unusual(batch.manifest, whole=whole, short=short)
    if off and stop:
        raise usual.stopped(batch.manifest, off, stop)
    with (
        workfolder() as workdir,
        engines.open_engine(workdir=workdir, spill=batch.manifest.counts.rows > _SPILL) as engine,
    ):
        held = engine.rows(f"SELECT row, reason, field FROM {engines.parquet(batch.held)} ORDER BY row")
        say("link")
        apply = _peopled if batch.manifest.dataset in people.DATASETS else _placed if _known(batch) else _listed
        ready = apply(engine, batch, workdir, by, day, whole)
        if off:
            say("preview")
            raise _stopped(batch, off, ready, held, by=by, day=day, whole=whole)
        say("apply")
        with transaction.atomic(), meanwhile.writing(), indexes.afterwards():
            entry = catalogue.mirror(**said_of(batch), held=held, by=by)
            counts = ready()
            instead_of = stop.usual if stop and confirmed and stop.why != stop.Why.DRIFT else None
            catalogue.promoted(entry, day=day, whole=whole, by=by, instead_of=instead_of)
    return Promotion(counts)


def _refuse_too_large(batch: Batch) -> None:
    """Before anything is written: what does not fit is killed by the system halfway, without a word."""
    rows, here = batch.manifest.counts.usable, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if batch.manifest.dataset in ORDER and rows * _ROW_BYTES > here:
        file, most = batch.manifest.file, here // _ROW_BYTES
        raise Fault(
            en=f"{file}: {rows:,} rows are more than this machine's memory holds at once ({most:,}): load them in "
            "parts, without --whole, or on a machine with more. Nothing of it is in the registries.",
            zh=f"{file}：共 {rows:,} 行，超出本机内存一次可处理的行数（{most:,}）：请分成几份入库（不加 --whole），"
            "或换用内存更大的机器。底账未作任何改动。",
        )


def _stopped(
    batch: Batch, off: usual.Unusual, ready: Ready, held: list[tuple[int, str, str]], *, by: str, day: date, whole: bool
) -> usual.Stopped:
    """Keeps what a batch that is unlike those before would do to people, for a second person to see."""
    would = consequences.of(batch.manifest.dataset, ready) if batch.manifest.dataset in people.DATASETS else {}
    with transaction.atomic():
        entry = catalogue.mirror(**said_of(batch), held=held, by=by)
        stop = usual.keep(entry, off, day=day, by=by, would=would, whole=whole)
    return usual.stopped(batch.manifest, off, stop)


def _peopled(engine: engines.Engine, batch: Batch, workdir: Path, by: str, day: date, whole: bool) -> Ready:
    found = apart.kept(people.ready(engine, batch, workdir))
    return lambda: people.apply(found, batch, by=by, day=day, whole=whole)


def _placed(engine: engines.Engine, batch: Batch, workdir: Path, by: str, _: date, __: bool) -> Ready:
    dataset = batch.manifest.dataset
    select, apply = _PLACES[dataset]
    table = select(engine, batch, workdir)
    source = f"{dataset}/{batch.manifest.batch}"
    return lambda: {dataset: apply(table, source=source, by=by)}


def _known(batch: Batch) -> bool:
    return batch.manifest.dataset in _PLACES


def _listed(*_: object) -> Ready:
    """A dataset of the installation's own says nothing of the registries: it is listed, and lies in the lake."""
    return dict


_Select = Callable[[engines.Engine, Batch, Path], pa.Table]
_PLACES: dict[str, tuple[_Select, Callable[..., Counts]]] = {
    "areas": (places.areas, actions.apply_areas),
    "boundaries": (places.boundaries, actions.apply_boundaries),
    "compounds": (places.compounds, actions.apply_compounds),
    "dwellings": (places.dwellings, places.apply_dwellings),
    "organisations": (places.organisations, actions.apply_organisations),
}


def said_of(batch: Batch) -> dict[str, Any]:
    """What the catalogue mirrors of a manifest."""
    manifest = batch.manifest
    same = ("dataset", "file", "sha256", "sender", "received_at", "contract")
    counts = {name: getattr(manifest.counts, name) for name in ("rows", "accepted", "repaired", "duplicate", "held")}
    label = contracts.load(manifest.dataset).label
    return {name: getattr(manifest, name) for name in same} | {"name": manifest.batch, "label": label, "counts": counts}
