"""One row of a batch brought into the registry after the others, when somebody has decided whose it is."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fangxian.catalogue import queries as catalogue
from fangxian.exchange import contradictions, people
from fangxian.exchange.places import find_doors, selected
from fangxian.exchange.workfolders import workfolder
from fangxian.identity import queries as identity
from fangxian.lake import engines
from fangxian.lake.batches import Batch
from fangxian.lake.engines import parquet
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import actions
from fangxian.registry.counts import Counts


@dataclass(frozen=True)
class Row:
    """A row as the registry takes it, whose person is still to be said: one line of what `people.ready` makes."""

    batch: Batch
    line: pa.Table

    @property
    def source(self) -> str:
        """dataset/batch, as the registry records it."""
        return f"{self.batch.manifest.dataset}/{self.batch.manifest.batch}"


def read(batch: Batch, row: int) -> Row:
    """A row of a batch with its door and its organisation as they are known now. Raises a Fault if the batch holds no
    such row. Called by one at a time (exchange.turns), for it works in their folder."""
    with workfolder() as workdir, engines.open_engine(workdir=workdir) as engine:
        alone, out = workdir / "row.parquet", workdir / "resolved.parquet"
        if not selected(engine, f"SELECT * FROM {parquet(batch.accepted)} WHERE row = {int(row)}", alone).num_rows:
            raise Fault(
                en=f"{batch.manifest.dataset}/{batch.manifest.batch} has no row {row} that was accepted.",
                zh=f"{batch.manifest.dataset}/{batch.manifest.batch} 没有第 {row} 行有效数据。",
            )
        find_doors(engine, alone, workdir)
        people.know_organisations(engine)
        nobody = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in _NOBODY.items())
        engine.write(f"SELECT CAST({int(row)} AS BIGINT) AS row, {nobody}", out, format="parquet")
        return Row(batch, selected(engine, people.lines_of(engine, batch, out, workdir), workdir / "lines.parquet"))


_NOBODY = {
    "person": "BIGINT", "newcomer": "BIGINT", "method": "VARCHAR", "score": "DOUBLE", "agreed": "VARCHAR",
    "reason": "VARCHAR",
}  # fmt: skip


#: What a row may say of who it is: the column as it was written, which is kept where cleaning changed it, and cleaned.
_SAID = {
    "name": ("name_raw", "name"),
    "number": ("id_number_raw", "number"),
    "phone": ("phone_raw", "phone"),
    "address": ("address_raw", "address"),
    "born": ("birth_date_raw", "born"),
    "sex": ("sex_raw", "sex"),
    "organisation": ("organisation_raw", "organisation"),
}


def said(batch: Batch, row: int) -> dict[str, str]:
    """What a row says of who it is, as it was written: name, number, phone, address, born, sex, organisation. The
    caller masks and notes it. Raises a Fault if the batch holds no such row."""
    known = set(pq.read_schema(batch.accepted).names)
    columns = [column for pair in _SAID.values() for column in pair if column in known]
    found = pq.read_table(batch.accepted, columns=columns, filters=[("row", "=", row)]).to_pylist()
    if not found:
        raise Fault(
            en=f"{batch.manifest.dataset}/{batch.manifest.batch} has no row {row} that was accepted.",
            zh=f"{batch.manifest.dataset}/{batch.manifest.batch} 没有第 {row} 行有效数据。",
        )
    one = found[0]
    return {name: str(one.get(raw) or one.get(clean) or "") for name, (raw, clean) in _SAID.items()}


def newcomer(row: Row, *, by: str) -> int:
    """Makes a person of a row; answers their key. A number that somebody else holds is left to them."""
    line = _with(_with(row.line, "newcomer", 1), "person", None)
    return actions.apply_people(line, source=row.source, by=by)[1][0]


def superseded(row: Row, person: int) -> bool:
    """Whether a later batch of the dataset speaks of the person already: what it says is newer."""
    dataset, batch = row.batch.manifest.dataset, row.batch.manifest.batch
    return bool(identity.batches_of(person, dataset) & catalogue.promoted_after(dataset, batch))


def apply(row: Row, person: int, *, by: str) -> dict[str, Counts]:
    """Brings what a row says into the registry as a person's. The caller's transaction."""
    dataset, name = row.batch.manifest.dataset, row.batch.manifest.batch
    declared = catalogue.declaration(dataset, name)
    day = declared.day if declared else row.batch.manifest.received_at.date()
    said: dict[str, Any] = {"source": row.source, "by": by, "at": clock.now()}
    line = _with(row.line, "person", person)
    counts = {"people": actions.apply_people(line, **said)[0]}
    if not line["again"][0].as_py():
        counts |= people.APPLIED[dataset](line, day=day, whole=False, **_few(dataset, person), **said)
    # Whatever the dataset: of whom no home is known nobody shall be told that they are present.
    actions.settle_whereabouts(only=[person], **said)
    contradictions.settle_waiting()
    return counts


def _few(dataset: str, person: int) -> dict[str, list[int]]:
    # A home can be applied to one person without a look at everybody's.
    return {"only": [person]} if dataset in people.HOMES else {}


def _with(line: pa.Table, column: str, value: int | None) -> pa.Table:
    return line.set_column(line.column_names.index(column), column, pa.array([value], pa.int64()))
