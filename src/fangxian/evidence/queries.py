"""What was obtained of whom. Pages read it for a reader; rooms that reconcile read keys, kinds and times alone."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import batched
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q, QuerySet

from fangxian.access.reader import Reader
from fangxian.access.scope import ScopedQuerySet
from fangxian.evidence import compacting
from fangxian.evidence.actions import SAID
from fangxian.evidence.models import Fact, Held
from fangxian.evidence.rules import Kind, findings, kinds
from fangxian.outbreak.queries import seal
from fangxian.registry.queries import records_of, several_records
from fangxian.store import blocks, columns
from fangxian.store.plans import checked

__all__ = [
    "FACTS",
    "Fact",
    "Held",
    "Kind",
    "against",
    "by_key",
    "facts_of",
    "facts_table",
    "findings",
    "held",
    "kinds",
    "latest",
    "of_batch",
    "people_of",
    "people_withdrawn",
    "said",
]

#: Of each fact: who, what, when it held, what it found, when it was known (recorded_at to gone_at). Times are local.
FACTS = pa.schema(
    [
        ("fact", pa.int64()),
        ("person", pa.int64()),
        ("kind", pa.string()),
        ("moment", pa.timestamp("us")),
        ("finding", pa.string()),
        ("recorded_at", pa.timestamp("us")),
        ("gone_at", pa.timestamp("us")),
    ]
)
_SAID = {"fact": "pk", "moment": "at", "gone_at": "withdrawn_at"}
#: So many people are asked for by name; of more, all are read.
_FEW = 5_000


def facts_of(reader: Reader, person: int, *, outbreak: int | None = None, at: datetime | None = None) -> ScopedQuerySet:
    """What stands of a person, of all their records, the latest first; `at`: what was known then (law 12). Note it
    before it is shown."""
    seen: ScopedQuerySet = Fact.objects.seen_by(reader)
    found = seen.filter(_known(at), person__in=records_of(person))
    return (found.filter(outbreak=outbreak) if outbreak is not None else found).order_by("-at", "-pk")


def latest(person: int, kind: str, *, outbreak: int | None = None, at: datetime | None = None) -> Fact | None:
    """The latest fact of a kind that stands of a person, for rules; `at`: as it was known then."""
    found = Fact.rows.filter(_known(at), person__in=records_of(person), kind=kind)
    if outbreak is not None:
        found = found.filter(outbreak=outbreak)
    return found.order_by("-at", "-pk").first()


def by_key(facts: Collection[int]) -> dict[int, Fact]:
    """Facts by their key, those that were withdrawn too, for whoever says on what something rests."""
    return {one.pk: one for some in batched(facts, 500) for one in Fact.rows.filter(pk__in=some)}


def facts_table(
    outbreak: int, people: Collection[int] | None = None, *, at: datetime | None = None, withdrawn: bool = False,
    kinds: Collection[str] | None = None,
) -> pa.Table:  # fmt: skip
    """FACTS of an outbreak, of these people or of all: those that stand; `at`: that were known then; `withdrawn`: all
    that ever were. What one record of somebody was told stands under each of their records."""
    several = several_records(people)
    few = people is not None and len(people) <= _FEW
    found = Fact.rows.filter(Q() if withdrawn else _known(at), _under(outbreak, few=few))
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    if people is not None and few:
        those = {*people, *several}
        parts = [columns.read(found.filter(person__in=some), FACTS, _SAID, few=True) for some in batched(those, 500)]
        table = _under_each(pa.concat_tables(parts) if parts else FACTS.empty_table(), several)
    else:
        table = _under_each(columns.read(found, FACTS, _SAID), several)
    if people is None:
        return table
    return table.filter(pc.is_in(table["person"], pa.array(people, pa.int64())))


def against(outbreak: int, people: Collection[int]) -> list[tuple[int, int, str, str, datetime]]:
    """(fact, person, kind, finding, at) of what stands against these people, by whichever of their records, in the
    order of its time."""
    several = several_records(people)
    those = {*people, *several}
    found = Fact.rows.filter(_under(outbreak, few=len(people) <= _FEW), withdrawn_at=None).exclude(finding="")
    columns = ("pk", "person", "kind", "finding", "at")
    if len(people) > _FEW:
        rows = [row for row in blocks.rows(found.order_by("at", "pk").values_list(*columns)) if row[1] in those]
    else:
        rows = [row for some in batched(those, 500) for row in found.filter(person__in=some).values_list(*columns)]
        rows.sort(key=lambda row: (row[4], row[0]))
    if not several:
        return rows
    asked = set(people)
    return [(row[0], one, *row[2:]) for row in rows for one in several.get(row[1], (row[1],)) if one in asked]


def people_of(outbreak: int, first: int, last: int) -> tuple[set[int], set[str]]:
    """Of whom, and of which kinds, the facts of a range of keys are."""
    return _whose(Fact.rows.filter(outbreak=outbreak, pk__gte=first, pk__lte=last))


def people_withdrawn(outbreak: int, at: datetime) -> tuple[set[int], set[str]]:
    """Of whom, and of which kinds, the facts were that were withdrawn at a moment."""
    return _whose(Fact.rows.filter(outbreak=outbreak, withdrawn_at=at))


def in_batches(
    outbreak: int, batches: Collection[str], people: Collection[int]
) -> Iterator[tuple[int, int, str, int | None, str, datetime]]:
    """(fact, person, batch, row, finding, at) of what stands of batches, of these people."""
    wanted, columns = set(people), ("pk", "person", "batch", "row", "finding", "at")
    for some in batched(batches, 500):
        found = Fact.rows.filter(outbreak=outbreak, batch__in=some, withdrawn_at=None)
        yield from (row for row in blocks.rows(found.values_list(*columns)) if row[1] in wanted)


def of_kind(outbreak: int, kind: str, first: int, last: int) -> Iterator[tuple[int, int, datetime]]:
    """(fact, person, at) of what stands of a kind, of a range of keys."""
    found = Fact.rows.filter(outbreak=outbreak, kind=kind, pk__gte=first, pk__lte=last, withdrawn_at=None)
    return iter(blocks.rows(found.order_by("pk").values_list("pk", "person", "at")))


def of_whom(outbreak: int, people: Collection[int]) -> set[int]:
    """Those of the people of whom any fact stands."""
    wanted = set(people)
    rows = Fact.rows.filter(_under(outbreak, few=len(wanted) <= _FEW), withdrawn_at=None)
    found = rows.order_by().values_list("person").distinct()
    if len(wanted) > _FEW:
        return wanted & {person for (person,) in blocks.rows(found)}
    return {person for some in batched(wanted, 500) for (person,) in found.filter(person__in=some)}


def said(outbreak: int, fact: Fact) -> dict[str, Any]:
    """What a fact says, opened; {} where it says nothing more. To be shown through the gate."""
    found = compacting.sealed(fact)
    return json.loads(seal(outbreak, SAID).open(found)) if found else {}


def held(outbreak: int) -> QuerySet[Held]:
    """What came and could not be taken, the latest first. It names nobody."""
    return Held.objects.filter(outbreak=outbreak).order_by("-at", "-pk")


def of_batch(outbreak: int, batch: str) -> tuple[int, int]:
    """How many facts of a batch stand, and how many of its rows are held here. They name nobody."""
    stand = Fact.rows.filter(outbreak=outbreak, batch=batch, withdrawn_at=None).count()
    return stand, Held.objects.filter(outbreak=outbreak, batch=batch).values("row").distinct().count()


def of_row(batch: str, row: int) -> list[Fact]:
    """The facts that were made of a row, those that were withdrawn too. They name nobody."""
    return list(Fact.rows.filter(batch=batch, row=row).order_by("pk"))


def _whose(facts: "QuerySet[Fact]") -> tuple[set[int], set[str]]:
    people, kinds = set(), set()
    for person, kind in blocks.rows(facts.values_list("person", "kind")):
        people.add(person)
        kinds.add(kind)
    return people, kinds


def _under(outbreak: int, *, few: bool) -> Any:
    """That facts are of an outbreak; of a few people, each person's are found, and checked."""
    return checked("outbreak_id", outbreak) if few else Q(outbreak=outbreak)


def _under_each(table: pa.Table, several: Mapping[int, Collection[int]]) -> pa.Table:
    """Facts, those of people of several records under each of these."""
    if not several:
        return table
    own = pc.is_in(table["person"], pa.array(several, pa.int64()))
    lines = table.filter(own).to_pylist()
    spread = [line | {"person": one} for line in lines for one in several[line["person"]]]
    return pa.concat_tables([table.filter(pc.invert(own)), pa.Table.from_pylist(spread, schema=FACTS)])


def _known(at: datetime | None) -> Q:
    if at is None:
        return Q(withdrawn_at=None)
    return Q(recorded_at__lte=at) & (Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))
