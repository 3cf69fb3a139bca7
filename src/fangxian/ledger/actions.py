"""Writing the ledger: what was seen (`note`), what happened (`record`), and sealing both against change.

Everything here is written in the caller's transaction, and raises where it cannot be written: what was not noted was
not shown, what was not recorded has not happened.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from fangxian.ledger import drawers, kinds, listeners
from fangxian.ledger.models import AuditBlock, AuditEntry, Drawer, Event, Mention
from fangxian.ledger.outbox import Delivered, clear_delivered, deliver
from fangxian.ledger.rules import BEGINNING, Said, block_digest, entry_digest, refuse_personal, refuse_unfit
from fangxian.lib import clock
from fangxian.store import acts

__all__ = ["SYSTEM", "Delivered", "clear_delivered", "deliver", "note", "record", "record_batch", "seal", "shred"]

#: Who acts where nobody does: the nightly run, an import.
SYSTEM = "system"

#: How many entries are sealed in one transaction: writers wait no longer than that takes (SQLite), or not (PostgreSQL).
BLOCK = 1000

#: The number of the lock under which the chain grows (PostgreSQL): any that nobody else uses.
_CHAIN = 0x66616E67


def note(
    *,
    action: str,
    by: str,
    subject_kind: str = "",
    subject: object = "",
    purpose: str = "",
    shown: Iterable[object] = (),
    **details: Any,
) -> int:
    """Writes one audit entry and answers its key.

    action        'people.read', 'batches.load': what was done to what
    by            the account's name
    subject_kind  'person', with subject the key of their record: never a name or a number
    shown         the keys of those of `subject_kind` that a list, a search or an export showed: each of them can find
                  the entry
    details       text, whole numbers, yes and no, and lists of them

    Raises NotForTheLedger for what must not stand in an entry.
    """
    seen = [str(one) for one in shown]
    if seen:
        details["shown"] = seen
    said = Said(clock.now(), by, action, subject_kind, str(subject), purpose, details)
    refuse_unfit(said)
    entry = AuditEntry.objects.create(**said._asdict())
    if seen:
        Mention.objects.bulk_create(
            (Mention(entry=entry.pk, subject_kind=subject_kind, subject=one) for one in seen), batch_size=500
        )
    return entry.pk


@acts.atomic
def record(
    *,
    kind: str,
    subject_kind: str,
    subject: object,
    by: str,
    payload: Mapping[str, Any] | None = None,
    drawer: Mapping[str, Any] | None = None,
    key: str = drawers.KEY,
) -> int:
    """Records an event and answers its key. Listeners of the same transaction are called at once; the others find it
    in the outbox.

    payload  what else belongs to the fact; nothing personal
    drawer   personal details, sealed: the fields that the kind declared
    key      under which key of the key folder the drawer is sealed ('outbreaks/7')

    Raises KindError for a kind that nobody declared (ledger.kinds) or that is told otherwise than it was.
    """
    payload, drawer = dict(payload or {}), dict(drawer or {})
    _refuse_misplaced(kind, payload, drawer)
    name = secrets.token_hex(16) if drawer else ""
    if drawer:
        drawers.fill(name, drawer, key)
    event = Event.objects.create(
        at=clock.now(),
        kind=kind,
        subject_kind=subject_kind,
        subject=str(subject),
        actor=by,
        payload=payload,
        drawer=name,
    )
    listeners.tell(event)
    return event.pk


def record_batch(*, kind: str, batch: object, by: str, payload: Mapping[str, Any] | None = None) -> int:
    """Records one event for a whole batch: its rows are in the batch, not in the ledger."""
    return record(kind=kind, subject_kind="batch", subject=batch, by=by, payload=payload)


@transaction.atomic
def shred(*, subject_kind: str, subject: object, by: str) -> int:
    """Shreds the drawers of all events about a subject; answers how many. The facts stay, and say so."""
    about = Event.objects.filter(subject_kind=subject_kind, subject=str(subject)).exclude(drawer="")
    full = Drawer.objects.filter(name__in=about.values("drawer"), sealed__isnull=False)
    shredded = full.update(sealed=None, shredded_at=clock.now())
    note(action="ledger.shred", by=by, subject_kind=subject_kind, subject=subject, drawers=shredded)
    return shredded


def _refuse_misplaced(kind: str, payload: Mapping[str, Any], drawer: Mapping[str, Any]) -> None:
    refuse_personal(payload)
    known = kinds.known(kind)
    if known.retired:
        raise kinds.KindError(f"{kind} is retired: {known.retired}")
    if set(payload) & set(known.drawer) or not set(drawer) <= set(known.drawer):
        raise kinds.KindError(f"{kind}: its personal details, and only they, lie in its drawer")


def seal(limit: int = 100) -> int:
    """Seals what is not sealed yet, a block a transaction, at most `limit` blocks; answers how many entries."""
    sealed = 0
    for _ in range(limit):
        # Asked first without a lock: on SQLite a transaction keeps the writers waiting.
        if not AuditEntry.objects.filter(block__isnull=True).exists():
            break
        found = _seal_block()
        sealed += found
        if found < BLOCK:
            break
    return sealed


@transaction.atomic
def _seal_block() -> int:
    _one_at_a_time()
    entries = list(AuditEntry.objects.filter(block__isnull=True).order_by("pk")[:BLOCK])
    if not entries:
        return 0
    last = AuditBlock.objects.order_by("-number").first()
    number, before = (last.number + 1, bytes(last.digest)) if last else (1, BEGINNING)
    digest, digests = before, []
    for entry in entries:
        digest = entry_digest(digest, entry.said())
        digests.append((number, digest, entry.pk))
    members = [entry.pk for entry in entries]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE ledger_auditentry SET block = %s, digest = %s WHERE id = %s", digests)
    AuditBlock.objects.create(
        number=number,
        members=members,
        sealed_at=clock.now(),
        before=before,
        digest=block_digest(before, number, members, digest),
    )
    return len(entries)


def _one_at_a_time() -> None:
    """Two that seal at once would fork the chain. SQLite's transactions take turns by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN])
