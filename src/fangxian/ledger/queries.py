"""Reading the ledger: who has seen whom, what happened, whether the chain is whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from fangxian.ledger import drawers, kinds
from fangxian.ledger.chain import Block, Break, Found, breaks
from fangxian.ledger.models import AuditBlock, AuditEntry, Event, Mention, OutboxItem
from fangxian.ledger.rules import BEGINNING

#: What an action ends with that shows somebody's record.
READING = (".read", ".export", ".search")


@dataclass(frozen=True)
class Reading:
    """One time that somebody's record was seen."""

    at: datetime
    actor: str
    action: str
    purpose: str
    entry: int


def readers_of(subject_kind: str, subject: object, limit: int = 200) -> list[Reading]:
    """Who has seen a record, the latest first: opened, in a list, in a search, in an export. For the resident."""
    reading = Q()
    for ending in READING:
        reading |= Q(action__endswith=ending)
    seen = AuditEntry.objects.filter(reading).values_list("at", "actor", "action", "purpose", "pk")
    # Two questions, each with its index: asked as one with OR, the whole audit would be read.
    mentioned = Mention.objects.filter(subject_kind=subject_kind, subject=str(subject)).values("entry")
    opened = seen.filter(subject_kind=subject_kind, subject=str(subject))
    found = opened.union(seen.filter(pk__in=mentioned)).order_by("-at", "-pk")[:limit]
    return [Reading(*one) for one in found]


def latest_at() -> datetime | None:
    """When the last thing happened that is on record; None where nothing is."""
    last = [table.objects.order_by("-pk").values_list("at", flat=True).first() for table in (AuditEntry, Event)]
    return max(filter(None, last), default=None)


def entries(
    *,
    actor: str = "",
    action: str = "",
    subject_kind: str = "",
    subject: object = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """The audit, the latest first, narrowed by whatever is given. For the auditor."""
    given = {
        "actor": actor,
        "action": action,
        "subject_kind": subject_kind,
        "subject": str(subject),
        "at__gte": since,
        "at__lt": until,
    }
    return AuditEntry.objects.filter(**{name: value for name, value in given.items() if value}).order_by("-at", "-pk")


def events_of(subject_kind: str, subject: object) -> QuerySet[Event]:
    """What happened to a subject, the latest first."""
    return Event.objects.filter(subject_kind=subject_kind, subject=str(subject)).order_by("-at", "-pk")


def last_event(kind: str = "", about: str = "", before: int | None = None) -> int:
    """The key of the last event, of those whose kind begins so, that are about such a subject ('batch') and that came
    before another; 0 before the first."""
    found = Event.objects.filter(kind__startswith=kind) if kind else Event.objects.all()
    found = found.filter(subject_kind=about) if about else found
    found = found.filter(pk__lt=before) if before is not None else found
    return found.order_by("-pk").values_list("pk", flat=True).first() or 0


def events_since(event: int, kind: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(what it is about, which, payload) of the events after one whose kind begins so, in their order."""
    found = Event.objects.filter(pk__gt=event, kind__startswith=kind).order_by("pk")
    return found.values_list("subject_kind", "subject", "payload").iterator()


def last_moment() -> datetime | None:
    """When the last event or audit entry was written; None before the first."""
    found = [
        *Event.objects.order_by("-pk").values_list("at", flat=True)[:1],
        *AuditEntry.objects.order_by("-pk").values_list("at", flat=True)[:1],
    ]
    return max(found, default=None)


def told(event: Event, language: str, **instead: str) -> str:
    """An event as a sentence, in 'zh' or 'en'; what was shredded is said to be. `instead` stands in the place of
    details: actor='王秀兰' of the account's name."""
    details = {**event.payload, **drawers.opened(event.drawer)}
    details |= {"actor": event.actor, "subject": event.subject, "at": event.at, **instead}
    return kinds.known(event.kind).sentence(language, details)


def troubles() -> QuerySet[OutboxItem]:
    """What could not be delivered yet, the longest waiting first."""
    return OutboxItem.objects.filter(delivered_at__isnull=True, attempts__gt=0).order_by("pk")


@dataclass
class Verdict:
    """What verification found. `head`: the last block's digest (hex): written down outside, it shows later that
    nothing was cut off or written anew."""

    blocks: int = 0
    entries: int = 0
    unsealed: int = 0
    head: str = ""
    digests: dict[str, int] = field(default_factory=dict)
    breaks: list[Break] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether the chain is as it was sealed."""
        return not self.breaks

    def holds(self, head: str) -> bool:
        """Whether a head that was written down earlier is one of the chain's."""
        return head.lower() in self.digests


def verify() -> Verdict:
    """Reads the whole chain and says where it is broken, block by block."""
    verdict = Verdict(unsealed=AuditEntry.objects.filter(block__isnull=True).count())
    number, before = 0, BEGINNING
    for block in _blocks():
        gap = [Break(one, None, "removed") for one in range(number + 1, block.number)]
        found = _found(block)
        wrong = breaks(block, found)
        if not gap and not wrong and block.before != before:
            # This block is whole and follows from another than lies before it: that one was written anew.
            wrong = [Break(number, None, "changed")]
        verdict.breaks += gap + wrong
        verdict.blocks, verdict.entries = verdict.blocks + 1, verdict.entries + len(block.members)
        verdict.digests[block.digest.hex()] = block.number
        number, before = block.number, block.digest
    # What was cut off at the end left its entries behind.
    kept = AuditEntry.objects.filter(block__gt=number).exclude(block__in=AuditBlock.objects.values("number"))
    lost = {block for block in kept.values_list("block", flat=True) if block is not None}
    verdict.breaks += [Break(one, None, "removed") for one in sorted(lost)]
    verdict.head = before.hex() if number else ""
    return verdict


def _blocks() -> Iterator[Block]:
    for one in AuditBlock.objects.order_by("number").iterator(chunk_size=50):
        yield Block(one.number, one.members, bytes(one.before), bytes(one.digest))


def _found(block: Block) -> dict[int, Found]:
    belonging = AuditEntry.objects.filter(Q(block=block.number) | Q(pk__in=block.members))
    return {one.pk: Found(one.said(), bytes(one.digest or b""), one.block) for one in belonging}
