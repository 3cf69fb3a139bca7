"""The inbox is compacted: what single forms and events said goes into a batch of the lake, sealed, and the fact says
where (batch and row). What rules ask of a fact (whose, of what kind, when, what was found, from when to when it was
known) stays where they read it, under the key by which restrictions name it; the latest of a person and kind stays
whole."""

from collections.abc import Callable
from datetime import datetime

import pyarrow as pa
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from fangxian.evidence import events
from fangxian.evidence.models import Fact
from fangxian.ledger import actions as ledger
from fangxian.store import blocks, bulk

#: What its batches are called wherever rows are.
DATASET = "single_facts"
#: A row of a batch, in its order: `said` and `key` as they were sealed.
ROW = pa.schema(
    [
        ("fact", pa.int64()),
        ("person", pa.int64()),
        ("area_code", pa.string()),
        ("kind", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("recorded_at", pa.timestamp("us", tz="UTC")),
        ("finding", pa.string()),
        ("source", pa.string()),
        ("key", pa.binary()),
        ("said", pa.binary()),
        ("by", pa.string()),
    ]
)
#: Outbreak, name of a batch, row -> what was said there, as it was sealed.
Opener = Callable[[int, str, int], bytes | None]
_openers: list[Opener] = []


def opens(opener: Opener) -> None:
    """Called by who reaches the lake, when it is ready."""
    _openers[:] = [opener]


def sealed(fact: Fact) -> bytes | None:
    """What a fact says, sealed, from wherever it is kept; None: it says nothing more."""
    if fact.said is not None or not fact.batch.startswith(f"{DATASET}/"):
        return bytes(fact.said) if fact.said else None
    return _openers[0](fact.outbreak_id, fact.batch.partition("/")[2], fact.row or 0)


def waiting(outbreak: int, *, before: datetime, most: int) -> pa.Table:
    """ROWs of the inbox that were recorded before a moment, in the order in which they came, `most` of them; without
    the latest that stands of each person and kind."""
    same = Fact.rows.filter(outbreak=outbreak, person=OuterRef("person"), kind=OuterRef("kind"), withdrawn_at=None)
    later = same.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
    found = Fact.rows.filter(outbreak=outbreak, batch="", recorded_at__lt=before)
    found = found.filter(~Q(withdrawn_at=None) | Exists(later)).order_by("pk")[:most]
    names = ["pk", *ROW.names[1:]]
    columns = list(zip(*blocks.rows(found.values_list(*names)), strict=True)) or [()] * len(ROW)
    return pa.table([pa.array(map(_plain, said), one.type) for said, one in zip(columns, ROW, strict=True)], schema=ROW)


def known(outbreak: int) -> set[str]:
    """The batches of the inbox that facts name."""
    found = Fact.rows.filter(outbreak=outbreak, batch__startswith=f"{DATASET}/").order_by()
    return {batch.partition("/")[2] for batch in found.values_list("batch", flat=True).distinct()}


@transaction.atomic
def compacted(rows: pa.Table, *, outbreak: int, name: str) -> int:
    """The facts of ROWs lie in a batch of the lake: they say so, and keep no longer what it says. Answers how many."""
    batch = f"{DATASET}/{name}"
    given = ((pk, batch, row, None) for row, pk in enumerate(rows["fact"].to_pylist(), 1))
    count = bulk.update(Fact, ["batch", "row", "said"], given)
    payload = {"outbreak": outbreak, "facts": count}
    ledger.record_batch(kind=events.COMPACTED, batch=batch, by=ledger.SYSTEM, payload=payload)
    return count


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
