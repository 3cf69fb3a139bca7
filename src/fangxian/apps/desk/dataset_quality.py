"""How good a dataset is: by field in its last delivery, by reason from delivery to delivery, and what it costs."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from fangxian.access.reader import Reader
from fangxian.apps.desk import dataset_words, held_words
from fangxian.apps.desk.batches import state
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.queries import Batch, Stop
from fangxian.contracts import Contract, Field
from fangxian.identity import queries as identity
from fangxian.intake.profile import Profile
from fangxian.lib.fault import Fault
from fangxian.runs import datasets as runs

#: Deliveries that are drawn, the latest of them.
DELIVERIES = 12
#: How the most frequent reasons are drawn; all others alike.
_DRAWN, _OTHERS = ("bad", "guest", "here"), "away"


@dataclass(frozen=True)
class Column:
    """A field of the contract; of the last delivery how many of the cells looked at were filled and fitted (None where
    it is not known), and how many rows are held because of it."""

    field: Field
    label: str
    description: str
    element: str
    looked_at: int | None
    filled: int | None
    fits: int | None
    held: int


@dataclass(frozen=True)
class Delivery:
    """A batch, how it stands, its held rows by reason as they are drawn, and how far that goes below the worst."""

    batch: Batch
    state: str
    colour: str
    parts: tuple[tuple[int, str], ...]
    left: int


@dataclass(frozen=True)
class OverTime:
    """The latest deliveries, the latest first, and the reasons for which rows of them are held: (code, words, colour,
    rows)."""

    deliveries: list[Delivery]
    reasons: list[tuple[str, str, str, int]]
    whole: int


@dataclass(frozen=True)
class Cost:
    """What is held of a dataset by what became of it, since when the oldest row waits, how many rows await a decision
    whose they are in the reader's areas (None where the reader decides none), the deliveries that wait for a second
    person."""

    held: list[tuple[str, str, int]]
    since: datetime | None
    doubts: int | None
    stops: list[Stop]


def fields(contract: Contract, last: Batch | None) -> list[Column]:
    """The fields of a contract, in its order."""
    seen = _profile(last)
    held = Counter[str]()
    for _, column, rows in catalogue.held_by_reason(last.pk) if last else ():
        held[column] += rows
    described = dataset_words.described(contract.name)[1]
    return [_column(one, seen, held[one.name], described.get(one.name, "")) for one in contract.fields]


def over_time(dataset: str) -> OverTime:
    """What was held of the latest deliveries, and why."""
    whole = catalogue.deliveries(dataset)
    batches = list(whole[:DELIVERIES])
    because = catalogue.held_because([one.pk for one in batches])
    total = sum((because.get(one.pk, Counter()) for one in batches), Counter[str]())
    reasons = [code for code, _ in total.most_common()]
    colours = dict(zip(reasons, _DRAWN, strict=False))
    worst = max((one.held / one.rows for one in batches if one.rows), default=0)
    return OverTime(
        [_delivery(one, because.get(one.pk, Counter()), colours, worst) for one in batches],
        [(code, held_words.short(code), colours.get(code, _OTHERS), total[code]) for code in reasons],
        whole.count(),
    )


def cost(reader: Reader, dataset: str) -> Cost:
    """What a dataset's faults leave to people."""
    counted = catalogue.settlements(catalogue.held(dataset=dataset))
    doubts = identity.doubts(reader).filter(dataset=dataset).count() if reader.can("links.review") else None
    return Cost(
        [(name, held_words.state(name)[0], many) for name, many in counted.items()],
        catalogue.waits_since(dataset),
        doubts,
        list(catalogue.stops("waiting").filter(batch__dataset=dataset)),
    )


def _profile(last: Batch | None) -> Profile | None:
    """A lake that is not there is for the doctor to say: here it is what is not known."""
    try:
        return runs.profile_of(last) if last else None
    except Fault:
        return None


def _column(one: Field, seen: Profile | None, held: int, description: str) -> Column:
    counts = seen.columns.get(one.name) if seen else None
    return Column(
        one,
        dataset_words.label(one),
        description,
        dataset_words.element(one),
        seen.rows if seen else None,
        counts.filled if counts else None,
        counts.fits if counts else None,
        held,
    )


def _delivery(one: Batch, because: Counter[str], colours: dict[str, str], worst: float) -> Delivery:
    parts = Counter[str]()
    for code, rows in because.items():
        parts[colours.get(code, _OTHERS)] += rows
    drawn = tuple((parts[colour], colour) for colour in (*_DRAWN, _OTHERS))
    words, colour = state(one)
    return Delivery(one, words, colour, drawn, max(0, round(one.rows * worst) - one.held))
