"""What PostgreSQL does while the next rows are made ready: its server works in a process of its own.

Statements whose answer nobody needs are sent by another thread, in their order, on the same connection and in the same
transaction. Whoever asks the database anything waits for them first, and is told there if one of them failed. SQLite
works in this process: there, and outside of `writing`, each is done at once.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import connection, connections
from django.db.utils import DEFAULT_DB_ALIAS

#: What is done with the driver's own connection.
Work = Callable[[Any], object]

#: So much waits at most: rows that were made ready lie in memory.
_MOST = 4


class _Meanwhile:
    """Work that was given, in its order; what failed is told once."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._given: deque[Future[object]] = deque()
        # This thread's own: elsewhere `connection` would be another.
        self._connection = connections[DEFAULT_DB_ALIAS]

    def give(self, work: Work) -> None:
        if len(self._given) >= _MOST:
            self._given.popleft().result()
        self._given.append(self._pool.submit(self._do, work))

    def catch_up(self) -> None:
        failed = [error for one in self._given if (error := one.exception())]
        self._given.clear()
        if failed:
            raise failed[0]

    def before(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Django's way to look at each statement before it is sent."""
        if str(sql).startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            return self.give(partial(_execute, sql))
        self.catch_up()
        return execute(sql, params, many, context)

    def _do(self, work: Work) -> object:
        with self._connection.wrap_database_errors:
            return work(self._connection.connection)


_now: ContextVar[_Meanwhile | None] = ContextVar("now", default=None)


@contextmanager
def writing() -> Iterator[None]:
    """Within it, in a transaction on PostgreSQL, what is given to `do` and `send` is done while the caller goes on; at
    its end all of it is done."""
    if connection.vendor != "postgresql":
        with large():
            yield
        return
    with large(), ThreadPoolExecutor(1, "meanwhile") as pool:
        now = _Meanwhile(pool)
        before = _now.set(now)
        try:
            with connection.execute_wrapper(now.before):
                yield
            now.catch_up()
        finally:
            _now.reset(before)


@contextmanager
def large() -> Iterator[None]:
    """Tells the database that hundreds of thousands of rows come in this transaction. PostgreSQL takes memory to sort
    and join them, and compiles nothing for the few statements that do it; SQLite holds the pages that change, rather
    than write them twice."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for setting, value in _LARGE.items():
                cursor.execute(f"SET LOCAL {setting} = '{value}'")
            yield
            return
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {_CACHE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {before}")


_LARGE = {"jit": "off", "work_mem": "64MB", "maintenance_work_mem": "256MB"}
#: In kilobytes, as SQLite wants them (below zero).
_CACHE = -400_000


def do(work: Work) -> None:
    """Does something with the driver's own connection, whose answer nobody needs."""
    now = _now.get()
    if now is not None:
        now.give(work)
        return
    connection.ensure_connection()
    with connection.wrap_database_errors:
        work(connection.connection)


def send(statement: str) -> None:
    """Sends a statement whose answer nobody needs."""
    now = _now.get()
    if now is not None:
        now.give(partial(_execute, statement))
        return
    with connection.cursor() as cursor:
        cursor.execute(statement)


def catch_up() -> None:
    """Waits until all is done. To be called before the driver's cursor is read from; a statement of Django's waits by
    itself. Raises what failed."""
    now = _now.get()
    if now is not None:
        now.catch_up()


def _execute(statement: str, driver: Any) -> None:
    driver.execute(statement)
