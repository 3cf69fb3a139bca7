"""A database that is asked: opened for reading alone, within its time; what it says is turned into what a person reads.

    Trouble   passes perhaps: it does not answer, the connection broke
    Fault     does not: no such table or column, a password that is not taken

No sentence repeats what the database said: its words may hold a row.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from fangxian.intake.library import troubles
from fangxian.intake.library.connection import bearer
from fangxian.intake.sources.cells import encoded
from fangxian.intake.sources.source import DRIVERS, Database
from fangxian.lib.fault import Fault

#: What a driver says where a name and password are not taken: SQLSTATE, and MariaDB's own numbers.
_REFUSED = ("28000", "28P01", "1045", "1698")
#: MariaDB's numbers of what passes: too many connections, it is stopping, locks and their end, a question that took too
#: long, a line that broke.
_PASSES = (1040, 1053, 1158, 1159, 1160, 1161, 1205, 1213, 1317, 1927, 1969, 2002, 2003, 2006, 2013, 2055)
#: One view of the table for all pages of a run.
_ISOLATION = {"postgresql": "REPEATABLE READ", "mysql": "REPEATABLE READ", "mariadb": "REPEATABLE READ"}


@contextmanager
def opened(name: str, said: Database) -> Iterator["Link"]:
    """The table, in one transaction that only reads. Raises Trouble or a Fault."""
    try:
        engine = sa.create_engine(_address(said), poolclass=sa.NullPool, connect_args=_given(said))
    except (exc.NoSuchModuleError, ModuleNotFoundError):
        raise _no_driver(name, said) from None
    try:
        with engine.connect() as connection:
            dialect = engine.dialect.name
            if dialect in _ISOLATION:
                connection = connection.execution_options(isolation_level=_ISOLATION[dialect])
            yield Link(name, connection, _table(name, said, connection), said)
    except exc.DBAPIError as error:
        raise _trouble(name, error) from None
    finally:
        engine.dispose()


class Link:
    """The open table: what lies after a cursor, page by page."""

    def __init__(self, name: str, connection: sa.Connection, table: sa.Table, said: Database) -> None:
        self._name = name
        self._connection = connection
        self._table = table
        self._said = said
        self._cursor = [table.c[one] for one in said.cursor]
        self.names = tuple(one.name for one in table.columns)
        self._places = [self.names.index(one) for one in said.cursor]

    def until(self) -> Any:
        """The largest of the first column of the cursor that has settled; None where nothing is new."""
        largest = self._connection.scalar(sa.select(sa.func.max(self._cursor[0])))
        if isinstance(largest, datetime) and self._said.settles:
            now = sa.func.current_timestamp() if largest.tzinfo else sa.func.localtimestamp()
            settled = self._connection.scalar(sa.select(now))
            assert isinstance(settled, datetime)
            largest = min(largest, settled - timedelta(seconds=self._said.settles))
        return largest

    def page(self, after: Sequence[Any] | None, until: Any) -> list[tuple[Any, ...]]:
        """The rows behind a cursor, in its order, `page` at most."""
        asked = sa.select(self._table).where(self._cursor[0] <= until).order_by(*self._cursor).limit(self._said.page)
        if after is not None:
            asked = asked.where(self._cursor[0] >= after[0], _behind(self._cursor, after))
        return [tuple(row) for row in self._connection.execute(asked)]

    def cursor_of(self, row: Sequence[Any]) -> list[list[str]]:
        """The cursor of a row, as it is written down. Raises a Fault for a column that has no order to trust."""
        try:
            return [encoded(row[place]) for place in self._places]
        except TypeError:
            raise _wrong(
                self._name, "cursor", "a column of it is neither number, text nor time", "游标列须为数字、文本或时间"
            ) from None

    def without(self) -> int:
        """How many rows have no cursor, and so never come."""
        none = sa.or_(*(column.is_(None) for column in self._cursor))
        return self._connection.scalar(sa.select(sa.func.count()).select_from(self._table).where(none)) or 0

    def again(self) -> int:
        """How many cursors stand in more than one row: such rows can be missed at the end of a page."""
        said = sa.select(sa.literal(1)).select_from(self._table).group_by(*self._cursor).having(sa.func.count() > 1)
        return self._connection.scalar(sa.select(sa.func.count()).select_from(said.subquery())) or 0


def _behind(columns: Sequence[Any], after: Sequence[Any]) -> Any:
    """Whether a row lies behind a cursor, in words that every database knows."""
    first, value = columns[0], after[0]
    if len(columns) == 1:
        return first > value
    return sa.or_(first > value, sa.and_(first == value, _behind(columns[1:], after[1:])))


def _address(said: Database) -> sa.URL:
    scheme, _, rest = said.url.partition("://")
    address = sa.make_url(f"{DRIVERS[scheme]}://{rest}")
    return address.set(password=bearer(Path(said.password_file))) if said.password_file else address


def _given(said: Database) -> dict[str, Any]:
    """What the driver is told: how long it waits, and who vouches for the server."""
    scheme = said.url.partition("://")[0]
    if scheme == "postgresql":
        trust: dict[str, Any] = {"sslmode": "verify-full", "sslrootcert": said.tls_ca} if said.tls_ca else {}
        told = f"-c statement_timeout={said.seconds * 1000} -c default_transaction_read_only=on"
        return {"connect_timeout": 10, "options": told, **trust}
    if scheme in ("mariadb", "mysql"):
        trust = {"ssl": {"ca": said.tls_ca}, "ssl_verify_identity": True} if said.tls_ca else {}
        told = "SET SESSION TRANSACTION READ ONLY"
        return {
            "connect_timeout": 10,
            "read_timeout": said.seconds,
            "charset": "utf8mb4",
            "init_command": told,
            **trust,
        }
    return {}


def _table(name: str, said: Database, connection: sa.Connection) -> sa.Table:
    """The table with the columns that are read."""
    schema, _, bare = said.table.rpartition(".")
    try:
        known = [one["name"] for one in sa.inspect(connection).get_columns(bare, schema or None)]
    except exc.NoSuchTableError:
        raise _wrong(name, "table", f"there is no table {said.table}", f"没有表 {said.table}") from None
    wanted = said.columns or tuple(known)
    for one in (*wanted, *said.cursor):
        if one not in known:
            listed = ", ".join(known)
            raise _wrong(
                name, "columns", f"there is no column {one} (there are {listed})", f"没有列 {one}（现有：{listed}）"
            )
    columns: list[sa.Column[Any]] = [sa.Column(one) for one in dict.fromkeys(wanted)]
    return sa.Table(bare, sa.MetaData(), *columns, schema=schema or None)


def _wrong(name: str, line: str, en: str, zh: str) -> Fault:
    return Fault(
        en=f"{name}.toml: database.{line}: {en}; correct the file.",
        zh=f"{name}.toml：database.{line}：{zh}；请改正该文件。",
    )


def _trouble(name: str, error: exc.DBAPIError) -> troubles.Trouble | Fault:
    """What an error of the database means to a person."""
    code = str(getattr(error.orig, "sqlstate", None) or (error.orig.args[:1] or ("",))[0] if error.orig else "")
    if code in _REFUSED or "password authentication failed" in str(error.orig):
        return Fault(
            en=f"{name}: the database does not take our name and password; correct url and password_file, or ask the "
            "department for rights.",
            zh=f"{name}：数据库拒绝了账号或口令；请更正 url 与 password_file，或请该部门授权。",
        )
    passes = isinstance(error, exc.OperationalError | exc.InterfaceError) and not _stays(error.orig)
    if passes or error.connection_invalidated:
        return troubles.Trouble("database", "the database does not answer, or broke off", "数据库无响应或连接中断")
    return Fault(
        en=f"{name}: the database does not take our question ({code or type(error).__name__}); compare table, columns "
        "and cursor with the department.",
        zh=f"{name}：数据库不接受查询（{code or type(error).__name__}）；请与该部门核对表名、列名和游标列。",
    )


def _stays(error: BaseException | None) -> bool:
    """Whether MariaDB says by its number that waiting does not help."""
    number = error.args[0] if error is not None and error.args else None
    return isinstance(number, int) and number not in _PASSES


def _no_driver(name: str, said: Database) -> Fault:
    scheme = said.url.partition("://")[0]
    driver = DRIVERS[scheme].partition("+")[2]
    return Fault(
        en=f"{name}: the driver for {scheme} is not here; install it with .venv/bin/pip install {driver}.",
        zh=f"{name}：缺少 {scheme} 的驱动程序；请用 .venv/bin/pip install {driver} 安装。",
    )
