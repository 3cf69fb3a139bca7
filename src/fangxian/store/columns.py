"""Rows of the database as an Arrow table, its moments local and without a zone, as the engine has them."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import TextField
from django.db.models.functions import Cast
from pyarrow import csv

from fangxian.store import blocks, meanwhile

_UTC, _LOCAL = pa.timestamp("us", tz="UTC"), pa.timestamp("us", tz="Asia/Shanghai")


def read(query: "models.QuerySet[Any, Any]", schema: pa.Schema, said: Mapping[str, str] | None = None) -> pa.Table:
    """The rows of a query as a table of this schema; `said`: a column's name -> the field that it is read from, where
    it is another. Read by the block."""
    return pa.Table.from_batches(batches(query, schema, said), schema=schema)


def batches(
    query: "models.QuerySet[Any, Any]", schema: pa.Schema, said: Mapping[str, str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The same, a block at a time. Not to be left half read."""
    fields = [_field((said or {}).get(one.name, one.name), one.type) for one in schema]
    rows = query.values_list(*fields)
    if connection.vendor == "postgresql" and not any(pa.types.is_timestamp(one.type) for one in schema):
        yield from _copied(rows, schema)
        return
    for block in blocks.blocks(rows):
        if block:
            yield _batch(block, schema)


def table(found: Iterable[Sequence[Sequence[Any]]], schema: pa.Schema) -> pa.Table:
    """Blocks of rows as a table."""
    return pa.Table.from_batches((_batch(block, schema) for block in found if block), schema=schema)


def _batch(block: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*block, strict=True)
    arrays = [_column(values, one.type) for values, one in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


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


class _Answer(io.RawIOBase):
    """What COPY says, as a file."""

    def __init__(self, copy: Any) -> None:
        self._copy = iter(copy)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        """Fills what it is given; 0 at the end."""
        if not self._left:
            self._left = bytes(next(self._copy, b""))
        taken = self._left[: len(into)]
        into[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)


def _copied(query: "models.QuerySet[Any, Any]", schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows of a query by COPY: no value of them becomes one of Python's."""
    try:
        sql, given = query.query.sql_with_params()
    except EmptyResultSet:
        return
    # A seal comes as hexadecimal digits.
    kinds = {one.name: pa.string() if pa.types.is_binary(one.type) else one.type for one in schema}
    meanwhile.catch_up()
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", given) as copy,
    ):
        answer = io.BufferedReader(_Answer(copy), _BLOCK)
        if not answer.peek(1):
            return
        for batch in csv.open_csv(
            answer,
            csv.ReadOptions(column_names=schema.names, block_size=_BLOCK),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(column_types=kinds, **_POSTGRESQL),
        ):
            arrays = [_unhexed(batch[one.name]) if pa.types.is_binary(one.type) else batch[one.name] for one in schema]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)


#: Bytes of a block.
_BLOCK = 4 << 20
#: How PostgreSQL writes CSV: NULL is nothing, an empty text is quoted.
_POSTGRESQL: Mapping[str, Any] = {
    "strings_can_be_null": True,
    "quoted_strings_can_be_null": False,
    "null_values": [""],
    "true_values": ["t"],
    "false_values": ["f"],
}


def _unhexed(said: pa.Array) -> pa.Array:
    return pa.array([text and bytes.fromhex(text[2:]) for text in said.to_pylist()], pa.binary())
