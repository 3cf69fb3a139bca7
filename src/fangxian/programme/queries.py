"""Who is followed, what is due of them, and what changed. Pages read for a reader; other rooms by key."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import batched
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.access.scope import ScopedQuerySet, within
from fangxian.evidence.rules import AHEAD
from fangxian.lib import clock
from fangxian.outbreak.protocol import PersonClass
from fangxian.outbreak.queries import protocol, versions
from fangxian.programme import releasing
from fangxian.programme.models import Breach, Change, Enrolment, Listed, Obligation, Roll, Stage, Waiver
from fangxian.programme.rules import STANDING
from fangxian.registry.queries import records_of
from fangxian.store import blocks, columns
from fangxian.store.plans import checked

__all__ = [
    "STANDING", "Breach", "Change", "Changed", "Enrolment", "Obligation", "Roll", "Stage", "Waiver", "all_followed",
    "at_home", "changes", "changes_under", "classes", "closed", "counts", "due_of", "enrolments", "enrolments_of",
    "expected_table", "facts_of_breaches", "followed", "history", "last_step", "listed", "obligations", "of_roll",
    "one", "rests_on", "rolls", "sent_from", "stages", "wanting",
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
#: What is asked and done about somebody's version of the protocol (moving.py).
MOVES = ("move_asked", "move_refused", "moved", "moved_back")
#: So many people are asked for by name; of more, all are read.
_FEW = 5_000


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
    found = _changed(Change.objects.filter(pk__gte=first, pk__lte=last))
    return (Changed(*row) for row in (blocks.rows(found) if last - first >= _FEW else found))


def changes_under(outbreak: int) -> Iterator[Changed]:
    """All changes of an outbreak, in their order."""
    found = _changed(Change.objects.filter(enrolment__outbreak=outbreak))
    return (Changed(*row) for row in blocks.rows(found))


def _changed(found: QuerySet[Change]) -> "QuerySet[Change, Any]":
    return found.order_by("pk").values_list(
        "pk", "enrolment_id", "person", "what", "at", "payload", "by", "enrolment__outbreak_id",
        "enrolment__area_code", "enrolment__person_class", "enrolment__protocol",
    )  # fmt: skip


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
    """A person's enrolments, by whichever of their records, the latest first, for rules; `standing` False: those that
    were closed too."""
    found = Enrolment.rows.filter(person__in=records_of(person)).order_by("-pk")
    if outbreak is not None:
        found = found.filter(outbreak=outbreak)
    return found.filter(state__in=STANDING) if standing else found


def followed(outbreak: int, people: Collection[int]) -> set[int]:
    """Those of the people whose follow-up still follows the evidence, for rules."""
    if len(people) > _FEW:
        return set(people) & all_followed(outbreak)
    found = Enrolment.rows.filter(releasing.reviewed(clock.now()), checked("outbreak_id", outbreak))
    return {
        person
        for some in batched(people, 500)
        for person in found.filter(person__in=some).values_list("person", flat=True)
    }


def all_followed(outbreak: int) -> set[int]:
    """Everybody whose follow-up still follows the evidence, for rules."""
    found = Enrolment.rows.filter(releasing.reviewed(clock.now()), outbreak=outbreak)
    return {person for (person,) in blocks.rows(found.values_list("person"))}


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


def sent_from(dwelling: int, outbreak: int) -> list[int]:
    """Who belongs behind a door and is elsewhere, since that home was found not fit, for rules."""
    standing = Enrolment.rows.filter(dwelling=dwelling, outbreak=outbreak, state__in=STANDING).order_by("person")
    return [person for person, rests in standing.values_list("person", "evidence") if rests.get("unfit")]


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
    these kinds alone), but for what is open and whose time is to come: no fact can reach it yet. `at`: whatever was due
    of those who were enrolled then, to be decided by what was known then."""
    few = people is not None and len(people) <= _FEW
    under = checked("outbreak_id", outbreak) if few else Q(outbreak=outbreak)
    if at is None:
        begun = Q(from_at__lte=clock.now() + AHEAD) | ~Q(state=Obligation.State.OPEN) | Q(fact__isnull=False)
        found = Obligation.rows.filter(begun, state__in=("open", "met", "overdue"))
        enrolments = Enrolment.rows.filter(releasing.reviewed(clock.now()), under)
    else:
        found = Obligation.rows.all()
        enrolments = Enrolment.rows.filter(under, roll__decided_at__lte=at)
    if kinds is not None:
        found = found.filter(evidence__in=kinds)
    if people is not None and few:
        parts = []
        for some in batched(people, 500):
            theirs = list(enrolments.filter(person__in=some).values_list("pk", flat=True))
            parts += [
                columns.read(found.filter(enrolment__in=those), _READ, _SAID, few=True)
                for those in batched(theirs, 500)
            ]
        table = pa.concat_tables(parts) if parts else _READ.empty_table()
    else:
        table = columns.read(found.filter(enrolment__in=enrolments), _READ, _SAID)
        if people is not None:
            table = table.filter(pc.is_in(table["person"], pa.array(people, pa.int64())))
    known = pa.scalar(None if at is None else at.astimezone(clock.LOCAL).replace(tzinfo=None), pa.timestamp("us"))
    return table.append_column("known_at", pa.array([known.as_py()] * table.num_rows, pa.timestamp("us")))


def rolls(outbreak: int | None = None) -> QuerySet[Roll]:
    """Lists, the latest first. They name nobody but officers."""
    found = Roll.objects.order_by("-pk")
    return found.filter(outbreak=outbreak) if outbreak is not None else found


def last_change() -> int:
    """The key of the last change; 0 before the first."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


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


def one(reader: Reader, enrolment: int) -> Enrolment:
    """An enrolment of the reader's areas; note its person before it is shown. Raises NotHere."""
    found: Enrolment | None = Enrolment.objects.seen_by(reader).filter(pk=enrolment).select_related("roll").first()
    if found is None:
        raise NotHere.of("enrolment")
    return found


def due_of(enrolment: int) -> QuerySet[Obligation]:
    """All that is or was due of an enrolment that was read at the gate, in the order of its time."""
    return Obligation.rows.filter(enrolment=enrolment).order_by("due_at", "pk")


def history(enrolment: int) -> QuerySet[Change]:
    """What changed an enrolment that was read at the gate, the latest first."""
    return Change.objects.filter(enrolment=enrolment).order_by("-pk")


def last_step(enrolment: int) -> Change | None:
    """What was asked or done last about the version of an enrolment that was read at the gate; None for nothing."""
    return Change.objects.filter(enrolment=enrolment, what__in=MOVES).order_by("-pk").first()


def counts(reader: Reader, area: str, outbreak: int) -> dict[tuple[str, str], int]:
    """(class, state) -> how many of the reader's people in an area. They name nobody."""
    found = Enrolment.rows.filter(within(reader.areas), within([area]), outbreak=outbreak)
    rows = found.values_list("person_class", "state").order_by().annotate(many=Count("pk"))
    return {(person_class, state): many for person_class, state, many in rows}


def wanting(reader: Reader, area: str, outbreak: int) -> dict[tuple[str, str], int]:
    """(area, duty) -> how many things are overdue and still wanting, of the areas next below one. They name nobody."""
    digits = {6: 9, 9: 12}.get(len(area), 15)
    found = Obligation.rows.filter(
        within(reader.areas), within([area]), state="overdue", fact=None, enrolment__outbreak=outbreak
    )
    rows = found.annotate(below=Substr("area_code", 1, digits)).values_list("below", "duty").order_by()
    return {(below, duty): many for below, duty, many in rows.annotate(many=Count("pk"))}


def listed(reader: Reader, roll: int) -> ScopedQuerySet:
    """Those of the reader's people who stand on a list that waits; note them before they are shown."""
    seen: ScopedQuerySet = Listed.objects.seen_by(reader)
    return seen.filter(roll=roll).order_by("area_code", "pk")


def classes(outbreak: int) -> dict[str, PersonClass]:
    """Name -> class of people, of the protocol that is in force, and of those before."""
    found: dict[str, PersonClass] = {}
    for version in versions(outbreak).exclude(in_force_from=None).values_list("pk", flat=True):
        found = dict(protocol(version).classes) | found
    return found


def of_roll(reader: Reader, roll: int) -> ScopedQuerySet:
    """Those of the reader's people whom a list enrolled; note them before they are shown."""
    seen: ScopedQuerySet = Enrolment.objects.seen_by(reader)
    return seen.filter(roll=roll).order_by("area_code", "pk")
