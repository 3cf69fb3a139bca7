"""Files of a handful of rows cleaned and resolved, as examples write them down."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fangxian.lake import batches
from fangxian.lake.engines import open_engine, parquet
from fangxian.pipelines.clean import clean
from fangxian.pipelines.resolve import Resolved, doors, resolve

Row = Mapping[str, str]


@dataclass(frozen=True)
class Cleaned:
    """A batch with its rows as dictionaries by row number."""

    batch: batches.Batch
    rows: dict[int, dict[str, Any]]
    held: dict[int, dict[str, Any]]

    @property
    def dispositions(self) -> list[str]:
        """What became of each row, in order: its disposition, or 'held:reason' with the field."""
        said = {row: one["disposition"] for row, one in self.rows.items()}
        for row, one in self.held.items():
            said[row] = ":".join(filter(None, ("held", one["reason"], one["field"])))
        return [said[row] for row in sorted(said)]


def cleaned(folder: Path, dataset: str, file: Path | Sequence[Row], *, sender: str = "", **options: Any) -> Cleaned:
    """Cleans a file, or rows by their headings written as CSV, into the lake of `folder`."""
    path = file if isinstance(file, Path) else write(folder / f"{dataset}.csv", file)
    manifest = clean(path, dataset=dataset, lake=folder / "lake", sender=sender, **options)
    batch = batches.opened(folder / "lake", dataset, manifest.batch)
    return Cleaned(batch, by_row(batch.accepted), by_row(batch.held))


def write(path: Path, rows: Sequence[Row], *, encoding: str = "utf-8") -> Path:
    """A CSV file with the headings of the first row."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def table(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file."""
    with open_engine(workdir=path.parent) as engine:
        names = [name for name, *_ in engine.rows(f"DESCRIBE SELECT * FROM {parquet(path)}")]
        return [dict(zip(names, row, strict=True)) for row in engine.rows(f"SELECT * FROM {parquet(path)}")]


def by_row(path: Path) -> dict[int, dict[str, Any]]:
    """The same by their row number."""
    return {one["row"]: one for one in table(path)}


@dataclass(frozen=True)
class Found:
    """What `resolve` wrote: counts, each row, and the doubts."""

    counts: Resolved
    rows: dict[int, dict[str, Any]]
    doubts: list[dict[str, Any]]


def resolved(folder: Path, batch: Path, people: Path | None = None) -> Found:
    """Resolves a batch against a snapshot of people."""
    out = folder / "resolved.parquet"
    with open_engine(workdir=folder) as engine:
        counts = resolve(engine, people, batch, out)
    return Found(counts, by_row(out), table(folder / "resolved-doubts.parquet"))


def doors_of(folder: Path, batch: Path, dwellings: Path) -> dict[int, dict[str, Any]]:
    """The doors of a batch's rows."""
    with open_engine(workdir=folder) as engine:
        doors(engine, batch, dwellings, folder / "doors.parquet")
    return by_row(folder / "doors.parquet")


_PERSON = {
    "person": "BIGINT", "name": "VARCHAR", "id_key": "BIGINT", "document": "VARCHAR", "phone": "BIGINT",
    "born": "DATE", "sex": "VARCHAR", "address": "VARCHAR", "grid": "VARCHAR",
}  # fmt: skip


def snapshot(path: Path, *people: Mapping[str, Any]) -> Path:
    """A snapshot of the registry with these people."""
    with open_engine(workdir=path.parent) as engine:
        engine.load_rows("people", _PERSON, [[one.get(name) for name in _PERSON] for one in people])
        engine.write("SELECT * FROM people", path, format="parquet")
    return path
