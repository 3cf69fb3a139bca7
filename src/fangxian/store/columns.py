"""Rows of the database as an Arrow table, its moments local and without a zone, as the engine has them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, models
from django.db.models import TextField
from django.db.models.functions import Cast

from fangxian.store import blocks

_UTC, _LOCAL = pa.timestamp("us", tz="UTC"), pa.timestamp("us", tz="Asia/Shanghai")


def read(query: "models.QuerySet[Any, Any]", schema: pa.Schema, said: Mapping[str, str]) -> pa.Table:
    """The rows of a query as a table of this schema; `said`: a column's name -> the field that it is read from, where
    it is another. Read by the block."""
    fields = [_field(said.get(one.name, one.name), one.type) for one in schema]
    return table(blocks.blocks(query.values_list(*fields)), schema)


def table(found: Iterable[Sequence[Sequence[Any]]], schema: pa.Schema) -> pa.Table:
    """Blocks of rows as a table."""
    batches = []
    for block in found:
        if block:
            columns = zip(*block, strict=True)
            arrays = [_column(values, one.type) for values, one in zip(columns, schema, strict=True)]
            batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def _field(name: str, kind: pa.DataType) -> Any:
    # SQLite keeps moments as text, in UTC: a column of them is read at once, where Django would read each.
    if pa.types.is_timestamp(kind) and connection.vendor == "sqlite":
        return Cast(name, TextField())
    return name


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if not pa.types.is_timestamp(kind):
        return pa.array(values, kind)
    said = next((value for value in values if value is not None), None)
    if isinstance(said, str):
        moments = pa.array(values, pa.string()).cast(pa.timestamp("us")).cast(_UTC)
    else:
        moments = pa.array(values, _UTC)
    return pc.local_timestamp(moments.cast(_LOCAL))
