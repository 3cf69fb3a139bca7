"""What lies behind a dataset that is shared, a page at a time: a registry, or the lake's batches.

Of the lake, rows come as they were sent, batch after batch, each for the first time. A row of somebody goes to whoever
may see that person in the grant's area: whose it is stands in `identity`, and what nobody knows whose it is goes to
nobody. A row of nobody goes by the area that it names.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from fangxian import contracts
from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.catalogue import queries as catalogue
from fangxian.contracts import Contract
from fangxian.exchange import results_store as store
from fangxian.exchange.workfolders import inbox
from fangxian.identity import queries as identity
from fangxian.lake import batches
from fangxian.registry import queries as registry
from fangxian.sharing import rules

#: Rows that are looked at together.
_STRIDE = 5_000
#: What a cell is read as -> the columns in which cleaning left it, the first that says something; else its own.
_COLUMNS: Mapping[str, tuple[str, ...]] = {"id_number": ("number", "document"), "birth_date": ("born",)}


@dataclass(frozen=True)
class Page:
    """Rows with the granted fields, the records that they show (`kind` of the gate's, '' of nobody's), and where the
    next page begins ('' after the last)."""

    kind: str
    subjects: Sequence[object]
    rows: list[tuple[Any, ...]]
    after: str


class _Line(NamedTuple):
    """A row of a batch, whose it is, and its cells as they were granted."""

    batch: str
    row: int
    person: int | None
    cells: tuple[Any, ...]


def page(
    dataset: str, reader: Reader, fields: Mapping[str, str], *, outbreak: int | None = None, after: str = "", limit: int
) -> Page:
    """At most `limit` rows of a dataset behind `after`, in the reader's areas, with fields as they were granted
    ('whole' or 'masked'). To be noted before they go out."""
    contract = contracts.load(dataset)
    source = rules.source_of(contract)
    if source == rules.REGISTRY:
        shown = {name: rules.shown_of(one) for name, one in fields.items()}
        found = registry.shared(dataset, reader, shown, after=after, limit=limit)
        return Page(found.kind, found.subjects, found.rows, found.last if len(found.rows) == limit else "")
    lines = []
    for line in _Lake(contract, reader, fields, outbreak).lines(after):
        lines.append(line)
        if len(lines) == limit:
            break
    people = list(dict.fromkeys(line.person for line in lines if line.person is not None))
    going_on = f"{lines[-1].batch}/{lines[-1].row}" if len(lines) == limit else ""
    return Page("person" if source == rules.LINKED else "", people, [line.cells for line in lines], going_on)


@dataclass(frozen=True)
class _Lake:
    """A dataset of the lake as one grant sees it."""

    contract: Contract
    reader: Reader
    fields: Mapping[str, str]
    outbreak: int | None

    def lines(self, after: str) -> Iterator[_Line]:
        """Those behind `after` (batch/row), batch after batch in the order of their names."""
        begin, _, row = after.partition("/")
        for name in catalogue.standing(self.contract.name, under=self.outbreak):
            if name >= begin:
                yield from self._of_batch(name, behind=int(row) if name == begin else 0)

    def _of_batch(self, name: str, *, behind: int) -> Iterator[_Line]:
        area = rules.area_field(self.contract)
        wanted = [column for one in self.fields for column in self._columns(one)]
        columns = dict.fromkeys(["row", "duplicate_of", *wanted, *([area] if area else [])])
        with _accepted(self.contract.name, self.outbreak, name) as path:
            for block in pq.ParquetFile(path).iter_batches(_STRIDE, columns=list(columns)):
                fresh = block.filter(pc.and_(pc.greater(block["row"], behind), pc.is_null(block["duplicate_of"])))
                yield from self._mine(name, fresh.to_pylist())

    def _mine(self, name: str, rows: list[dict[str, Any]]) -> Iterator[_Line]:
        """The lines of a block that lie in the reader's areas."""
        if rules.source_of(self.contract) == rules.LINKED:
            owners = identity.people_of(self.contract.name, name, [one["row"] for one in rows])
            seen = registry.known_to(self.reader, set(owners.values()))
            for one in rows:
                person = owners.get(one["row"])
                if person in seen:
                    yield _Line(name, one["row"], person, self._cells(one))
            return
        area = rules.area_field(self.contract)
        for one in rows:
            if area is None or self.reader.covers(str(one[area] or "")):
                yield _Line(name, one["row"], None, self._cells(one))

    def _cells(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(self._cell(row, name, shown) for name, shown in self.fields.items())

    def _cell(self, row: Mapping[str, Any], name: str, shown: str) -> Any:
        value = next((row[column] for column in self._columns(name) if row[column] is not None), None)
        kind = rules.kind_of(self.contract.field(name))
        if kind is not None:
            return gate.shown_as(rules.shown_of(shown), kind, None if value is None else str(value))
        return value.isoformat() if isinstance(value, date) else value

    def _columns(self, name: str) -> tuple[str, ...]:
        return _COLUMNS.get(self.contract.field(name).term, (name,))


@contextmanager
def _accepted(dataset: str, outbreak: int | None, batch: str) -> Iterator[Path]:
    """The accepted rows of a batch; of what lies under an outbreak's key, opened for a block."""
    if outbreak is None:
        yield batches.opened(settings.LAKE, dataset, batch).accepted
        return
    with inbox("accepted.parquet") as path:
        yield store.found(outbreak, dataset, batch).open("accepted", key=store.key(outbreak), into=path)
