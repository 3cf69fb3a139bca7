"""A row of a batch that was accepted, as it came and as the registry takes it: read from the lake for whoever follows
it. The caller masks it and notes that it was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from fangxian import contracts
from fangxian.intake.tidy_terms import reading
from fangxian.lake.batches import Batch


@dataclass(frozen=True)
class Row:
    """A row: `disposition` (accepted, repaired, duplicate), the row that it repeats; field -> what it says, and what
    was written where that is something else."""

    row: int
    disposition: str
    repeats: int | None
    says: Mapping[str, str]
    came: Mapping[str, str]


def row(batch: Batch, number: int) -> Row | None:
    """A row by its number (from 1); None where the batch accepted none of it."""
    return next(iter(rows(batch, [number])), None)


def rows(batch: Batch, numbers: Sequence[int]) -> list[Row]:
    """Some rows, in their order; those that the batch did not accept are left out."""
    contract, known = contracts.load(batch.manifest.dataset), set(pq.read_schema(batch.accepted).names)
    values = {one.name: reading(one, contract).value for one in contract.fields}
    raws = {name: f"{name}_raw" for name in values if f"{name}_raw" in known}
    columns = list(dict.fromkeys(["row", "disposition", "duplicate_of", *values.values(), *raws.values()]))
    found = pq.read_table(batch.accepted, columns=columns, filters=[("row", "in", list(numbers))]).to_pylist()
    return [_row(one, values, raws) for one in sorted(found, key=lambda one: one["row"])]


def changed(batch: Batch) -> dict[str, int]:
    """Field -> how many of its cells in a batch were accepted as something else than was written, or could not be read
    and were let go: those that are kept as they came. Counted from the footer of the file."""
    footer, found = pq.read_metadata(batch.accepted), dict[str, int]()
    for group in (footer.row_group(place) for place in range(footer.num_row_groups)):
        for column in (group.column(place) for place in range(group.num_columns)):
            name = column.path_in_schema
            if name.endswith("_raw") and column.statistics is not None:
                found[name.removesuffix("_raw")] = found.get(name.removesuffix("_raw"), 0) + (
                    group.num_rows - column.statistics.null_count
                )
    return {name: many for name, many in found.items() if many}


def _row(one: Mapping[str, Any], values: Mapping[str, str], raws: Mapping[str, str]) -> Row:
    return Row(
        one["row"],
        one["disposition"],
        one["duplicate_of"],
        {name: "" if one[column] is None else str(one[column]) for name, column in values.items()},
        {name: one[column] for name, column in raws.items() if one[column] is not None},
    )
