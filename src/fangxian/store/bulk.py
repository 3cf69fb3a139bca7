"""Hundreds of thousands of rows at once, the same on both databases: executemany on SQLite, COPY on PostgreSQL.

All of it runs in the caller's transaction. Measured on 200,000 rows (shared facts, ENGINE section 7): executemany is
nine times as fast as bulk_create with update_conflicts on SQLite, COPY and an update from a temporary table three times
on PostgreSQL.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import batched
from typing import Any

from django.db import connection, models

Row = Sequence[Any]

#: Made once: json.dumps would make it anew for each value.
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
#: Rows handed to the driver at once.
_STRIDE = 20_000


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> int:
    """Inserts rows of the named fields (a foreign key by its column, `person_id`); answers how many."""
    columns, strides = _columns(model, fields), _prepared(model, fields, rows)
    table = _quoted(model._meta.db_table)
    return _copy(table, columns, strides) if _postgresql() else _many(table, columns, strides)


def update(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> int:
    """Sets fields of rows that are there, by their key: each row is the key, then the fields. Answers how many came."""
    key = _key(model)
    columns, strides = _columns(model, [key, *fields]), _prepared(model, [key, *fields], rows)
    table = _quoted(model._meta.db_table)
    if not _postgresql():
        told = ", ".join(f"{column} = ?{place}" for place, column in enumerate(columns[1:], 2))
        return _executed(f"UPDATE {table} SET {told} WHERE {columns[0]} = ?1", strides)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE bulk_update ON COMMIT DROP AS SELECT {', '.join(columns)} FROM {table} WHERE FALSE"
        )
        count = _copy("bulk_update", columns, strides)
        told = ", ".join(f"{column} = b.{column}" for column in columns[1:])
        cursor.execute(f"UPDATE {table} SET {told} FROM bulk_update b WHERE {table}.{columns[0]} = b.{columns[0]}")
        cursor.execute("DROP TABLE bulk_update")
    return count


def insert_from(model: type[models.Model], fields: Sequence[str], rows: "models.QuerySet[Any, Any]") -> int:
    """Inserts what a query answers, column by column, without a row of it coming here; answers how many."""
    select, given = rows.query.sql_with_params()
    table, columns = _quoted(model._meta.db_table), ", ".join(_columns(model, fields))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select}", given)
        return int(cursor.rowcount)


def reserve(model: type[models.Model], count: int) -> range:
    """Keys for so many new rows, so that their children can be written without reading them back."""
    if count == 0:
        return range(0)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if _postgresql():
            # Held until the transaction ends: two reservations never overlap, and keys stay in one run.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"reserve {table}"])
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            first = int(cursor.fetchone()[0])
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + count - 1])
        else:
            cursor.execute(
                f"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0), "
                f"coalesce((SELECT max(id) FROM {_quoted(table)}), 0)) + 1",
                [table],
            )
            first = int(cursor.fetchone()[0])
    return range(first, first + count)


def delete(model: type[models.Model], keys: Iterable[int]) -> int:
    """Removes rows by their key; answers how many were given."""
    count = 0
    for some in batched(keys, 500):
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"DELETE FROM {_quoted(model._meta.db_table)} WHERE id IN ({marks})", list(some))
        count += len(some)
    return count


def _postgresql() -> bool:
    return connection.vendor == "postgresql"


def _key(model: type[models.Model]) -> str:
    return model._meta.pk.attname


def _columns(model: type[models.Model], fields: Sequence[str]) -> list[str]:
    known = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    return [_quoted(known[field]) for field in fields]


def _prepared(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    """Rows in strides, as the driver takes them. Turned by the column: a call for each value would cost more than the
    database's own work."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    turned = {place: turn for place, name in enumerate(fields) if (turn := _turn(known[name]))}
    for some in batched(rows, _STRIDE):
        if not turned:
            yield some
            continue
        columns: list[Sequence[Any]] = list(zip(*some, strict=True))
        for place, turn in turned.items():
            columns[place] = turn(columns[place])
        yield list(zip(*columns, strict=True))


#: Turns a column of Python values into what the driver takes.
_Turn = Callable[[Sequence[Any]], Sequence[Any]]


def _turn(field: "models.Field[Any, Any]") -> _Turn | None:
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.CharField) and not field.null:
        return _text
    if not _postgresql():
        if isinstance(field, models.DateTimeField):
            return _sqlite_times
        if isinstance(field, models.DateField):
            return _sqlite_days
    return None


def _text(column: Sequence[Any]) -> Sequence[Any]:
    """A text that is left out is empty: these columns have no NULL."""
    return ["" if value is None else value for value in column] if None in column else column


def _json(column: Sequence[Any]) -> Sequence[Any]:
    # Most rows have nothing to tell here.
    return ["{}" if value == {} else None if value is None else _ENCODE(value) for value in column]


def _sqlite_days(column: Sequence[Any]) -> Sequence[Any]:
    return [None if value is None else str(value) for value in column]


def _sqlite_times(column: Sequence[Any]) -> Sequence[Any]:
    return [None if value is None else _sqlite_time(value) for value in column]


@lru_cache(maxsize=256)
def _sqlite_time(value: datetime) -> str:
    """As Django writes it: UTC, without its zone. A batch has few moments and many rows."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _many(table: str, columns: Sequence[str], strides: Iterable[Sequence[Row]]) -> int:
    marks = ", ".join(["?"] * len(columns))
    return _executed(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", strides)


def _executed(sql: str, strides: Iterable[Sequence[Row]]) -> int:
    connection.ensure_connection()
    count = 0
    # The driver's own cursor: Django's would look at every row for its debug log, and rewrite the marks.
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        for some in strides:
            cursor.executemany(sql, some)
            count += len(some)
    return count


def _copy(table: str, columns: Sequence[str], strides: Iterable[Sequence[Row]]) -> int:
    count = 0
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    # Rows are fetched before each COPY and not during it: they may come from a cursor of this very connection, which
    # answers nothing while it is being copied to.
    for some in strides:
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
            for row in some:
                copy.write_row(row)
        count += len(some)
    return count


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
