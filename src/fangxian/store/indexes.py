"""A table that is filled for the first time gets its indexes afterwards: sorted at once they cost a third on SQLite,
less on PostgreSQL, of what they cost row by row; and so do foreign keys on PostgreSQL, where each row would be checked
by itself.

Indexes and foreign keys are dropped and made in one transaction, as they were: whoever breaks a rule is told when it is
made again, and a crash leaves what was there before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.utils import OperationalError

from fangxian.store import meanwhile

#: Fewer rows than these are not worth it.
LEAST = 20_000

_filling = ContextVar("filling", default=False)


@contextmanager
def afterwards() -> Iterator[None]:
    """Within it, a table to which at least half as many rows come as it has is filled first and indexed afterwards.

    On PostgreSQL nobody else reads such a table, nor one that it points to, until the transaction ends; where somebody
    is just reading it, it is filled as usual.
    """
    before = _filling.set(True)
    try:
        yield
    finally:
        _filling.reset(before)


def filling() -> bool:
    """Whether a table that is filled may be without its indexes."""
    return _filling.get()


@contextmanager
def without(model: type[models.Model], coming: int, *, keys: bool) -> Iterator[None]:
    """Fills a table for which so many rows come, without its indexes where that pays; `keys`: and without its foreign
    keys, for rows that are new."""
    if coming < LEAST or not filling() or 2 * coming < _count(model):
        yield
        return
    with transaction.atomic():
        laid_by = _postgresql(model, keys) if connection.vendor == "postgresql" else _sqlite(model)
        _run(one.drop for one in laid_by)
        yield
        _run(one.make for one in laid_by)


@dataclass(frozen=True)
class _LaidBy:
    """What drops an index or a foreign key, and what makes it as it was."""

    drop: str
    make: str


def _sqlite(model: type[models.Model]) -> list[_LaidBy]:
    """What was not made with the table itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
            [model._meta.db_table],
        )
        return [_LaidBy(f"DROP INDEX {_quoted(name)}", sql) for name, sql in cursor.fetchall()]


def _postgresql(model: type[models.Model], keys: bool) -> list[_LaidBy]:
    """What is no constraint of one table; nothing where somebody reads it just now."""
    table = _quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [table])
        foreign = cursor.fetchall() if keys else []
        tables = ", ".join(dict.fromkeys([table, *(other for *_, other in foreign)]))
        try:
            with transaction.atomic():
                cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE NOWAIT")
        except OperationalError:
            return []
        # What waits to be checked would hold the table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(_INDEXES, [table])
        indexes = [_LaidBy(f"DROP INDEX {name}", made) for name, made in cursor.fetchall()]
    return indexes + [
        _LaidBy(f"ALTER TABLE {table} DROP CONSTRAINT {name}", f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}")
        for name, made, _ in foreign
    ]


_KEYS = """
    SELECT quote_ident(conname), pg_get_constraintdef(oid), confrelid::regclass::text FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY indexrelid"""


def _run(statements: Iterator[str]) -> None:
    for statement in statements:
        meanwhile.send(statement)


def _count(model: type[models.Model]) -> int:
    return model._base_manager.count()


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
