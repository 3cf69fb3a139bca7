"""Hundreds of thousands of rows at once, the same on both databases: executemany on SQLite, COPY on PostgreSQL.

All of it runs in the caller's transaction. Measured on 200,000 rows (shared facts, ENGINE section 7): executemany is
nine times as fast as bulk_create with update_conflicts on SQLite, COPY and an update from a temporary table three times
on PostgreSQL.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import batched, chain, islice
from typing import Any

import pyarrow as pa
from django.db import connection, models
from django.db.models.expressions import RawSQL

from fangxian.store import drivers, indexes, meanwhile
from fangxian.store.drivers import Column, Field, Row


def insert(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Row], same: Mapping[str, Any] | None = None
) -> int:
    """Inserts rows of the named fields (a foreign key by its column, `person_id`), with what is the `same` in all of
    them; answers how many."""
    few, rows = _few(rows)
    if few is not None:
        return _inserted_singly(model, fields, few, same or {})
    if indexes.filling() and not isinstance(rows, Sequence):
        rows = list(rows)
    coming = len(rows) if isinstance(rows, Sequence) else 0
    return insert_columns(model, fields, drivers.of_rows(rows), same, coming=coming)


def insert_table(model: type[models.Model], table: pa.Table, same: Mapping[str, Any] | None = None) -> int:
    """Inserts the rows of a table, whose columns are named as `insert` names fields; answers how many."""
    return insert_columns(model, table.column_names, drivers.of_table(table), same, coming=len(table))


def insert_columns(
    model: type[models.Model],
    fields: Sequence[str],
    strides: Iterable[Sequence[Column]],
    same: Mapping[str, Any] | None = None,
    *,
    coming: int,
) -> int:
    """The same of rows by the column, a stride of drivers.STRIDE at a time: the next is made while the last is written.
    `coming`: how many rows about, where that is known."""
    with indexes.without(model, coming, keys=True):
        table, given, same = _quoted(model._meta.db_table), _fields(model, fields), same or {}
        always = dict(zip(_fields(model, list(same)), same.values(), strict=True))
        if _postgresql():
            count = _copy(table, given, strides, always)
            _known_anew(model, count)
            return count
        columns = _columns([*given, *always])
        marks = ", ".join(["?"] * len(columns))
        return _executed(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", given, strides, always)


def update(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> int:
    """Sets fields of rows that are there, by their key: each row is the key, then the fields. Answers how many came."""
    given = _fields(model, [_key(model), *fields])
    columns, table = _columns(given), _quoted(model._meta.db_table)
    few, rows = _few(rows)
    if few is not None:
        return _updated_singly(table, given, few)
    strides = drivers.of_rows(rows)
    if not _postgresql():
        told = ", ".join(f"{column} = ?{place}" for place, column in enumerate(columns[1:], 2))
        return _executed(f"UPDATE {table} SET {told} WHERE {columns[0]} = ?1", given, strides)
    meanwhile.send(
        f"CREATE TEMPORARY TABLE bulk_update ON COMMIT DROP AS SELECT {', '.join(columns)} FROM {table} WHERE FALSE"
    )
    count = _copy("bulk_update", given, strides)
    told = ", ".join(f"{column} = b.{column}" for column in columns[1:])
    with indexes.without(model, count, keys=False):
        meanwhile.send(f"UPDATE {table} SET {told} FROM bulk_update b WHERE {table}.{columns[0]} = b.{columns[0]}")
    meanwhile.send("DROP TABLE bulk_update")
    return count


#: So many rows are written each by itself, sent together: a copy, or a table of their own, takes PostgreSQL longer.
_SINGLY = 50


def _few(rows: Iterable[Row]) -> tuple[list[Row] | None, Iterable[Row]]:
    """The rows, if they are few and PostgreSQL's; else all of them, still to come."""
    if not _postgresql() or indexes.filling() or (isinstance(rows, Sequence) and len(rows) > _SINGLY):
        return None, rows
    coming = iter(rows)
    first = list(islice(coming, _SINGLY + 1))
    return (first, ()) if len(first) <= _SINGLY else (None, chain(first, coming))


def _inserted_singly(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Row], same: Mapping[str, Any]
) -> int:
    fields, always = _fields(model, [*names, *same]), tuple(same.values())
    marks = ", ".join(["%s"] * len(fields))
    table, columns = _quoted(model._meta.db_table), ", ".join(_columns(fields))
    _each(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",
        drivers.as_values(fields, [(*one, *always) for one in rows]),
    )
    return len(rows)


def _updated_singly(table: str, fields: Sequence[Field], rows: Sequence[Row]) -> int:
    key, *columns = _columns(fields)
    told = ", ".join(f"{column} = %s" for column in columns)
    said = drivers.as_values(fields, rows)
    _each(f"UPDATE {table} SET {told} WHERE {key} = %s", [(*one[1:], one[0]) for one in said])
    return len(rows)


def _each(statement: str, rows: Sequence[Row]) -> None:
    if rows:
        meanwhile.do(partial(_sent, statement, rows))


def _sent(statement: str, rows: Sequence[Row], driver: Any) -> None:
    with driver.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        else:
            cursor.executemany(statement, rows)


def insert_from(
    model: type[models.Model], fields: Sequence[str], rows: "models.QuerySet[Any, Any]", *, coming: int = 0
) -> int:
    """Inserts what a query answers, column by column, without a row of it coming here; answers how many. `coming`: how
    many about, where that is known."""
    select, given = rows.query.sql_with_params()
    table, columns = _quoted(model._meta.db_table), ", ".join(_columns(_fields(model, fields)))
    with indexes.without(model, coming, keys=True), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select}", given)
        count = int(cursor.rowcount)
    _known_anew(model, count)
    return count


def _known_anew(model: type[models.Model], came: int) -> None:
    """Lets PostgreSQL look at a table that has grown by half or more: it would plan by what the table held before, and
    join a hundred thousand rows as if they were twenty. By itself it looks only after the transaction."""
    if came < _FEW or not _postgresql():
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [_quoted(table)])
        if 2 * came >= cursor.fetchone()[0]:
            cursor.execute(f"ANALYZE {_quoted(table)}")


#: So many keys are asked for by name.
_FEW = 5_000


@contextmanager
def among(model: type[models.Model], keys: Sequence[int]) -> Iterator[Any]:
    """What `pk__in` is told, within a transaction: the keys, or where they are many a table of them, for a moment."""
    if len(keys) <= _FEW:
        yield keys
        return
    own = _fields(model, [_key(model)])
    (column,), strides = _columns(own), drivers.of_rows((key,) for key in keys)
    with connection.cursor() as cursor:
        table = _quoted(model._meta.db_table)
        cursor.execute(f"CREATE TEMPORARY TABLE bulk_keys AS SELECT {column} FROM {table} WHERE 1 = 0")
        if _postgresql():
            _copy("bulk_keys", own, strides)
        else:
            _executed(f"INSERT INTO bulk_keys ({column}) VALUES (?)", own, strides)
        yield RawSQL(f"SELECT {column} FROM bulk_keys", ())
        cursor.execute("DROP TABLE bulk_keys")


def reserve(model: type[models.Model], count: int) -> range:
    """Keys for so many new rows, so that their children can be written without reading them back."""
    if count == 0:
        return range(0)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if _postgresql():
            # Held until the transaction ends: two reservations never overlap, and keys stay in one run. The lock is
            # there before the row is, of which the sequence is moved.
            cursor.execute(
                "WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext(%s))) "
                "SELECT setval(one, nextval(one) + %s) FROM held, "
                "CAST(pg_get_serial_sequence(%s, 'id') AS regclass) AS one",
                [f"reserve {table}", count - 1, table],
            )
            first = int(cursor.fetchone()[0]) - count + 1
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


def _fields(model: type[models.Model], names: Sequence[str]) -> list[Field]:
    known = {field.attname: field for field in model._meta.concrete_fields}
    return [known[name] for name in names]


def _columns(fields: Iterable[Field]) -> list[str]:
    return [_quoted(str(field.column)) for field in fields]


def _executed(
    sql: str, fields: Sequence[Field], strides: Iterable[Sequence[Column]], same: Mapping[Field, Any] | None = None
) -> int:
    connection.ensure_connection()
    count = 0
    # The driver's own cursor: Django's would look at every row for its debug log, and rewrite the marks.
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        for stride in strides:
            some = drivers.as_tuples(fields, stride, same or {})
            cursor.executemany(sql, some)
            count += len(some)
    return count


def _copy(
    table: str, fields: Sequence[Field], strides: Iterable[Sequence[Column]], same: Mapping[Field, Any] | None = None
) -> int:
    count = 0
    columns = ", ".join(_columns([*fields, *(same or {})]))
    # Rows are fetched before each COPY and not during it: they may come from a cursor of this very connection, which
    # answers nothing while it is being copied to.
    for stride in strides:
        said = drivers.as_csv(fields, stride, same or {})
        meanwhile.do(partial(_copied, f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)", said))
        count += len(stride[0])
    return count


def _copied(statement: str, said: pa.Buffer, driver: Any) -> None:
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(said)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
