"""Where what is known of a person came from, and what waits for a decision."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import batched

from django.db.models import Count, F, Q, QuerySet

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.contracts.library import REGISTERS
from fangxian.identity.events import PERSON
from fangxian.identity.models import Alike, Doubt, Merge, NotTheSame, SourceLink
from fangxian.registry.queries import known_to, organisations_known_to, records_of


def sources_of(person: int) -> list[SourceLink]:
    """The rows that are believed to be a person's, of all their records, the latest first. Call it for somebody who was
    read at the gate."""
    return list(SourceLink.objects.filter(person__in=records_of(person), undone_at=None).order_by("-at", "-pk")[:200])


def linked_rows(dataset: str, batch: str) -> dict[int, int]:
    """Row -> person of a batch, of the links that stand."""
    rows = SourceLink.objects.filter(dataset=dataset, batch=batch, undone_at=None)
    return dict(rows.values_list("row", "person").iterator(20_000))


def rows_of(people: Collection[int]) -> Iterator[tuple[int, str, str, int]]:
    """(Person, dataset, batch, row) of the rows of registers that are believed to be some records'."""
    for some in batched(people, 5_000):
        found = SourceLink.objects.filter(person__in=some, undone_at=None, dataset__in=REGISTERS)
        yield from found.values_list("person", "dataset", "batch", "row").iterator(20_000)


def people_of(dataset: str, batch: str, rows: Collection[int]) -> dict[int, int]:
    """Row -> person, of some rows of a batch whose links stand."""
    found = SourceLink.objects.filter(dataset=dataset, batch=batch, row__in=rows, undone_at=None)
    return dict(found.values_list("row", "person"))


def batches_of(person: int, dataset: str) -> set[str]:
    """The batches of a dataset in which a row is believed to be a person's."""
    found = SourceLink.objects.filter(person=person, dataset=dataset, undone_at=None)
    return set(found.values_list("batch", flat=True))


def doubts(reader: Reader) -> QuerySet[Doubt]:
    """The rows of the reader's areas that wait for a decision, the oldest first."""
    return asked_about(reader, "", decided=False)


def counted(reader: Reader) -> Counter[tuple[str, bool]]:
    """(dataset, whether somebody decided) -> rows of the reader's areas that were in doubt."""
    seen = Doubt.objects.filter(within(reader.areas)).annotate(decided=Q(decided_at__isnull=False))
    rows = seen.values_list("dataset", "decided").annotate(many=Count("pk")).order_by()
    return Counter({(dataset, bool(decided)): many for dataset, decided, many in rows})


def asked_about(reader: Reader, dataset: str, *, decided: bool) -> QuerySet[Doubt]:
    """The rows of a dataset ('': of all), of the reader's areas, that wait for a decision, or have it; the oldest
    first."""
    found = Doubt.objects.filter(within(reader.areas), decided_at__isnull=not decided)
    return (found.filter(dataset=dataset) if dataset else found).order_by("pk")


def best_first(reader: Reader, datasets: Q, *, reason: str = "") -> QuerySet[Doubt]:
    """The rows of some datasets that wait for the reader, those that are nearly certain first."""
    found = doubts(reader).filter(datasets)
    if reason:
        found = found.filter(reason=reason)
    return found.order_by(F("candidates__0__score").desc(nulls_last=True), "pk")


def decided_by(reader: Reader, datasets: Q, since: datetime) -> QuerySet[Doubt]:
    """The rows that the reader has decided since, the latest first."""
    found = Doubt.objects.filter(datasets, within(reader.areas), decided_by=reader.account)
    return found.filter(decided_at__gte=since).order_by("-decided_at", "-pk")


def dataset_of(reader: Reader, doubt: int) -> str:
    """The dataset of a doubt of the reader's areas; '' where there is none."""
    found = Doubt.objects.filter(within(reader.areas), pk=doubt).values_list("dataset", flat=True).first()
    return found or ""


def linked_by_hand(doubt: int) -> bool:
    """Whether somebody's decision about a doubtful row gave it to a person, and stands."""
    found = Doubt.objects.filter(pk=doubt).values("dataset", "batch", "row").first()
    return found is not None and SourceLink.objects.filter(**found, method="person", undone_at=None).exists()


def waiting_rows(dataset: str, batch: str) -> list[int]:
    """The rows of a batch that wait for a decision."""
    found = Doubt.objects.filter(dataset=dataset, batch=batch, decided_at=None)
    return list(found.order_by("row").values_list("row", flat=True))


def people_in_doubt(dataset: str, batches: Collection[str]) -> set[int]:
    """Everybody whom a row of these batches that waits for a decision may be."""
    found: set[int] = set()
    waiting = Doubt.objects.filter(dataset=dataset, batch__in=batches, decided_at=None)
    for candidates in waiting.values_list("candidates", flat=True).iterator(20_000):
        found |= {one["person"] for one in candidates}
    return found


def in_doubt(people: Collection[int]) -> set[int]:
    """Those of the people whom a row of evidence (of whatever dataset is no register) that waits for a decision may
    be."""
    wanted, found = set(people), set[int]()
    waiting = Doubt.objects.filter(decided_at=None).exclude(dataset__in=REGISTERS) if wanted else Doubt.objects.none()
    for candidates in waiting.values_list("candidates", flat=True).iterator(20_000):
        found |= {one["person"] for one in candidates} & wanted
    return found


def known_to_be_two(people: Collection[int]) -> set[tuple[int, int]]:
    """The pairs (lower key first) among people of whom somebody said that they are two."""
    pairs = NotTheSame.objects.filter(kind=PERSON, first__in=people, second__in=people)
    return set(pairs.values_list("first", "second"))


def said_to_be_two(kind: str = PERSON) -> dict[int, set[int]]:
    """Person (or what else the kind is) -> those of whom somebody said that they are not the same, both ways round."""
    found: dict[int, set[int]] = defaultdict(set)
    for first, second in NotTheSame.objects.filter(kind=kind).values_list("first", "second").iterator(20_000):
        found[first].add(second)
        found[second].add(first)
    return dict(found)


def history_of(dataset: str, batch: str, row: int) -> list[SourceLink]:
    """Every link that a row ever had, the first one first, those that were taken back too."""
    return list(SourceLink.objects.filter(dataset=dataset, batch=batch, row=row).order_by("pk"))


def alike(reader: Reader, *, reason: str | None = None, kind: str = PERSON) -> QuerySet[Alike]:
    """Two and two who may be one and wait for the reader, the surest first; `reason`: what speaks against it."""
    found = Alike.objects.filter(within(reader.areas), kind=kind, decided_at=None)
    return (found if reason is None else found.filter(reason=reason)).order_by("-score", "pk")


def alike_decided_by(reader: Reader, since: datetime, *, kind: str = PERSON) -> QuerySet[Alike]:
    """The pairs that the reader has decided since, the latest first."""
    found = Alike.objects.filter(within(reader.areas), kind=kind, decided_by=reader.account, decided_at__gte=since)
    return found.order_by("-decided_at", "-pk")


def alike_pair(reader: Reader, pk: int, *, kind: str = PERSON) -> Alike:
    """One pair of the reader's areas, decided or not. Raises NotHere."""
    found = Alike.objects.filter(within(reader.areas), kind=kind, pk=pk).first()
    if found is None:
        raise NotHere.of("pair")
    return found


def merges_of(records: Collection[int], *, kind: str = PERSON) -> list[Merge]:
    """The merges that made these records one person's, the latest first. Call it for somebody who was read at the
    gate."""
    found = Merge.objects.filter(kind=kind, kept__in=records, absorbed__in=records, undone_at=None)
    return list(found.order_by("-at", "-pk"))


def merge_between(one: int, other: int, *, kind: str = PERSON) -> Merge | None:
    """The merge of two records that stands, whichever is kept. It says of nobody who they are."""
    both = {"kept__in": (one, other), "absorbed__in": (one, other)}
    return Merge.objects.filter(kind=kind, undone_at=None, **both).first()


def merge_of(reader: Reader, pk: int, *, kind: str = PERSON) -> Merge:
    """A merge of what lies in the reader's areas. Raises NotHere."""
    found = Merge.objects.filter(kind=kind, pk=pk).first()
    known = known_to if kind == PERSON else organisations_known_to
    if found is None or known(reader, (found.kept, found.absorbed)) != {found.kept, found.absorbed}:
        raise NotHere.of("merge")
    return found


def merged_into(kind: str = PERSON) -> dict[int, int]:
    """Record -> the one that stands for the person at last, of all that were merged into another."""
    into = dict(Merge.objects.filter(kind=kind, undone_at=None).values_list("absorbed", "kept"))
    found = {}
    for one in into:
        kept = one
        while kept in into:
            kept = into[kept]
        found[one] = kept
    return found
