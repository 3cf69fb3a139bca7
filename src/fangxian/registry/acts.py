"""Single acts: somebody corrects a person, records a move, verifies a home. Permission, change and event together.

What they say goes the way of a batch of one, and so under the same rules: versions, authority, homes that end. What
visits tell (`at_the_door`, `visited`) is made of the same pieces; they are this room's alone.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import pyarrow as pa
from django.db import transaction
from django.db.models import QuerySet

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import corrections, events, records
from fangxian.registry.applying import compared, residences, whereabouts
from fangxian.registry.applying.said import holder, index, keys
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Dwelling, Person, Residence
from fangxian.registry.rules import reasons

#: What one may do who changes a person's record.
VERB = "people.verify"
HOME = pa.schema(
    [("person", pa.int64()), ("since", pa.date32())]
    + [
        (name, pa.string())
        for name in ("dwelling", "household", "area_code", "kind", "tenure", "relation", "elsewhere")
    ]
)


@transaction.atomic
def correct_person(
    *, person: int, said: Mapping[str, str | date], reason: str, by: Reader, at: datetime | None = None
) -> list[str]:
    """Corrects fields of a person (name, sex, born, number, phone); '' takes away what is recorded. What gave way is
    kept as a version. Answers the fields that changed: none if all was recorded so already.

    reason  a name in reasons.toml

    Raises NotHere, NotAllowed, and a Fault for a value that cannot be right or a number that somebody else holds.
    """
    if reason not in reasons():
        raise Fault(en="Choose a reason for the correction from the list.", zh="请从清单中选择更正理由。")
    return corrected(held(person, by), said, reason, by=by, at=at)


def corrected(
    found: Person, said: Mapping[str, str | date], reason: str, *, by: Reader, at: datetime | None
) -> list[str]:
    """`correct_person`, of somebody who is held already."""
    person, one = found.pk, corrections.read(said)
    if one.number and holder(one.number) not in (None, person):
        raise Fault(
            en="Another person is recorded with this number: find out first whether they are the same.",
            zh="该证件号码已登记在他人名下：请先核实是否为同一人。",
        )
    stamp = _stamp("correction", by, at)
    known = {found.pk: one}
    index(known.values())
    fields = compared.compare(known, keys(known, []), Counts(), stamp)
    if fields:
        names = corrections.named(fields)
        why = {"reason": reason, "reason_zh": reasons()[reason].zh, "reason_en": reasons()[reason].en}
        told(events.CORRECTED, person, by, fields=fields, **names, **why)
    return fields


@transaction.atomic
def move_person(
    *,
    person: int,
    dwelling: int | None,
    elsewhere: str = "",
    tenure: str = "",
    since: date | None = None,
    by: Reader,
    at: datetime | None = None,
) -> None:
    """Records where somebody lives now: behind a door, or at an address that is none of ours, or neither: they have
    left, and nobody knows where to. The home they had ends, and is kept. The same home again is verified.

    Raises NotHere for a person outside the reader's areas and for a door that is not there, NotAllowed.
    """
    move(held(person, by), dwelling, elsewhere=elsewhere, tenure=tenure, since=since, by=by, at=at)


def move(
    found: Person, dwelling: int | None, *, elsewhere: str, tenure: str, since: date | None, by: Reader,
    at: datetime | None,
) -> None:  # fmt: skip
    """`move_person`, of somebody who is held already."""
    person, stamp = found.pk, _stamp("visit", by, at)
    day = since or stamp.at.astimezone(clock.LOCAL).date()
    lives = home(person)
    if dwelling is None and not elsewhere.strip():
        if lives is not None:
            homes(person).update(until=day, ended_recorded_at=stamp.at)
            whereabouts.settle(stamp, only=[person])
            told(events.LEFT, person, by)
        return
    door = Dwelling.objects.filter(pk=dwelling).first() if dwelling is not None else None
    if dwelling is not None and door is None:
        raise NotHere.of("dwelling")
    line = {
        "person": person,
        "dwelling": door.code if door else None,
        "area_code": door.area_code if door else found.area_code,
        "kind": "lives",
        "tenure": tenure,
        "elsewhere": "" if door else elsewhere.strip(),
        "since": since,
    }
    counts = residences.apply(pa.Table.from_pylist([line], schema=HOME), stamp, day=day, whole=False, only=[person])
    vouched_home(person, stamp.at, stamp.by)
    whereabouts.settle(stamp, only=[person])
    told(events.MOVED if counts.inserted else events.VERIFIED, person, by)


@transaction.atomic
def verify_residence(*, person: int, by: Reader, at: datetime | None = None) -> None:
    """Records that somebody was found to live where they are recorded to live. Raises NotHere, NotAllowed, and a Fault
    where no home is recorded."""
    held(person, by)
    if home(person) is None:
        raise Fault(
            en="No home is recorded that could be verified: record where they live.",
            zh="没有可核实的居住登记：请先登记现住址。",
        )
    vouched(person, at or clock.now(), by.account)
    told(events.VERIFIED, person, by)


def allowed(by: Reader) -> None:
    """Raises NotAllowed for who may not change people's records."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)


def held(person: int, by: Reader) -> Person:
    """A person whom the reader may change, held until the transaction ends. Raises NotHere, NotAllowed."""
    allowed(by)
    found: Person | None = Person.rows.select_for_update().filter(pk=person).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("person")
    return found


def hold(people: Collection[int]) -> None:
    """Holds records until the transaction ends, so that nobody else decides of them meanwhile."""
    list(Person.rows.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))


def homes(person: int) -> QuerySet[Residence]:
    """Where somebody lives, as all their records say."""
    return Residence.objects.filter(person__in=records.of(person), kind="lives", ended_recorded_at=None)


def home(person: int) -> Residence | None:
    """Where somebody lives, as far as is known: as was told last."""
    return homes(person).order_by("-pk").first()


def vouched_home(person: int, at: datetime | None, by: str) -> None:
    """Somebody stands by where a person lives."""
    homes(person).update(verified_at=at, verified_by=by)


def vouched(person: int, at: datetime | None, by: str) -> None:
    """Somebody stands by a person, and by where they live."""
    Person.rows.filter(pk=person).update(verified_at=at, verified_by=by)
    vouched_home(person, at, by)


def _stamp(source: str, by: Reader, at: datetime | None) -> Stamp:
    return Stamp(source, by.account, at or clock.now(), by_hand=True)


def told(kind: str, person: int, by: Reader, **payload: object) -> None:
    """One event about one person."""
    ledger.record(kind=kind, subject_kind="person", subject=person, by=by.account, payload=payload)
