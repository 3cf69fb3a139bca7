"""Who is followed, what is due of them, and what changed. Pages read for a reader; other rooms by key."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import batched
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import F, QuerySet

from fangxian.access.reader import Reader
from fangxian.access.scope import ScopedQuerySet, within
from fangxian.lib import clock
from fangxian.programme import releasing
from fangxian.programme.models import Breach, Change, Enrolment, Obligation, Roll, Stage, Waiver
from fangxian.store import blocks, columns

__all__ = [
    "Breach", "Change", "Changed", "Enrolment", "Obligation", "Roll", "Stage", "Waiver", "at_home", "changes",
    "closed", "enrolments", "enrolments_of", "facts_of_breaches", "followed", "obligations", "rests_on",
    "rolls", "stages",
]  # fmt: skip

#: Of each obligation: whose, by when, and what stands of it. Times are local.
_READ = pa.schema(
    [
        ("obligation", pa.int64()),
        ("enrolment", pa.int64()),
        ("person", pa.int64()),
        ("duty", pa.string()),
        ("evidence", pa.string()),
        ("from_at", pa.timestamp("us")),
        ("due_at", pa.timestamp("us")),
        ("until_at", pa.timestamp("us")),
        ("state", pa.string()),
        ("fact", pa.int64()),
        ("met_at", pa.timestamp("us")),
    ]
)
#: The same, and of what it is decided: all that stands, or what was known at a moment.
EXPECTED = _READ.append(pa.field("known_at", pa.timestamp("us")))
_SAID = {"obligation": "pk", "enrolment": "enrolment_id"}
#: So many people are asked for by name; of more, all are read.
_FEW = 5_000

#: Somebody is followed.
STANDING = ("active", "release_due")


class Changed(NamedTuple):
    """A change, with what its enrolment is: see events.py for `what` and `payload`."""

    change: int
    enrolment: int
    person: int
    what: str
    at: datetime
    payload: dict[str, Any]
    by: str
    outbreak: int
    area_code: str
    person_class: str
    protocol: int


def changes(first: int, last: int) -> Iterator[Changed]:
    """The changes of a range, in their order."""
    found = Change.objects.filter(pk__gte=first, pk__lte=last).order_by("pk")
    rows = found.values_list(
        "pk", "enrolment_id", "person", "what", "at", "payload", "by", "enrolment__outbreak_id",
        "enrolment__area_code", "enrolment__person_class", "enrolment__protocol",
    )  # fmt: skip
    return (Changed(*row) for row in blocks.rows(rows))


def enrolments(
    reader: Reader, area: str, *, person_class: str = "", state: str = "", outbreak: int | None = None
) -> ScopedQuerySet:
    """Enrolments in an area, along their grids; note them before they are shown. `state` '': those that stand."""
    seen: ScopedQuerySet = Enrolment.objects.seen_by(reader)
    found = seen.filter(within([area]), state__in=[state] if state else STANDING)
    if person_class:
        found = found.filter(person_class=person_class)
    if outbreak is not None:
        found = found.filter(outbreak=outbreak)
    return found.order_by("area_code", "dwelling", "person")


def enrolments_of(person: int, *, outbreak: int | None = None, standing: bool = True) -> QuerySet[Enrolment]:
    """A person's enrolments, the latest first, for rules; `standing` False: those that were closed too."""
    found = Enrolment.rows.filter(person=person).order_by("-pk")
    if outbreak is not None:
        found = found.filter(outbreak=outbreak)
    return found.filter(state__in=STANDING) if standing else found


def followed(outbreak: int, people: Collection[int]) -> set[int]:
    """Those of the people whose follow-up still follows the evidence, for rules."""
    found = Enrolment.rows.filter(releasing.reviewed(clock.now()), outbreak=outbreak)
    if len(people) > _FEW:
        return set(people) & {person for (person,) in blocks.rows(found.values_list("person"))}
    return {
        person
        for some in batched(people, 500)
        for person in found.filter(person__in=some).values_list("person", flat=True)
    }


def at_home(dwellings: Collection[int], outbreak: int) -> dict[int, list[int]]:
    """Dwelling -> who stays behind its door in the home phase of a programme now, for rules."""
    found: dict[int, list[int]] = {}
    begun = Stage.objects.filter(
        number=F("enrolment__stage"), kind="home", enrolment__state__in=STANDING,
        enrolment__outbreak=outbreak, enrolment__dwelling__in=list(dwellings),
    )  # fmt: skip
    for dwelling, person in begun.values_list("enrolment__dwelling", "enrolment__person").order_by("enrolment__person"):
        if dwelling is not None:
            found.setdefault(dwelling, []).append(person)
    return found


def stages(enrolments: Collection[int]) -> dict[int, list[Stage]]:
    """Enrolment -> its stages, in their order."""
    found: dict[int, list[Stage]] = {}
    for some in batched(enrolments, 500):
        for one in Stage.objects.filter(enrolment__in=some).order_by("enrolment_id", "number"):
            found.setdefault(one.enrolment_id, []).append(one)
    return found


def obligations(reader: Reader, area: str, *, state: str = "overdue", duty: str = "") -> ScopedQuerySet:
    """What is due in an area, the longest waiting first; of what is overdue, what is still wanting. Note them before
    they are shown."""
    seen: ScopedQuerySet = Obligation.objects.seen_by(reader)
    found = seen.filter(within([area]), state=state)
    if state == Obligation.State.OVERDUE:
        found = found.filter(fact=None)
    if duty:
        found = found.filter(duty=duty)
    return found.select_related("enrolment").order_by("until_at", "pk")


def expected_table(
    outbreak: int, people: Collection[int] | None = None, *, kinds: Collection[str] | None = None,
    at: datetime | None = None,
) -> pa.Table:  # fmt: skip
    """EXPECTED of an outbreak: what is due of these people, or of all, and still follows the evidence (`kinds`: of
    these kinds alone); `at`: whatever was due of those who were enrolled then, to be decided by what was known then."""
    if at is None:
        found = Obligation.rows.filter(state__in=("open", "met", "overdue"))
        found = found.filter(enrolment__in=Enrolment.rows.filter(releasing.reviewed(clock.now()), outbreak=outbreak))
    else:
        found = Obligation.rows.filter(enrolment__outbreak=outbreak, enrolment__roll__decided_at__lte=at)
    if kinds is not None:
        found = found.filter(evidence__in=kinds)
    if people is not None and len(people) <= _FEW:
        parts = [columns.read(found.filter(person__in=some), _READ, _SAID) for some in batched(people, 500)]
        table = pa.concat_tables(parts) if parts else _READ.empty_table()
    else:
        table = columns.read(found, _READ, _SAID)
        if people is not None:
            table = table.filter(pc.is_in(table["person"], pa.array(people, pa.int64())))
    known = pa.scalar(None if at is None else at.astimezone(clock.LOCAL).replace(tzinfo=None), pa.timestamp("us"))
    return table.append_column("known_at", pa.array([known.as_py()] * table.num_rows, pa.timestamp("us")))


def rolls(outbreak: int | None = None) -> QuerySet[Roll]:
    """Lists, the latest first. They name nobody but officers."""
    found = Roll.objects.order_by("-pk")
    return found.filter(outbreak=outbreak) if outbreak is not None else found


def rests_on(enrolments: Collection[int]) -> dict[int, dict[str, Any]]:
    """Enrolment -> the evidence that it rests on, for whoever lays something because of it."""
    found: dict[int, dict[str, Any]] = {}
    for some in batched(enrolments, 500):
        found.update(Enrolment.rows.filter(pk__in=some).values_list("pk", "evidence"))
    return found


def facts_of_breaches(breaches: Collection[int]) -> dict[int, int]:
    """Breach -> the fact that spoke against somebody."""
    found: dict[int, int] = {}
    for some in batched(breaches, 500):
        found.update(Breach.objects.filter(pk__in=some).values_list("pk", "fact"))
    return found


def closed(enrolments: Collection[int]) -> set[int]:
    """Those of the enrolments that were closed."""
    found: set[int] = set()
    for some in batched(enrolments, 500):
        standing = Enrolment.rows.filter(pk__in=some, state__in=STANDING).values_list("pk", flat=True)
        found |= set(some) - set(standing)
    return found
