"""Two records that are one person's, or one organisation's: proposed, merged, taken back. No row is touched by any of
it (law 2).

Which record stands for a person follows from the merges that stand, and is told to the registry in the same
transaction: whoever reads of a person reads of all their records from then on. So it is with organisations: `kind`
(identity.subjects) says of which the keys are.
"""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from django.db import transaction

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.identity import events
from fangxian.identity.events import ORGANISATION, PERSON
from fangxian.identity.models import Alike, Merge, NotTheSame
from fangxian.identity.queries import merged_into
from fangxian.identity.rights import allowed, refuse_another
from fangxian.identity.subjects import SUBJECTS, Subject
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault

_MERGED = {PERSON: events.MERGED, ORGANISATION: events.MERGED_ORGANISATION}
_UNMERGED = {PERSON: events.UNMERGED, ORGANISATION: events.UNMERGED_ORGANISATION}
_TWO = {PERSON: events.TWO, ORGANISATION: events.TWO_ORGANISATIONS}
_TWO_NO_MORE = {PERSON: events.TWO_NO_MORE, ORGANISATION: events.TWO_ORGANISATIONS_NO_MORE}
_FOUND = ("area_code", "score", "agreed", "weights", "reason", "settings")


@transaction.atomic
def propose(pairs: Mapping[tuple[int, int], Mapping[str, Any]], *, by: str, kind: str = PERSON) -> int:
    """Keeps who may be one, (lower key, higher key) -> area_code, score, agreed, weights, reason, settings; what waits
    and is found no more waits no more, what was decided stays. Answers how many are new."""
    there = {(one.first, one.second): one for one in Alike.objects.select_for_update().filter(kind=kind)}
    waiting = {key: one for key, one in there.items() if one.decided_at is None}
    Alike.objects.filter(pk__in=[one.pk for key, one in waiting.items() if key not in pairs]).delete()
    for key, one in waiting.items():
        for name, value in pairs.get(key, {}).items():
            setattr(one, name, value)
    Alike.objects.bulk_update([one for key, one in waiting.items() if key in pairs], _FOUND, batch_size=500)
    new = [Alike(kind=kind, first=key[0], second=key[1], **said) for key, said in pairs.items() if key not in there]
    Alike.objects.bulk_create(new, batch_size=500)
    if new:
        told = events.ALIKE if kind == PERSON else events.ALIKE_ORGANISATIONS
        ledger.record_batch(kind=told, batch="alike", by=by, payload={"pairs": len(new)})
    return len(new)


@transaction.atomic
def merge(*, kept: int, absorbed: int, settings: str, by: Reader, kind: str = PERSON) -> Merge:
    """Makes two one: `absorbed` stands for itself no more. `settings`: the version of the weights.

    Raises NotAllowed, NotHere for whom or what lies outside the reader's areas, and a Fault for one that was merged
    already, and for two of which somebody said that they are two.
    """
    subject = SUBJECTS[kind]
    allowed(by)
    subject.hold((kept, absorbed))
    _covers(subject, by, kept, absorbed)
    _refuse(subject, kept, absorbed)
    pair = _pair(kind, kept, absorbed)
    found = {name: getattr(pair, name) for name in ("score", "agreed", "weights")} if pair else {}
    made = Merge.objects.create(kind=kind, kept=kept, absorbed=absorbed, settings=settings, by=by.account, **found)
    if pair:
        _decided(pair, by)
    _told(_MERGED, made, by)
    subject.stand_for(dict.fromkeys(subject.all_of([absorbed]), kept), by.account)
    return made


@transaction.atomic
def unmerge(*, merge: int, by: Reader) -> Merge:
    """Takes a merge back, with all that followed from it: the records stand for two again, and wait to be decided
    where they were found alike. Raises as `merge`, NotHere for no such merge, a Fault for one that was taken back."""
    allowed(by)
    found = Merge.objects.select_for_update().filter(pk=merge).first()
    if found is None:
        raise NotHere.of("merge")
    subject = SUBJECTS[found.kind]
    subject.hold((found.kept, found.absorbed))
    _covers(subject, by, found.kept, found.absorbed)
    if found.undone_at is not None:
        raise Fault(en="This merge was taken back already.", zh="该合并已经撤回。")
    found.undone_at, found.undone_by = clock.now(), by.account
    found.save(update_fields=["undone_at", "undone_by"])
    if pair := _pair(found.kind, found.kept, found.absorbed):
        _decided(pair, None)
    _told(_UNMERGED, found, by)
    stands = merged_into(found.kind)
    below = [one for one, kept in stands.items() if kept == found.absorbed]
    subject.stand_for({found.absorbed: None} | dict.fromkeys(below, found.absorbed), by.account)
    return found


@transaction.atomic
def rebuild(*, by: str) -> int:
    """Tells the registry anew which record stands for which (law 8); answers how many records stood otherwise."""
    changed = 0
    for subject in SUBJECTS.values():
        stands, told = merged_into(subject.kind), subject.kept()
        changed += len(subject.stand_for({one: stands.get(one) for one in {*stands, *told}}, by))
    return changed


@transaction.atomic
def say_not_the_same(*, one: int, other: int, by: Reader, kind: str = PERSON) -> None:
    """Remembers that two are two, so that nobody is asked again. Said twice, it is said once. Raises NotAllowed,
    NotHere, and a Fault for two that were merged."""
    subject = SUBJECTS[kind]
    allowed(by)
    _covers(subject, by, one, other)
    if {one, other} <= subject.all_of([one]):
        raise _fault(subject.merged)
    two(one, other, by, kind=kind)


@transaction.atomic
def unsay(*, pair: int, by: Reader) -> None:
    """Takes one's own word back, within a day, that two are two: they wait to be decided again. Raises NotAllowed,
    NotHere, and a Fault for another's word and for one that is older."""
    allowed(by)
    found = Alike.objects.select_for_update().filter(pk=pair).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("pair")
    said = NotTheSame.objects.filter(kind=found.kind, first=found.first, second=found.second)
    refuse_another(said.values_list("by", "at").first(), by)
    said.delete()
    _decided(found, None)
    _told_of_two(_TWO_NO_MORE[found.kind], found.kind, found.first, found.second, by)


def two(one: int, other: int, by: Reader, *, kind: str = PERSON) -> None:
    """Writes down that two are two, and that nobody waits for it. The caller's transaction."""
    first, second = sorted((one, other))
    _, new = NotTheSame.objects.get_or_create(kind=kind, first=first, second=second, defaults={"by": by.account})
    if pair := _pair(kind, one, other):
        _decided(pair, by)
    if new:
        _told_of_two(_TWO[kind], kind, first, second, by)


def _pair(kind: str, one: int, other: int) -> Alike | None:
    first, second = sorted((one, other))
    return Alike.objects.select_for_update().filter(kind=kind, first=first, second=second).first()


def _covers(subject: Subject, by: Reader, *records: int) -> None:
    if subject.known_to(by, records) != set(records):
        raise NotHere.of(subject.kind)


def _decided(pair: Alike, by: Reader | None) -> None:
    pair.decided_at, pair.decided_by = (clock.now(), by.account) if by else (None, "")
    pair.save(update_fields=["decided_at", "decided_by"])


def _refuse(subject: Subject, kept: int, absorbed: int) -> None:
    if kept == absorbed or {kept, absorbed} & subject.kept_among((kept, absorbed)).keys():
        raise Fault(en="One of them was merged already: load the page again.", zh="其中一份档案已被合并：请刷新页面。")
    if _said_two(subject.kind, subject.all_of([kept]), subject.all_of([absorbed])):
        raise _fault(subject.two)


def _fault(words: tuple[str, str]) -> Fault:
    return Fault(zh=words[0], en=words[1])


def _said_two(kind: str, ones: Iterable[int], others: Iterable[int]) -> bool:
    pairs = {tuple(sorted(pair)) for pair in product(ones, others)}
    among = {one for pair in pairs for one in pair}
    said = NotTheSame.objects.filter(kind=kind, first__in=among, second__in=among).values_list("first", "second")
    return bool(pairs & set(said))


def _told(kinds: Mapping[str, str], made: Merge, by: Reader) -> None:
    payload = {"merge": made.pk, "absorbed": made.absorbed}
    kind = kinds[made.kind]
    ledger.record(kind=kind, subject_kind=made.kind, subject=made.kept, by=by.account, payload=payload)


def _told_of_two(event: str, kind: str, first: int, second: int, by: Reader) -> None:
    ledger.record(kind=event, subject_kind=kind, subject=first, by=by.account, payload={"other": second})
