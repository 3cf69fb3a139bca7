"""Datasets, batches and what is held of them. None of it names anybody."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from fangxian.catalogue.models import Batch, Cursor, Dataset, Declaration, HeldRow, JobRun, Stop

#: Of what came before, so many batches are asked for at most.
_LATE = 50
#: Of a held row that nobody has settled.
WAITING = "waiting"
SENT_BACK = HeldRow.Settlement.SENT_BACK
#: Of one that is mended by a batch which is not in the registry.
PENDING = "pending"
_PENDING = Q(mended_by__isnull=False) & ~Q(mended_by__state=Batch.State.PROMOTED)

__all__ = ["Batch", "HeldRow", "JobRun", "Stop"]


def datasets() -> QuerySet[Dataset]:
    """Every dataset with how many batches and rows it has, and when the last came."""
    return Dataset.objects.annotate(
        times=Count("batches"),
        total=Sum("batches__rows"),
        waiting=Sum("batches__held"),
        last=Max("batches__received_at"),
    ).order_by("code")


def batches(dataset: str = "") -> QuerySet[Batch]:
    """Batches, the latest first."""
    found = Batch.objects.select_related("dataset").order_by("-received_at", "-pk")
    return found.filter(dataset=dataset) if dataset else found


def deliveries(dataset: str) -> QuerySet[Batch]:
    """What was sent of a dataset, the latest first: its batches but for rows that were mended here."""
    return batches(dataset).filter(mends=None)


def by_source(sources: Iterable[str]) -> dict[str, Batch]:
    """dataset/batch -> the batch, of those that are here. One query."""
    wanted = {one for one in sources if "/" in one}
    names = {one.partition("/")[2] for one in wanted}
    found = {f"{one.dataset_id}/{one.name}": one for one in batches().filter(name__in=names)} if names else {}
    return {source: one for source, one in found.items() if source in wanted}


def latest() -> dict[str, Batch]:
    """Dataset -> the last of its deliveries that was neither refused nor taken back."""
    gone = (Batch.State.REFUSED, Batch.State.WITHDRAWN)
    sent = Batch.objects.filter(dataset=OuterRef("pk"), mends=None).exclude(state__in=gone)
    last = Subquery(sent.order_by("-received_at", "-pk").values("pk")[:1])
    keys = Dataset.objects.annotate(latest=last).values_list("latest", flat=True)
    return {one.dataset_id: one for one in batches().filter(pk__in=[key for key in keys if key])}


def standing(dataset: str, *, under: int | None = None) -> list[str]:
    """The names of a dataset's batches that are in, in their order: since the last that was declared to list everybody,
    or all of them; with `under`, those of that outbreak."""
    found = Batch.objects.filter(dataset=dataset, state=Batch.State.PROMOTED)
    if under is not None:
        found = found.filter(name__startswith=f"{under:03}-")
    names = list(found.order_by("name").values_list("name", "declaration__whole"))
    first = max((place for place, (_, whole) in enumerate(names) if whole), default=0)
    return [name for name, _ in names[first:]]


def last_promoted() -> datetime | None:
    """When the registries were last changed by a batch."""
    found: datetime | None = Batch.objects.aggregate(at=Max("promoted_at"))["at"]
    return found


def is_promoted(dataset: str, batch: str) -> bool:
    """Whether a batch is in the registry."""
    return Batch.objects.filter(dataset=dataset, name=batch, state=Batch.State.PROMOTED).exists()


@dataclass(frozen=True)
class Listed:
    """A list that came before: its file, the day of which it speaks, how many of its rows said something, and whether
    it was declared to list everybody."""

    file: str
    day: date
    usable: int
    whole: bool


def list_before(dataset: str, sender: str) -> Listed | None:
    """The list of everybody that the next one comes after: the sender's own last, else anybody's last of the dataset;
    where nobody has declared one yet, the longest batch."""
    promoted = Batch.objects.filter(dataset=dataset, state=Batch.State.PROMOTED)
    lists = promoted.filter(declaration__whole=True).order_by("-promoted_at", "-pk")
    longest = promoted.order_by((F("accepted") + F("repaired")).desc(), "-pk")
    found = lists.filter(sender=sender).first() or lists.first() or longest.first()
    if found is None:
        return None
    said = Declaration.objects.filter(batch=found).first()
    day = said.day if said else found.received_at.date()
    return Listed(found.file, day, found.usable, whole=bool(said and said.whole))


def batches_before(dataset: str, sender: str, batch: str, *, begins: str = "") -> list[str]:
    """The names of what a sender sent of a dataset and what is in the registry, the latest first, but for one batch and
    for rows that were mended; of those whose names begin so. Where no sender is named, of what anybody sent."""
    found = Batch.objects.filter(dataset=dataset, state=Batch.State.PROMOTED, mends=None, name__startswith=begins)
    found = found.filter(sender=sender) if sender else found
    return list(found.exclude(name=batch).order_by("-promoted_at", "-pk").values_list("name", flat=True)[:_LATE])


def stops(state: str = "", *, dataset: str = "") -> QuerySet[Stop]:
    """Loads that were stopped, the latest first; with `state`, those of them in it; of all datasets or of one."""
    found = Stop.objects.select_related("batch__dataset").order_by("-asked_at", "-pk")
    narrowed = {name: value for name, value in (("state", state), ("batch__dataset", dataset)) if value}
    return found.filter(**narrowed)


def stop_of(dataset: str, batch: str) -> Stop | None:
    """The stop of a batch that was not refused."""
    standing = Stop.objects.filter(batch__dataset=dataset, batch__name=batch).exclude(state=Stop.State.REFUSED)
    return standing.select_related("batch").first()


def refusal_of(batch: Batch) -> Stop | None:
    """Who refused a batch that is refused, when and why."""
    if batch.state != Batch.State.REFUSED:
        return None
    return Stop.objects.filter(batch=batch, state=Stop.State.REFUSED).order_by("-decided_at", "-pk").first()


def confirmed() -> list[Stop]:
    """Stops that a second person let through and whose batches are not in the registry yet, the oldest first."""
    found = Stop.objects.filter(state=Stop.State.CONFIRMED).exclude(batch__state=Batch.State.PROMOTED)
    return list(found.select_related("batch__dataset").order_by("decided_at", "pk"))


def longest() -> int:
    """The usable rows of the longest batch in the registry: about how many people or doors there are."""
    promoted = Batch.objects.filter(state=Batch.State.PROMOTED)
    return promoted.aggregate(most=Max(F("accepted") + F("repaired")))["most"] or 0


def promotion_order() -> dict[tuple[str, str], int]:
    """(Dataset, batch) -> its place among the batches in the registry, the earliest first."""
    found = Batch.objects.exclude(promoted_at=None).order_by("promoted_at", "pk").values_list("dataset", "name")
    return {one: place for place, one in enumerate(found)}


def promoted_after(dataset: str, batch: str) -> set[str]:
    """The names of a dataset's batches that came into the registry after one of them."""
    one = Batch.objects.filter(dataset=dataset, name=batch).values("promoted_at")
    later = Batch.objects.filter(dataset=dataset, state=Batch.State.PROMOTED, promoted_at__gt=one[:1])
    return set(later.values_list("name", flat=True))


def declaration(dataset: str, batch: str) -> Declaration | None:
    """What was declared of a batch as it was brought in."""
    return Declaration.objects.filter(batch__dataset=dataset, batch__name=batch).first()


def held(
    batch: int | None = None, *, dataset: str = "", reason: str = "", column: str = "", state: str = ""
) -> QuerySet[HeldRow]:
    """Held rows in the order in which they came; narrowed to a batch, a dataset, a reason, a field, and to those that
    wait ('waiting'), of one settlement, or mended and not in yet ('pending')."""
    narrowed = {"batch": batch, "batch__dataset": dataset, "reason": reason, "column": column}
    found = HeldRow.objects.filter(**{name: value for name, value in narrowed.items() if value})
    if state:
        found = found.filter(_PENDING if state == PENDING else Q(settlement="" if state == WAITING else state))
    return found.select_related("batch__dataset", "mended_by").order_by("batch", "row", "pk")


def settlements(rows: QuerySet[HeldRow]) -> dict[str, int]:
    """How many of some held rows wait, and how many are settled in each way; they add up (law 1)."""
    counted = dict(rows.order_by().values_list("settlement").annotate(rows=Count("pk")))
    return {state: counted.get("" if state == WAITING else state, 0) for state in (WAITING, *HeldRow.Settlement.values)}


def corrections() -> list[HeldRow]:
    """The mended rows whose corrections are not in the registry yet, the oldest first."""
    left = HeldRow.objects.filter(_PENDING)
    return list(left.select_related("batch", "mended_by").order_by("settled_at", "pk"))


def place_in_correction(row: HeldRow) -> int:
    """The place (from 0) of a mended row in the batch that mends it: rows go into one in their order."""
    return HeldRow.objects.filter(mended_by=row.mended_by, row__lt=row.row).count()


def is_overtaken(batch: Batch) -> bool:
    """Whether a later list of everybody of the dataset is in the registry."""
    later = Batch.objects.filter(dataset=batch.dataset_id, state=Batch.State.PROMOTED, declaration__whole=True)
    return batch.promoted_at is not None and later.filter(promoted_at__gt=batch.promoted_at).exists()


def held_by_reason(batch: int) -> list[tuple[str, str, int]]:
    """(reason, column, rows) of a batch, the most frequent first; the rows add up to its held rows."""
    found = HeldRow.objects.filter(batch=batch).values_list("reason", "column").annotate(rows=Count("pk"))
    return [(reason, column, rows) for reason, column, rows in found.order_by("-rows", "reason", "column")]


@dataclass(frozen=True)
class ToSettle:
    """A batch with rows to settle: how many wait, went back to their sender, are mended and not in yet."""

    batch: Batch
    waiting: int
    sent_back: int
    pending: int


def to_settle(dataset: str) -> list[ToSettle]:
    """The batches of a dataset of which something is to be settled, the latest first."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    left = held(dataset=dataset).filter(Q(settlement__in=("", SENT_BACK)) | _PENDING).order_by()
    for batch, settlement, rows in left.values_list("batch", "settlement").annotate(rows=Count("pk")):
        counted[batch][settlement or WAITING] = rows
    return [
        ToSettle(one, *(counted[one.pk][name] for name in (WAITING, SENT_BACK, HeldRow.Settlement.MENDED)))
        for one in batches(dataset).filter(pk__in=counted)
    ]


def waiting_by_dataset() -> Counter[str]:
    """Dataset -> held rows that nobody has settled."""
    found = HeldRow.objects.filter(settlement="").values_list("batch__dataset").annotate(rows=Count("pk"))
    return Counter(dict(found.order_by()))


def stops_by_dataset() -> Counter[tuple[str, str]]:
    """(dataset, state) -> loads that were stopped."""
    found = Stop.objects.values_list("batch__dataset", "state").annotate(many=Count("pk")).order_by()
    return Counter({(dataset, state): many for dataset, state, many in found})


def waiting_because(batch: int) -> dict[str, int]:
    """Field -> how many rows of a batch wait, or went back, because of it."""
    left = HeldRow.objects.filter(batch=batch, settlement__in=("", SENT_BACK)).exclude(column="")
    return dict(left.values_list("column").annotate(rows=Count("pk")))


def held_because(batches: Collection[int]) -> Mapping[int, Counter[str]]:
    """Batch -> reason -> held rows, of some batches; a batch of which none is held is not there."""
    counted = HeldRow.objects.filter(batch__in=batches).values_list("batch", "reason").annotate(rows=Count("pk"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for batch, reason, rows in counted:
        found[batch][reason] = rows
    return found


def waits_since(dataset: str) -> datetime | None:
    """When the oldest held row of a dataset that nobody has settled was received; None where none waits."""
    found: datetime | None = held(dataset=dataset, state=WAITING).aggregate(at=Min("batch__received_at"))["at"]
    return found


def jobs() -> QuerySet[JobRun]:
    """Runs of jobs, the latest first."""
    return JobRun.objects.order_by("-started_at", "-pk")


def failing() -> list[JobRun]:
    """The jobs whose last run that is over failed or was killed, the latest first."""
    last = JobRun.objects.exclude(ended_at=None).order_by().values("job").annotate(last=Max("pk")).values("last")
    return list(jobs().filter(pk__in=last, outcome__in=("failed", "stopped")))


def position(cursor: str) -> int:
    """How far a reader has come; 0 before the beginning."""
    return Cursor.objects.filter(name=cursor).values_list("position", flat=True).first() or 0


def reached_at(cursor: str) -> datetime | None:
    """When a reader last came on; None before the beginning."""
    return Cursor.objects.filter(name=cursor).values_list("at", flat=True).first()
