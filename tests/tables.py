"""A department's table of absences on a real server, whichever it is: PostgreSQL's of the examples, or a MariaDB."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.own_contracts import pupil

LONG_AGO = datetime(2022, 9, 1, 8)
_COLUMNS = "pupil text, id_number text, day date, phone text, cause text"
_INSERT = "INSERT INTO absences (pupil, id_number, day, phone, cause, updated_at) VALUES (%s, %s, %s, %s, %s, %s)"


@dataclass
class Server:
    """A database of the department's own. `url` is how a source names it."""

    link: Any
    url: str

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Does something there."""
        with self.link.cursor() as cursor:
            cursor.execute(statement, values)

    def insert(self, places: Sequence[int], *, at: datetime = LONG_AGO) -> None:
        """Rows by their numbers; three of them share each moment."""
        for place in places:
            self.run(_INSERT, (*pupil(place).values(), at + timedelta(minutes=(place - places[0]) // 3)))

    def break_off(self) -> None:
        """Ends every other connection."""
        raise NotImplementedError


class _PostgreSQL(Server):
    def break_off(self) -> None:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        self.run(f"{others} AND pid <> pg_backend_pid()")


class _MariaDB(Server):
    def break_off(self) -> None:
        with self.link.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM information_schema.processlist WHERE id <> connection_id() AND user = 'root'"
            )
            for (number,) in cursor.fetchall():
                cursor.execute(f"KILL {number}")


@contextmanager
def postgresql() -> Iterator[Server]:
    """A database on the server that DATABASE_URL names."""
    import psycopg

    said = urlsplit(os.environ["DATABASE_URL"])
    host, user, name = unquote(said.netloc.rpartition("@")[2]), said.username, f"department_{os.getpid()}"
    with psycopg.connect(dbname="postgres", host=host, user=user, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            with psycopg.connect(dbname=name, host=host, user=user, autocommit=True) as link:
                link.execute(
                    f"CREATE TABLE absences (id serial PRIMARY KEY, {_COLUMNS}, updated_at timestamp NOT NULL)"
                )
                yield _PostgreSQL(link, f"postgresql://{user}@/{name}?host={host}")
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def mariadb_running() -> Iterator[str]:
    """A MariaDB of its own (scripts/mariadb); gives its socket."""
    script = Path(__file__).parents[1] / "scripts" / "mariadb"
    program = [script, "run", "sh", "-c", "echo $MARIADB_URL; read _ || true"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as ran:
        assert ran.stdin is not None and ran.stdout is not None
        found = re.search("unix_socket=(.+)", ran.stdout.readline())
        assert found is not None, "MariaDB did not start"
        try:
            yield found[1]
        finally:
            ran.stdin.close()


@contextmanager
def mariadb(socket: str) -> Iterator[Server]:
    """A database on the MariaDB at a socket."""
    import pymysql

    with pymysql.connect(unix_socket=socket, user="root", autocommit=True, charset="utf8mb4") as link:
        made = _MariaDB(link, f"mariadb://root@/department?unix_socket={socket}")
        made.run("CREATE DATABASE department")
        try:
            made.run("USE department")
            made.run(
                f"CREATE TABLE absences (id int AUTO_INCREMENT PRIMARY KEY, {_COLUMNS}, updated_at datetime NOT NULL)"
            )
            yield made
        finally:
            made.run("DROP DATABASE department")
