"""Mirrors the lake's manifests, and keeps account of jobs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction

from fangxian.catalogue.models import Batch, Cursor, Dataset, Declaration, HeldRow, JobRun
from fangxian.catalogue.settling import mended, reopen, send_back, set_aside
from fangxian.catalogue.stopping import confirm, refuse, stopped
from fangxian.ledger import actions as ledger
from fangxian.ledger import kinds
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.store import bulk

__all__ = [
    "confirm",
    "job",
    "mended",
    "mirror",
    "promoted",
    "reached",
    "refuse",
    "reopen",
    "send_back",
    "set_aside",
    "step",
    "stopped",
    "troubled",
    "withdrawn",
]

#: What a held row has not yet.
_WAITING = ("settlement", "why", "settled_by")
RECEIVED = kinds.declare(
    "catalogue.batch_received",
    zh="{actor} 收到批次 {subject}：{rows} 行，问题数据 {held} 行",
    en="{actor} received {subject}: {rows} rows, {held} held",
)

WITHDRAWN = kinds.declare(
    "catalogue.batch_withdrawn", zh="{actor} 撤回批次 {subject}", en="{actor} took {subject} back"
)


@transaction.atomic
def mirror(
    *,
    dataset: str,
    label: str,
    name: str,
    file: str,
    sha256: str,
    sender: str,
    received_at: datetime,
    contract: str,
    counts: dict[str, int],
    held: Iterable[tuple[int, str, str]],
    by: str,
) -> Batch:
    """Enters a batch as its manifest states it, with its held rows (row, reason, column). One that is there stays."""
    kept, _ = Dataset.objects.get_or_create(code=dataset, defaults={"label": label, "sender": sender})
    found = Batch.objects.filter(dataset=kept, name=name).first()
    if found is not None:
        return found
    made = Batch.objects.create(
        dataset=kept,
        name=name,
        file=file,
        sha256=sha256,
        sender=sender,
        received_at=received_at,
        contract=contract,
        **counts,
    )
    rows = ((made.pk, row, reason, column or "", *[""] * len(_WAITING)) for row, reason, column in held)
    bulk.insert(HeldRow, ["batch_id", "row", "reason", "column", *_WAITING], rows)
    payload = {"rows": counts["rows"], "held": counts["held"]}
    ledger.record_batch(kind=RECEIVED, batch=f"{dataset}/{name}", by=by, payload=payload)
    return made


def promoted(batch: Batch, *, day: date, whole: bool, by: str, instead_of: int | None = None) -> None:
    """Notes that a batch is in the registry, and what was declared of it. Called in the transaction that brought it
    there.

    day         the day of which it speaks
    whole       it lists everybody
    instead_of  the rows of the list before, where two people let one of another length through
    """
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.PROMOTED, promoted_at=clock.now())
    said = {"day": day, "whole": whole, "instead_of": instead_of, "by": by, "at": clock.now()}
    Declaration.objects.update_or_create(batch=batch, defaults=said)


@transaction.atomic
def withdrawn(batch: Batch, *, by: str) -> None:
    """Notes that a batch was taken back; withdrawn before, it stays so."""
    if Batch.objects.filter(pk=batch.pk).exclude(state=Batch.State.WITHDRAWN).update(state=Batch.State.WITHDRAWN):
        ledger.record_batch(kind=WITHDRAWN, batch=f"{batch.dataset_id}/{batch.name}", by=by)


@contextmanager
def job(name: str, *, by: str) -> Iterator[JobRun]:
    """Keeps account of a job: when it ran, how it ended, and the sentence it ended with, if it failed.

    One at a time runs under a name (the caller sees to that): what stands unended was killed, and is said to be.
    """
    JobRun.objects.filter(job=name, ended_at=None).update(ended_at=clock.now(), outcome="stopped")
    run = JobRun.objects.create(job=name, by=by)
    try:
        yield run
    except BaseException as error:
        sentence = error.zh if isinstance(error, Fault) else type(error).__name__
        _ended(run, "failed", sentence)
        raise
    _ended(run, run.outcome or "done", run.sentence)


def step(run: JobRun, name: str, done: int = 0, whole: int = 0) -> None:
    """Says how far a job has come."""
    run.step, run.done, run.whole = name, done, whole
    run.save(update_fields=["step", "done", "whole"])


def troubled(run: JobRun, sentence: str) -> None:
    """Says that a part of a job failed, though it went on: it ends as failed, with this sentence."""
    run.outcome, run.sentence = "failed", sentence[:300]


def reached(cursor: str, position: int) -> None:
    """Notes how far a reader has come. Called in the transaction that wrote what it read."""
    Cursor.objects.update_or_create(name=cursor, defaults={"position": position, "at": clock.now()})


def _ended(run: JobRun, outcome: str, sentence: str) -> None:
    run.ended_at, run.outcome, run.sentence = clock.now(), outcome, sentence[:300]
    run.save(update_fields=["ended_at", "outcome", "sentence"])
