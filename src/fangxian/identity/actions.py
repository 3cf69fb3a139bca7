"""Saying whom a row belongs to, and taking it back. No evidence is rewritten by either (law 2).

Batches are linked and doubted by whoever loads them (`by`: an account's name). Single acts are a person's, under their
role and in their areas (`by`: a Reader).
"""

from collections.abc import Iterable, Mapping
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.identity import events
from fangxian.identity.merging import merge, propose, rebuild, say_not_the_same, two, unmerge, unsay
from fangxian.identity.models import Doubt, SourceLink
from fangxian.identity.rights import VERB, allowed, covers, refuse_another
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import actions as registry
from fangxian.store import bulk

__all__ = [
    "VERB",
    "decide",
    "doubt_batch",
    "drop_doubts",
    "forget",
    "link_batch",
    "merge",
    "propose",
    "rebuild",
    "relink",
    "say_not_the_same",
    "undecide",
    "unlink",
    "unmerge",
    "unsay",
    "waiting",
]

#: By what a link is made when somebody decided it.
BY_HAND = "person"


@transaction.atomic
def link_batch(
    rows: Iterable[tuple[int, int, str, float | None, str]], *, dataset: str, batch: str, settings: str, by: str
) -> int:
    """Links rows of a batch: (row, person, method, score, agreed). Rows that are linked already are left alone, and so
    are those whose link to this very person somebody took back; answers how many were new."""
    links = SourceLink.objects.filter(dataset=dataset, batch=batch)
    there = set(links.filter(undone_at=None).values_list("row", flat=True))
    undone = set(links.exclude(undone_at=None).values_list("row", "person"))
    at = clock.now()
    new = [
        (row, person, method, score, agreed)
        for row, person, method, score, agreed in rows
        if row not in there and (row, person) not in undone
    ]
    same = {"dataset": dataset, "batch": batch, "settings": settings, "by": by, "at": at, "undone_by": ""}
    bulk.insert(SourceLink, ["row", "person", "method", "score", "agreed"], new, same)
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
def drop_doubts(rows: Iterable[int], *, dataset: str, batch: str) -> int:
    """Takes questions back that are none any more, as the batch is compared anew; what was decided stays. Answers how
    many."""
    gone = 0
    for some in batched(rows, 500):
        waiting = Doubt.objects.filter(dataset=dataset, batch=batch, row__in=some, decided_at=None)
        gone += waiting.delete()[0]
    return gone


@transaction.atomic
def forget(*, dataset: str, batches: Iterable[str]) -> int:
    """Destroys the links and doubts of batches whose outbreak is purged; answers how many."""
    gone = 0
    for some in batched(batches, 500):
        for table in (Doubt, SourceLink):
            gone += table.objects.filter(dataset=dataset, batch__in=some).delete()[0]
    return gone


@transaction.atomic
def unlink(*, dataset: str, batch: str, row: int, by: Reader) -> SourceLink:
    """Takes a link back. The row and the person stay as they are; the link stays on record, and no batch makes it anew.

    Raises NotAllowed, NotHere for a person outside the reader's areas, and a Fault where there is no link.
    """
    allowed(by)
    found = _links(dataset, batch, row).filter(undone_at=None).first()
    if found is None:
        raise Fault(
            en=f"Row {row} of {dataset}/{batch} is linked to nobody: there is nothing to take back.",
            zh=f"{dataset}/{batch} 第 {row} 行未关联任何人：无可撤销。",
        )
    covers(by, found.person)
    found.undone_at, found.undone_by = clock.now(), by.account
    found.save(update_fields=["undone_at", "undone_by"])
    registry.unsettle([found.person])
    _told(events.UNLINKED, found, by)
    return found


@transaction.atomic
def relink(*, dataset: str, batch: str, row: int, by: Reader) -> SourceLink:
    """Takes the last un-linking back: the same person, with the evidence of then, as a link of its own. Raises as
    `unlink`."""
    allowed(by)
    last = _links(dataset, batch, row).order_by("-pk").first()
    if last is None or last.undone_at is None:
        raise Fault(
            en=f"No link of row {row} of {dataset}/{batch} was taken back: there is nothing to restore.",
            zh=f"{dataset}/{batch} 第 {row} 行没有已撤销的关联：无可恢复。",
        )
    covers(by, last.person)
    made = SourceLink.objects.create(
        dataset=dataset,
        batch=batch,
        row=row,
        person=last.person,
        method=last.method,
        score=last.score,
        agreed=last.agreed,
        settings=last.settings,
        by=by.account,
    )
    registry.unsettle([made.person])
    _told(events.RELINKED, made, by)
    return made


@transaction.atomic
def decide(*, doubt: int, person: int | None, settings: str, by: Reader, new: bool = False) -> None:
    """Decides whose a doubtful row is: a person, or None for nobody whom the registry knows. `new`: the person was made
    of this very row, and so is none of the candidates; that is remembered.

    What the row says is brought into the registry by `runs.deciding`, which calls this.

    Raises NotAllowed, NotHere for a doubt outside the reader's areas and for somebody who is neither one of the
    candidates nor of the reader's areas, and a Fault for what was decided already.
    """
    found = waiting(doubt=doubt, by=by)
    found.decided_at, found.decided_by = clock.now(), by.account
    found.save(update_fields=["decided_at", "decided_by"])
    candidates = {one["person"] for one in found.candidates} - {None}
    if person is not None:
        if person not in candidates:
            covers(by, person)
        _link_by_hand(found, person, settings, by)
        for other in sorted(candidates - {person}) if new else ():
            two(person, other, by)
    ledger.record(
        kind=events.DECIDED,
        subject_kind="batch",
        subject=f"{found.dataset}/{found.batch}",
        by=by.account,
        payload={"row": found.row, "linked": person is not None},
    )


@transaction.atomic
def undecide(*, doubt: int, by: Reader) -> Doubt:
    """Takes a decision of one's own back within a day: the row waits again, the link that it made is taken back. Raises
    as `decide`, and a Fault for another's decision and for one that is older."""
    allowed(by)
    found = Doubt.objects.select_for_update().filter(pk=doubt).first()
    if found is None or not by.covers(found.area_code) or found.decided_at is None:
        raise NotHere.of("doubt")
    refuse_another((found.decided_by, found.decided_at), by)
    links = _links(found.dataset, found.batch, found.row).filter(undone_at=None, method=BY_HAND)
    links.update(undone_at=clock.now(), undone_by=by.account)
    found.decided_at, found.decided_by = None, ""
    found.save(update_fields=["decided_at", "decided_by"])
    ledger.record(
        kind=events.UNDECIDED,
        subject_kind="batch",
        subject=f"{found.dataset}/{found.batch}",
        by=by.account,
        payload={"row": found.row},
    )
    return found


@transaction.atomic
def waiting(*, doubt: int, by: Reader) -> Doubt:
    """A doubt that the reader may decide, held until the transaction ends. Raises as `decide`."""
    allowed(by)
    found = Doubt.objects.select_for_update().filter(pk=doubt).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("doubt")
    if found.decided_at is not None:
        raise Fault(en="Somebody has decided this already: load the page again.", zh="已有人作出决定：请刷新页面。")
    return found


def _link_by_hand(doubt: Doubt, person: int, settings: str, by: Reader) -> None:
    if _links(doubt.dataset, doubt.batch, doubt.row).filter(undone_at=None).exists():
        raise Fault(
            en="This row has been linked in the meantime: load the page again.", zh="该行已被关联：请刷新页面。"
        )
    SourceLink.objects.create(
        dataset=doubt.dataset,
        batch=doubt.batch,
        row=doubt.row,
        person=person,
        method=BY_HAND,
        settings=settings,
        by=by.account,
    )
    registry.unsettle([person])


def _links(dataset: str, batch: str, row: int) -> QuerySet[SourceLink]:
    return SourceLink.objects.select_for_update().filter(dataset=dataset, batch=batch, row=row)


def _told(kind: str, link: SourceLink, by: Reader) -> None:
    said = {"dataset": link.dataset, "batch": link.batch, "row": link.row}
    ledger.record(kind=kind, subject_kind="person", subject=link.person, by=by.account, payload=said)
