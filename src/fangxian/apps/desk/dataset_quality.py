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
    """A batch, how it stands, its held rows by reason as they are drawn, and how far that goes below the worst; the
    same of its cells that were mended, by field, with how many they are."""

    batch: Batch
    state: str
    colour: str
    parts: tuple[tuple[int, str], ...]
    left: int
    changed: int = 0
    changed_parts: tuple[tuple[int, str], ...] = ()
    changed_left: int = 0


@dataclass(frozen=True)
class OverTime:
    """The latest deliveries, the latest first, and the reasons for which rows of them are held: (code, words, colour,
    rows); the fields of which cells were mended: (words, colour, cells)."""

    deliveries: list[Delivery]
    reasons: list[tuple[str, str, str, int]]
    fields: list[tuple[str, str, int]]
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


def over_time(contract: Contract) -> OverTime:
    """What was held of the latest deliveries and why, and of which fields cells were mended."""
    whole = catalogue.deliveries(contract.name)
    batches = list(whole[:DELIVERIES])
    because = catalogue.held_because([one.pk for one in batches])
    held = _Drawn([because.get(one.pk, Counter()) for one in batches], batches)
    changed = _Drawn([_changed(one) for one in batches], batches)
    deliveries = []
    for place, one in enumerate(batches):
        cells = changed.counted[place].total()
        deliveries.append(Delivery(one, *state(one), *held.bar(place), cells, *changed.bar(place)))
    return OverTime(
        deliveries,
        [(code, held_words.short(code), held.colour(code), many) for code, many in held.total.most_common()],
        [
            (dataset_words.label(contract.field(name)), changed.colour(name), many)
            for name, many in changed.total.most_common()
        ],
        whole.count(),
    )


def cost(reader: Reader, dataset: str) -> Cost:
    """What a dataset's faults leave to people."""
    counted = catalogue.settlements(catalogue.held(dataset=dataset))
    doubts = identity.asked_about(reader, dataset, decided=False).count() if reader.can("links.review") else None
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


def _changed(one: Batch) -> Counter[str]:
    try:
        return Counter(runs.changed_cells(one))
    except Fault:
        return Counter()


class _Drawn:
    """What is counted of each of some batches, and how it is drawn: the most frequent in colours of their own, each bar
    as long as it is against the worst."""

    def __init__(self, counted: list[Counter[str]], batches: list[Batch]) -> None:
        self.counted, self._batches = counted, batches
        self.total = sum(counted, Counter[str]())
        self._colours = dict(zip((code for code, _ in self.total.most_common()), _DRAWN, strict=False))
        of_rows = zip(counted, batches, strict=True)
        self._worst = max((many.total() / one.rows for many, one in of_rows if one.rows), default=0)

    def colour(self, code: str) -> str:
        """The class of its part of a bar."""
        return self._colours.get(code, _OTHERS)

    def bar(self, place: int) -> tuple[tuple[tuple[int, str], ...], int]:
        """The parts of a batch's bar, and what is left of it."""
        parts = Counter[str]()
        for code, many in self.counted[place].items():
            parts[self.colour(code)] += many
        left = max(0, round(self._batches[place].rows * self._worst) - parts.total())
        return tuple((parts[colour], colour) for colour in (*_DRAWN, _OTHERS)), left
