"""Rows by the column, and as what a driver takes: tuples for SQLite, CSV for PostgreSQL's COPY.

A call for each value would cost more than the database's own work.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import batched, repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import models
from pyarrow import csv

Row = Sequence[Any]
type Field = models.Field[Any, Any]
#: A sequence of Python values, or an Arrow array.
Column = Any
_ARROW = (pa.Array, pa.ChunkedArray)

#: Rows handed to a driver at once.
STRIDE = 20_000

#: Made once: json.dumps would make it anew for each value.
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def of_rows(rows: Iterable[Row]) -> Iterator[list[Column]]:
    """The columns of rows, a stride at a time."""
    for some in batched(rows, STRIDE):
        yield list(zip(*some, strict=True))


def of_table(table: pa.Table) -> Iterator[list[Column]]:
    """The columns of a table, a stride at a time."""
    for start in range(0, len(table), STRIDE):
        yield table.slice(start, STRIDE).columns


def as_tuples(fields: Sequence[Field], columns: Sequence[Column], same: Mapping[Field, Any]) -> list[Row]:
    """Rows for SQLite: of `columns`, and after them what is the same in all."""
    given = [_for_sqlite(field, column) for field, column in zip(fields, columns, strict=True)]
    ends = (repeat(_for_sqlite(field, [value])[0]) for field, value in same.items())
    return list(zip(*given, *ends, strict=False))


def as_values(fields: Sequence[Field], rows: Sequence[Row]) -> list[Row]:
    """A few rows for PostgreSQL's driver, which takes values of Python as they are."""
    columns = (_plain(field, column) for field, column in zip(fields, zip(*rows, strict=True), strict=True))
    return list(zip(*columns, strict=True)) if rows else []


def as_csv(fields: Sequence[Field], columns: Sequence[Column], same: Mapping[Field, Any]) -> pa.Buffer:
    """The same for PostgreSQL: what is NULL is left out, an empty text is quoted."""
    given = [_for_postgresql(field, column) for field, column in zip(fields, columns, strict=True)]
    ends = (pa.repeat(_for_postgresql(field, [value])[0], len(columns[0])) for field, value in same.items())
    whole = [*given, *ends]
    sink = pa.BufferOutputStream()
    table = pa.table(whole, names=[str(place) for place in range(len(whole))])
    csv.write_csv(table, sink, csv.WriteOptions(include_header=False, batch_size=STRIDE))
    return sink.getvalue()


def _for_sqlite(field: Field, column: Column) -> Sequence[Any]:
    if isinstance(column, _ARROW) and pa.types.is_date(column.type):
        column = column.cast(pa.string())
    values: Sequence[Any] = column.to_pylist() if isinstance(column, _ARROW) else column
    if isinstance(field, models.JSONField):
        return _json(values)
    if isinstance(field, models.CharField) and not field.null:
        return _text(values)
    if isinstance(field, models.DateTimeField):
        told = {value: _sqlite_time(value) for value in set(values) if value is not None}
        return [told.get(value) for value in values]
    if isinstance(field, models.DateField):
        return [None if value is None else str(value) for value in values]
    return values


def _plain(field: Field, column: Column) -> Sequence[Any]:
    if isinstance(field, models.JSONField):
        return _json(column)
    return _text(column) if isinstance(field, models.CharField) and not field.null else column


def _for_postgresql(field: Field, column: Column) -> pa.Array | pa.ChunkedArray:
    plain = isinstance(field, models.CharField) and not field.null
    if isinstance(column, _ARROW) and not isinstance(field, (models.BinaryField, models.DateTimeField)):
        return pc.fill_null(column, "") if plain else column
    values: Sequence[Any] = column.to_pylist() if isinstance(column, _ARROW) else column
    if isinstance(field, models.BinaryField):
        return pa.array([None if value is None else f"\\x{bytes(value).hex()}" for value in values], pa.string())
    if isinstance(field, models.JSONField):
        return pa.array(_json(values), pa.string())
    if isinstance(field, models.DateTimeField):
        # As text: Arrow takes ten times as long to write a moment as all other columns of a row.
        return pa.array([None if value is None else _iso(value) for value in values], pa.string())
    return pa.array(_text(values) if plain else values, _kind(field))


def _kind(field: Field) -> pa.DataType | None:
    """The Arrow type of a column; what has none of its own goes by its values."""
    own = field.target_field if isinstance(field, models.ForeignKey) else field
    return next((kind for fields, kind in _KINDS.items() if isinstance(own, fields)), None)


_KINDS: Mapping[type[Any], pa.DataType] = {
    models.DateField: pa.date32(),
    models.IntegerField: pa.int64(),
    models.FloatField: pa.float64(),
    models.BooleanField: pa.bool_(),
    models.CharField: pa.string(),
}


def _text(column: Sequence[Any]) -> Sequence[Any]:
    """A text that is left out is empty: these columns have no NULL."""
    return ["" if value is None else value for value in column] if None in column else column


def _json(column: Iterable[Any]) -> Sequence[Any]:
    # Most rows have nothing to tell here.
    return ["{}" if value == {} else None if value is None else _ENCODE(value) for value in column]


def _sqlite_time(value: datetime) -> str:
    """As Django writes it: UTC, without its zone."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


@lru_cache(maxsize=256)
def _iso(value: datetime) -> str:
    return value.isoformat()
