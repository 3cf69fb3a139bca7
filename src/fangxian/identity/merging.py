"""Two records that are one person's: proposed, merged, taken back. No row of evidence is touched by any of it (law 2).

Which record stands for a person follows from the merges that stand, and is told to the registry in the same
transaction: whoever reads of a person reads of all their records from then on.
"""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from django.db import transaction

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.identity import events
from fangxian.identity.models import Alike, Merge, NotTheSame
from fangxian.identity.queries import merged_into
from fangxian.identity.rights import allowed, covers, refuse_another
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import actions as registry
from fangxian.registry.queries import all_records, kept_records

_FOUND = ("area_code", "score", "agreed", "weights", "reason", "settings")


@transaction.atomic
def propose(pairs: Mapping[tuple[int, int], Mapping[str, Any]], *, by: str) -> int:
    """Keeps who may be one, (lower key, higher key) -> area_code, score, agreed, weights, reason, settings; what waits
    and is found no more waits no more, what was decided stays. Answers how many are new."""
    there = {(one.first, one.second): one for one in Alike.objects.select_for_update()}
    waiting = {key: one for key, one in there.items() if one.decided_at is None}
    Alike.objects.filter(pk__in=[one.pk for key, one in waiting.items() if key not in pairs]).delete()
    for key, one in waiting.items():
        for name, value in pairs.get(key, {}).items():
            setattr(one, name, value)
    Alike.objects.bulk_update([one for key, one in waiting.items() if key in pairs], _FOUND, batch_size=500)
    new = [Alike(first=key[0], second=key[1], **said) for key, said in pairs.items() if key not in there]
    Alike.objects.bulk_create(new, batch_size=500)
    if new:
        ledger.record_batch(kind=events.ALIKE, batch="alike", by=by, payload={"pairs": len(new)})
    return len(new)


@transaction.atomic
def merge(*, kept: int, absorbed: int, settings: str, by: Reader) -> Merge:
    """Makes two people one: `absorbed` stands for itself no more. `settings`: the version of the weights.

    Raises NotAllowed, NotHere for people outside the reader's areas, and a Fault for one who was merged already, and
    for two of whom somebody said that they are two.
    """
    allowed(by)
    registry.hold((kept, absorbed))
    covers(by, kept, absorbed)
    _refuse(kept, absorbed)
    pair = _pair(kept, absorbed)
    found = {name: getattr(pair, name) for name in ("score", "agreed", "weights")} if pair else {}
    made = Merge.objects.create(kept=kept, absorbed=absorbed, settings=settings, by=by.account, **found)
    if pair:
        _decided(pair, by)
    _told(events.MERGED, made, by)
    registry.stand_for(dict.fromkeys(all_records([absorbed]), kept), by=by.account)
    return made


@transaction.atomic
def unmerge(*, merge: int, by: Reader) -> Merge:
    """Takes a merge back, with all that followed from it: the records are two people's again, and wait to be decided
    where they were found alike. Raises as `merge`, NotHere for no such merge, a Fault for one that was taken back."""
    allowed(by)
    found = Merge.objects.select_for_update().filter(pk=merge).first()
    if found is None:
        raise NotHere.of("merge")
    registry.hold((found.kept, found.absorbed))
    covers(by, found.kept, found.absorbed)
    if found.undone_at is not None:
        raise Fault(en="This merge was taken back already.", zh="该合并已经撤回。")
    found.undone_at, found.undone_by = clock.now(), by.account
    found.save(update_fields=["undone_at", "undone_by"])
    if pair := _pair(found.kept, found.absorbed):
        _decided(pair, None)
    _told(events.UNMERGED, found, by)
    stands = merged_into()
    below = [one for one, kept in stands.items() if kept == found.absorbed]
    registry.stand_for({found.absorbed: None} | dict.fromkeys(below, found.absorbed), by=by.account)
    return found


@transaction.atomic
def rebuild(*, by: str) -> int:
    """Tells the registry anew which record stands for whom (law 8); answers how many records stood otherwise."""
    stands, told = merged_into(), kept_records()
    return len(registry.stand_for({one: stands.get(one) for one in {*stands, *told}}, by=by))


@transaction.atomic
def say_not_the_same(*, one: int, other: int, by: Reader) -> None:
    """Remembers that two people are two, so that nobody is asked again. Said twice, it is said once. Raises
    NotAllowed, NotHere, and a Fault for two who were merged."""
    allowed(by)
    covers(by, one, other)
    if {one, other} <= all_records([one]):
        raise Fault(en="They were merged: take the merge back first.", zh="二人已合并：请先撤回合并。")
    two(one, other, by)


@transaction.atomic
def unsay(*, pair: int, by: Reader) -> None:
    """Takes one's own word back, within a day, that two are two: they wait to be decided again. Raises NotAllowed,
    NotHere, and a Fault for another's word and for one that is older."""
    allowed(by)
    found = Alike.objects.select_for_update().filter(pk=pair).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("pair")
    said = NotTheSame.objects.filter(first=found.first, second=found.second)
    refuse_another(said.values_list("by", "at").first(), by)
    said.delete()
    _decided(found, None)
    payload = {"other": found.second}
    ledger.record(kind=events.TWO_NO_MORE, subject_kind="person", subject=found.first, by=by.account, payload=payload)


def two(one: int, other: int, by: Reader) -> None:
    """Writes down that two people are two, and that nobody waits for it. The caller's transaction."""
    first, second = sorted((one, other))
    _, new = NotTheSame.objects.get_or_create(first=first, second=second, defaults={"by": by.account})
    if pair := _pair(one, other):
        _decided(pair, by)
    if new:
        ledger.record(kind=events.TWO, subject_kind="person", subject=first, by=by.account, payload={"other": second})


def _pair(one: int, other: int) -> Alike | None:
    first, second = sorted((one, other))
    return Alike.objects.select_for_update().filter(first=first, second=second).first()


def _decided(pair: Alike, by: Reader | None) -> None:
    pair.decided_at, pair.decided_by = (clock.now(), by.account) if by else (None, "")
    pair.save(update_fields=["decided_at", "decided_by"])


def _refuse(kept: int, absorbed: int) -> None:
    if kept == absorbed or {kept, absorbed} & kept_records((kept, absorbed)).keys():
        raise Fault(
            en="One of them was merged already: load the page again.", zh="其中一人的档案已被合并：请刷新页面。"
        )
    if _said_two(all_records([kept]), all_records([absorbed])):
        raise Fault(en="Somebody decided that they are two people.", zh="已有人核定二人并非同一人。")


def _said_two(ones: Iterable[int], others: Iterable[int]) -> bool:
    pairs = {tuple(sorted(pair)) for pair in product(ones, others)}
    among = {one for pair in pairs for one in pair}
    said = NotTheSame.objects.filter(first__in=among, second__in=among).values_list("first", "second")
    return bool(pairs & set(said))


def _told(kind: str, made: Merge, by: Reader) -> None:
    payload = {"merge": made.pk, "absorbed": made.absorbed}
    ledger.record(kind=kind, subject_kind="person", subject=made.kept, by=by.account, payload=payload)
