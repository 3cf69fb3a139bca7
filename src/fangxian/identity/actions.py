"""Saying whom a row belongs to, and taking it back. No evidence is rewritten by either (law 2)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from fangxian.identity import events
from fangxian.identity.models import Doubt, NotTheSame, SourceLink
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.store import bulk

#: By what a link is made when somebody decided it.
BY_HAND = "person"


@transaction.atomic
def link_batch(
    rows: Iterable[tuple[int, int, str, float | None, str]], *, dataset: str, batch: str, settings: str, by: str
) -> int:
    """Links rows of a batch: (row, person, method, score, agreed). Rows that are linked already are left alone;
    answers how many were new."""
    there = set(SourceLink.objects.filter(dataset=dataset, batch=batch, undone_at=None).values_list("row", flat=True))
    at = clock.now()
    new = [
        (dataset, batch, row, person, method, score, agreed or "", settings, by, at, "")
        for row, person, method, score, agreed in rows
        if row not in there
    ]
    columns = ["dataset", "batch", "row", "person", "method", "score", "agreed", "settings", "by", "at", "undone_by"]
    bulk.insert(SourceLink, columns, new)
    if new:
        ledger.record_batch(kind=events.LINKED, batch=f"{dataset}/{batch}", by=by, payload={"rows": len(new)})
    return len(new)


@transaction.atomic
def doubt_batch(
    rows: Mapping[int, tuple[str, list[dict[str, Any]]]], *, dataset: str, batch: str, by: str, areas: Mapping[int, str]
) -> int:
    """Leaves rows for a person to decide: row -> (reason, candidates best first); `areas` says whose office asks.
    Rows that were asked about already are left alone; answers how many are new."""
    there = set(Doubt.objects.filter(dataset=dataset, batch=batch).values_list("row", flat=True))
    new = [
        (dataset, batch, row, areas.get(row, ""), reason, candidates, "")
        for row, (reason, candidates) in rows.items()
        if row not in there
    ]
    bulk.insert(Doubt, ["dataset", "batch", "row", "area_code", "reason", "candidates", "decided_by"], new)
    if new:
        ledger.record_batch(kind=events.DOUBTED, batch=f"{dataset}/{batch}", by=by, payload={"rows": len(new)})
    return len(new)


@transaction.atomic
def unlink(*, dataset: str, batch: str, row: int, by: str) -> SourceLink:
    """Takes a link back. The row and the person stay as they are; linked anew, the old link is still on record."""
    found = SourceLink.objects.filter(dataset=dataset, batch=batch, row=row, undone_at=None).first()
    if found is None:
        raise Fault(
            en=f"Row {row} of {dataset}/{batch} is linked to nobody: there is nothing to take back.",
            zh=f"{dataset}/{batch} 第 {row} 行未关联任何人：无可撤销。",
        )
    found.undone_at, found.undone_by = clock.now(), by
    found.save(update_fields=["undone_at", "undone_by"])
    ledger.record(
        kind=events.UNLINKED,
        subject_kind="person",
        subject=found.person,
        by=by,
        payload={"dataset": dataset, "batch": batch, "row": row},
    )
    return found


@transaction.atomic
def decide(*, doubt: int, person: int | None, settings: str, by: str) -> None:
    """Decides whose a doubtful row is: a person, or None for nobody whom the registry knows."""
    found = Doubt.objects.select_for_update().get(pk=doubt)
    if found.decided_at is not None:
        raise Fault(en="Somebody has decided this already: load the page again.", zh="已有人作出决定：请刷新页面。")
    found.decided_at, found.decided_by = clock.now(), by
    found.save(update_fields=["decided_at", "decided_by"])
    if person is not None:
        row = (found.row, person, BY_HAND, None, "")
        link_batch([row], dataset=found.dataset, batch=found.batch, settings=settings, by=by)
    ledger.record(
        kind=events.DECIDED,
        subject_kind="batch",
        subject=f"{found.dataset}/{found.batch}",
        by=by,
        payload={"row": found.row, "linked": person is not None},
    )


@transaction.atomic
def say_not_the_same(*, one: int, other: int, by: str) -> None:
    """Remembers that two people are two, so that nobody is asked again. Said twice, it is said once."""
    first, second = sorted((one, other))
    _, new = NotTheSame.objects.get_or_create(first=first, second=second, defaults={"by": by})
    if new:
        ledger.record(kind=events.TWO, subject_kind="person", subject=first, by=by, payload={"other": second})
