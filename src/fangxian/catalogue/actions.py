"""Mirrors the lake's manifests, and keeps account of jobs."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from fangxian.catalogue.models import Batch, Cursor, Dataset, Declaration, HeldRow
from fangxian.catalogue.running import did, job, ran, said, step, telling, troubled
from fangxian.catalogue.settling import mended, reopen, send_back, set_aside
from fangxian.catalogue.stopping import confirm, refuse, stopped
from fangxian.ledger import actions as ledger
from fangxian.ledger import kinds
from fangxian.lib import clock
from fangxian.store import bulk

__all__ = [
    "confirm",
    "did",
    "job",
    "mended",
    "mirror",
    "promoted",
    "ran",
    "reached",
    "refuse",
    "reopen",
    "said",
    "send_back",
    "set_aside",
    "step",
    "stopped",
    "telling",
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


def reached(cursor: str, position: int) -> None:
    """Notes how far a reader has come. Called in the transaction that wrote what it read."""
    Cursor.objects.update_or_create(name=cursor, defaults={"position": position, "at": clock.now()})
