"""A few rows of a dataset's last delivery, for whoever wants to know what it looks like: masked, every one of them, and
noted (law 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from fangxian import contracts
from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.queries import Batch
from fangxian.contracts import Field, library
from fangxian.exchange import people, rows
from fangxian.exchange.rows import Row
from fangxian.identity import queries as identity
from fangxian.lake import batches
from fangxian.registry import queries as registry
from fangxian.runs.mending import kind_of

#: Rows that are shown, and among how many, spread evenly over the delivery, they are looked for.
SHOWN, AMONG = 6, 60
#: Stands for what is there and has no mask of its own.
STARS = "***"


@dataclass(frozen=True)
class Sample:
    """Rows of a batch by field, masked; none where the reader may see none of those that were looked at."""

    batch: Batch
    rows: Sequence[Mapping[str, str]]


def sample(dataset: str, *, by: Reader) -> Sample | None:
    """Some rows; None where nothing of the dataset lies open: evidence is under its outbreak's key. Of rows that are
    people's, those of the reader's areas; of an installation's own dataset, whose rows may be anybody's, none but for
    whoever has the whole district. Raises as gate.listed."""
    last = catalogue.latest().get(dataset)
    if last is None or dataset not in library.registers():
        return None
    spread = sorted({1 + place * last.rows // AMONG for place in range(AMONG)} & set(range(1, last.rows + 1)))
    found = rows.rows(batches.opened(settings.LAKE, dataset, last.name), spread)
    shown = _readable(last, found, by)[:SHOWN]
    fields = contracts.load(dataset).fields
    return Sample(last, [{one.name: _masked(by, dataset, one, row.says[one.name]) for one in fields} for row in shown])


def _readable(batch: Batch, found: Sequence[Row], by: Reader) -> Sequence[Row]:
    """The rows that the reader may see something of, noted."""
    dataset = batch.dataset_id
    if dataset in people.DATASETS:
        whose = identity.people_of(dataset, batch.name, [one.row for one in found])
        known = registry.known_to(by, whose.values())
        shown = [one for one in found if whose.get(one.row) in known][:SHOWN]
        if shown:
            gate.listed(by, kind="person", subjects=[whose[one.row] for one in shown], list="sample")
        return shown
    if dataset in library.own_names():
        if not by.has_district():
            return []
        shown = list(found)[:SHOWN]
        gate.listed(by, kind="row", subjects=[f"{dataset}/{batch.name}/{one.row}" for one in shown], list="sample")
        return shown
    return found


def _masked(by: Reader, dataset: str, field: Field, value: str) -> str:
    kind = kind_of(dataset, field)
    if kind is None or not value:
        return value
    if kind == "name" and field.term != "name":
        return STARS
    return gate.masked(by, kind, value)
