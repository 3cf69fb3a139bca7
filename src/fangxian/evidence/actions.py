"""Taking evidence in, one fact or hundreds of thousands, and withdrawing it. The caller's transaction or their own.

Nothing is kept but under an active outbreak (law 4). What cannot be taken is held with its reason, and counted.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import transaction

from fangxian.evidence import events, rules
from fangxian.evidence.models import Fact, Held
from fangxian.evidence.rules import Refused
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.sealing import INDEX_BYTES
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.queries import active, seal
from fangxian.registry.queries import whereabouts
from fangxian.store import acts, blocks, bulk

#: What a fact says is sealed for; by what a form or a sensor's message is known again.
SAID, KEY = "evidence.said", "evidence.key"
_FIELDS = ("outbreak_id", "person", "area_code", "kind", "at", "recorded_at", "finding", "source", "batch", "row",
           "key", "by")  # fmt: skip


@dataclass(frozen=True)
class Applied:
    """What became of a batch's rows, which add up (law 1): recorded, there before, held by reason; and the keys of the
    first and the last fact that are new (0 without any)."""

    rows: int
    recorded: int
    again: int
    held: Mapping[str, int] = field(default_factory=dict)
    first: int = 0
    last: int = 0


def record(
    *, outbreak: int, kind: str, person: int, at: datetime, key: str, by: str, finding: str = "", source: str = "form",
    said: Mapping[str, Any] | None = None,
) -> Fact:  # fmt: skip
    """Takes one fact in; the same `key` again answers the fact that is there, and changes nothing (law 7).

    key   names the form or the message: 'drug/17', a sensor's number with its event's
    said  what it says, sealed: plain data

    Raises Refused, which is on record (`Held`) unless the caller's transaction takes it back; NotInForce.
    """
    refuse_unless_active(outbreak)
    index = seal(outbreak, KEY).index(key)
    there = Fact.rows.filter(outbreak=outbreak, person=person, key=index).order_by("-pk").first()
    if there is not None:
        return there
    reason = rules.waits(kind, finding, at, clock.now())
    where = whereabouts([person]).get(person) if not reason else None
    if reason or where is None:
        reason = reason or "unknown"
        Held.objects.create(outbreak_id=outbreak, reason=reason, source=source, by=by)
        raise Refused(reason)
    with acts.act():
        made = Fact.rows.create(
            outbreak_id=outbreak, person=person, area_code=where.area_code, kind=kind, at=at, finding=finding,
            source=source, key=index, said=_sealed(outbreak, said), by=by,
        )  # fmt: skip
        _told(events.RECORDED, made, by)
    return made


def withdraw(*, fact: int, by: str) -> Fact:
    """Withdraws a fact that was recorded of the wrong person, or by mistake; withdrawn before, it stays so."""
    with acts.act():
        found = Fact.rows.select_for_update().get(pk=fact)
        if found.withdrawn_at is None:
            found.withdrawn_at = clock.now()
            found.save(update_fields=["withdrawn_at"])
            _told(events.WITHDRAWN, found, by)
    return found


@transaction.atomic
def apply_batch(table: pa.Table, *, outbreak: int, batch: str, by: str, source: str = "lake") -> Applied:
    """Takes a batch in: one transaction, one event. What stands of the batch already is left alone (law 7).

    table   person (int64; none: in no register), kind, at (timestamp; without a zone: local), row (int64); may have
            finding, and area_code where its caller asked the registry
    batch   its name in the lake; the same row of it for the same person is the same fact

    Raises NotInForce.
    """
    refuse_unless_active(outbreak)
    made = _taken(table, outbreak, batch, by, source)
    _told_of_batch(batch, outbreak, [made], by=by)
    return made


@transaction.atomic
def bring(
    tables: Mapping[str, pa.Table], *, outbreak: int, label: str, gone: Collection[int], by: str
) -> list[Applied]:  # fmt: skip
    """Brings evidence to what is known of it now, as one act and one event: batches (as `apply_batch` takes them) come,
    and facts (by their keys) are withdrawn whose rows turned out to be somebody else's, or to say another thing."""
    refuse_unless_active(outbreak)
    at = clock.now()
    bulk.update(Fact, ["withdrawn_at"], [(pk, at) for pk in gone])
    made = [_taken(table, outbreak, batch, by, "lake") for batch, table in tables.items()]
    if gone or any(one.recorded for one in made):
        _told_of_batch(label, outbreak, made, by=by, withdrawn=len(gone), at=at.isoformat())
    return made


def _taken(table: pa.Table, outbreak: int, batch: str, by: str, source: str) -> Applied:
    rows, held = _judged(table)
    there = {bytes(key) for (key,) in blocks.rows(standing(outbreak, batch).values_list("key"))}
    at = clock.now()
    new, seen = [], set()
    for person, area, kind, when, finding, row in rows:
        key = row_key(batch, row, person, kind)
        if key in there or key in seen:
            continue
        seen.add(key)
        new.append((outbreak, person, area, kind, when, at, finding, source, batch, row, key, by))
    keys = bulk.reserve(Fact, len(new))
    bulk.insert(Fact, ["id", *_FIELDS], ((pk, *one) for pk, one in zip(keys, new, strict=True)))
    bulk.insert(
        Held, ["outbreak_id", "reason", "source", "batch", "row", "by", "at"],
        ((outbreak, reason, source, batch, row, by, at) for reason, row in held),
    )  # fmt: skip
    counts = dict(Counter(reason for reason, _ in held))
    first, last = (keys[0], keys[-1]) if new else (0, 0)
    return Applied(table.num_rows, len(new), len(rows) - len(new), counts, first, last)


def _told_of_batch(batch: str, outbreak: int, made: list[Applied], *, by: str, **more: Any) -> None:
    held: Counter[str] = Counter()
    for one in made:
        held.update(one.held)
    payload = {
        "outbreak": outbreak,
        "rows": sum(one.rows for one in made),
        "recorded": sum(one.recorded for one in made),
        "again": sum(one.again for one in made),
        "held": dict(held),
        "first": min((one.first for one in made if one.first), default=0),
        "last": max((one.last for one in made), default=0),
        **more,
    }
    ledger.record_batch(kind=events.BATCH_APPLIED, batch=batch, by=by, payload=payload)


@transaction.atomic
def withdraw_batch(
    *, outbreak: int, batch: str, by: str, people: Collection[int] | None = None, rows: Collection[int] | None = None
) -> int:
    """Withdraws what stands of a batch (of these `people` or `rows` alone); answers how many facts."""
    at, gone = clock.now(), []
    for pk, person, row in blocks.rows(standing(outbreak, batch).values_list("pk", "person", "row")):
        if (people is None or person in people) and (rows is None or row in rows):
            gone.append((pk, at))
    bulk.update(Fact, ["withdrawn_at"], gone)
    if gone:
        payload = {"outbreak": outbreak, "facts": len(gone), "at": at.isoformat()}
        ledger.record_batch(kind=events.BATCH_WITHDRAWN, batch=batch, by=by, payload=payload)
    return len(gone)


def refuse_unless_active(outbreak: int) -> None:
    """Raises NotInForce unless the outbreak is active (law 4)."""
    if outbreak not in {one.pk for one in active()}:
        raise NotInForce(
            en="This outbreak is not in force: two people have to activate one before evidence is kept.",
            zh="该疫情未生效：须先由两人启动疫情，方可留存佐证。",
        )


def standing(outbreak: int, batch: str) -> Any:
    """The facts of a batch that were not withdrawn."""
    return Fact.rows.filter(outbreak=outbreak, batch=batch, withdrawn_at=None)


def row_key(batch: str, row: int, person: int, kind: str) -> bytes:
    """By what a row of a batch is the same fact: its place, and whose it is taken to be (law 2: a link may change)."""
    return hashlib.blake2b(f"{batch}/{row}/{person}/{kind}".encode(), digest_size=INDEX_BYTES).digest()


def _judged(table: pa.Table) -> tuple[list[tuple[Any, ...]], list[tuple[str, int]]]:
    """Rows that can be taken (person, area, kind, at, finding, row), and (reason, row) of those that wait."""
    now, good, held = clock.now(), [], []
    said = {name: table[name].to_pylist() for name in ("person", "kind", "at", "row")}
    findings = table["finding"].to_pylist() if "finding" in table.column_names else [""] * table.num_rows
    areas = table["area_code"].to_pylist() if "area_code" in table.column_names else _areas(said["person"])
    reasons: dict[tuple[str, str], str] = {}
    for person, kind, at, row, finding, area in zip(*said.values(), findings, areas, strict=True):
        when, found = at if at.tzinfo else at.replace(tzinfo=clock.LOCAL), finding or ""
        if (kind, found) not in reasons:
            reasons[kind, found] = rules.waits(kind, found, now, now)
        reason = reasons[kind, found] or ("future" if when > now + rules.AHEAD else "" if area else "unknown")
        if reason:
            held.append((reason, row))
        else:
            good.append((person, area, kind, when, found, row))
    return good, held


def _areas(people: list[int]) -> Iterator[str | None]:
    known = whereabouts(people)
    return (known[person].area_code if person in known else None for person in people)


def _sealed(outbreak: int, said: Mapping[str, Any] | None) -> bytes | None:
    return seal(outbreak, SAID).close(json.dumps(said, ensure_ascii=False)) if said else None


def _told(kind: str, fact: Fact, by: str) -> None:
    payload = {"fact": fact.pk, "outbreak": fact.outbreak_id, "kind": fact.kind}
    ledger.record(kind=kind, subject_kind="person", subject=fact.person, by=by, payload=payload)
