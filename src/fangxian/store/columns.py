"""Rows of the database as an Arrow table, its moments local and without a zone, as the engine has them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, models
from django.db.models import TextField
from django.db.models.functions import Cast

from fangxian.store import blocks

_UTC, _LOCAL = pa.timestamp("us", tz="UTC"), pa.timestamp("us", tz="Asia/Shanghai")


def read(
    query: "models.QuerySet[Any, Any]", schema: pa.Schema, said: Mapping[str, str] | None = None, *, few: bool = False
) -> pa.Table:
    """The rows of a query as a table of this schema; `said`: a column's name -> the field that it is read from, where
    it is another. Read by the block; `few`: at once."""
    if few:
        rows = list(query.values_list(*_fields(schema, said)))
        return table([rows], schema)
    return pa.Table.from_batches(batches(query, schema, said), schema=schema)


def batches(
    query: "models.QuerySet[Any, Any]", schema: pa.Schema, said: Mapping[str, str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The same, a block at a time. Not to be left half read."""
    for block in blocks.blocks(query.values_list(*_fields(schema, said))):
        if block:
            yield _batch(block, schema)


def table(found: Iterable[Sequence[Sequence[Any]]], schema: pa.Schema) -> pa.Table:
    """Blocks of rows as a table."""
    return pa.Table.from_batches((_batch(block, schema) for block in found if block), schema=schema)


def _batch(block: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*block, strict=True)
    arrays = [_column(values, one.type) for values, one in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _fields(schema: pa.Schema, said: Mapping[str, str] | None) -> list[Any]:
    return [_field((said or {}).get(one.name, one.name), one.type) for one in schema]


def _field(name: str, kind: pa.DataType) -> Any:
    # SQLite keeps moments and days as text (moments in UTC): a column of them is read at once, where Django would read
    # each.
    if (pa.types.is_timestamp(kind) or pa.types.is_date(kind)) and connection.vendor == "sqlite":
        return Cast(name, TextField())
    return name


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    said = next((value for value in values if value is not None), None)
    if pa.types.is_date(kind) and isinstance(said, str):
        return pa.array(values, pa.string()).cast(kind)
    if not pa.types.is_timestamp(kind):
        return pa.array(values, kind)
    if isinstance(said, str):
        moments = pa.array(values, pa.string()).cast(pa.timestamp("us")).cast(_UTC)
    else:
        moments = pa.array(values, _UTC)
    return pc.local_timestamp(moments.cast(_LOCAL))
