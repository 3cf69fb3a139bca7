"""Where what is known of a person comes from: field by field the batch, the file and the row; and every row of a batch
that was found to be theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from fangxian.access.reader import Reader
from fangxian.apps.desk import words
from fangxian.apps.desk.words import DATASETS
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.queries import Batch
from fangxian.identity.queries import sources_of
from fangxian.registry import queries as registry
from fangxian.registry.queries import PersonPage
from fangxian.web.language import say

METHODS = {
    "exact": ("号码一致", "exact"),
    "repaired": ("修正后一致", "repaired"),
    "probable": ("综合判断", "probable"),
    "newcomer": ("新增", "new"),
    "apart": ("已核非同一人", "told apart by a person"),
    "person": ("人工裁定", "decided by a person"),
}
#: What is no file, but somebody's word.
BY_HAND = {"visit": ("上门核实", "Found at the door"), "correction": ("人工更正", "Corrected by an officer")}


@dataclass(frozen=True)
class Source:
    """A row of a batch, and how it was found to be this person's; `to`: what was made of it, for who may see that."""

    dataset: str
    batch: str
    file: str
    row: int
    method: str
    score: float | None
    at: datetime
    to: str


@dataclass(frozen=True)
class Origin:
    """What of a person (its words) whose word it is: a dataset's, by its file, rows of it with their addresses, sender
    and when it was received; or somebody's, with when."""

    what: str
    whose: str
    file: str
    rows: tuple[tuple[int, str], ...]
    sender: str
    at: datetime


def of(reader: Reader, person: PersonPage) -> tuple[list[Origin], list[Source]]:
    """Whose word each thing is that is known now, and the rows that are believed to be theirs, the latest first."""
    links = sources_of(person.pk)
    said = list(_said(person))
    batches = catalogue.by_source([source for _, source, _ in said] + [f"{one.dataset}/{one.batch}" for one in links])
    rows: dict[str, list[int]] = {}
    for one in links:
        rows.setdefault(f"{one.dataset}/{one.batch}", []).append(one.row)
    return (
        [_origin(reader, what, source, at, batches, rows) for what, source, at in said],
        [
            Source(
                dataset=_dataset(one.dataset),
                batch=one.batch,
                file=batches[source].file if source in batches else "",
                row=one.row,
                method=say(*METHODS[one.method]) if one.method in METHODS else one.method,
                score=one.score,
                at=one.at,
                to=address(reader, batches.get(source), one.row),
            )
            for one in links
            for source in (f"{one.dataset}/{one.batch}",)
        ],
    )


def _said(person: PersonPage) -> Sequence[tuple[str, str, datetime]]:
    """(what, source, when it was recorded) of what stands."""
    groups = registry.groups()
    return [
        *((say(*words.FIELDS[name]), source, person.known.recorded_at) for name, source in person.sources.items()),
        *((words.home(one)[0], one.source, one.recorded_at) for one in person.homes if one.until is None),
        *(
            (say(groups[one.group].zh, groups[one.group].en), one.source, one.recorded_at)
            for one in person.groups
            if one.until is None and one.group in groups
        ),
        *((one.post or say("单位", "Work"), one.source, one.recorded_at) for one in person.work if one.until is None),
    ]


def _origin(
    reader: Reader,
    what: str,
    source: str,
    at: datetime,
    batches: Mapping[str, Batch],
    rows: Mapping[str, Sequence[int]],
) -> Origin:
    batch = batches.get(source)
    if batch is None:
        return Origin(what, whose(source), "", (), "", at)
    found = tuple((row, address(reader, batch, row)) for row in sorted(rows.get(source, ())))
    return Origin(what, _dataset(batch.dataset_id), batch.file, found, batch.sender, batch.received_at)


def address(reader: Reader, batch: Batch | None, row: int) -> str:
    """Where a row of a batch is opened; '' for whoever may not."""
    return reverse("desk:row", args=[batch.pk, row]) if batch and reader.can("batches.read") else ""


def whose(source: str) -> str:
    """Whose word a source is: a department's file, a visit, a correction."""
    return say(*BY_HAND[source]) if source in BY_HAND else _dataset(source)


def _dataset(source: str) -> str:
    name = source.partition("/")[0]
    return say(*DATASETS[name]) if name in DATASETS else name
