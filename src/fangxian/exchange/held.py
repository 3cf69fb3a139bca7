"""The cells of a held row, as they came: read from the lake for whoever settles it, who may see them."""

import csv
from collections.abc import Mapping
from itertools import islice

import pyarrow.parquet as pq

from fangxian.catalogue import actions as catalogue
from fangxian.catalogue.queries import Batch as Entry
from fangxian.exchange.promote import said_of
from fangxian.lake.batches import Batch
from fangxian.lib.fault import Fault


def cells(batch: Batch, row: int) -> dict[str, str]:
    """Field -> cell of a held row, '' where nothing stands. Raises a Fault if the batch holds no such row."""
    found = pq.read_table(batch.held, filters=[("row", "=", row)]).to_pylist()
    if not found:
        where = f"{batch.manifest.dataset}/{batch.manifest.batch}"
        raise Fault(
            en=f"{where} holds no row {row}: the lake and the catalogue differ; run fangxian doctor.",
            zh=f"{where} 没有第 {row} 行问题数据：数据湖与目录不一致，请运行 fangxian doctor。",
        )
    return _cells(found[0])


def every(batch: Batch) -> dict[int, dict[str, str]]:
    """Row -> its cells by field, of all rows that a batch holds."""
    return {int(one["row"]): _cells(one) for one in pq.read_table(batch.held).to_pylist()}


def written(batch: Batch, place: int) -> dict[str, str]:
    """Label -> what was written of the row at a place (from 0) of a batch that mends rows."""
    with batch.received.open(encoding="utf-8", newline="") as file:
        return next(islice(csv.DictReader(file), place, None), {})


def mirrored(batch: Batch, *, by: str) -> Entry:
    """Enters a batch of which no row is held into the catalogue, to be promoted later."""
    return catalogue.mirror(**said_of(batch), held=(), by=by)


def _cells(kept: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value or "" for name, value in kept.items() if name not in ("row", "reason", "field")}
