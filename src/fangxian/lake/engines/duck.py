"""DuckDB, in this process: the engine of a district and of a province's laptop."""

import copy
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from fangxian.lake.engines import spreadsheet, troubles
from fangxian.lake.engines.facade import Engine, Reading, Row, Step, as_it_stands

if TYPE_CHECKING:
    import pyarrow as pa

#: What a laptop can spare; beyond it DuckDB spills to the work folder. Measured in bench/ at ten million rows.
MEMORY_LIMIT = os.environ.get("FANGXIAN_MEMORY", "3GB")
#: How rows of a large file are kept: as fast as in memory, in a third of the space. Words that come again are counted
#: only as far as it pays.
KEPT = "FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1000"
#: Settings of one connection. A statement of several seconds would draw its progress on standard output.
LOCAL = "SET TimeZone = 'Asia/Shanghai'; SET enable_progress_bar = false"


class DuckEngine:
    """One connection of its own; nothing is shared, so any number can run beside each other."""

    name = "duckdb"
    version = duckdb.__version__

    def __init__(self, *, workdir: Path, spill: bool = False, small: bool = False) -> None:
        self.steps: list[Step] = []
        # The sides at work, those of sides too: Ctrl-C stops all of them.
        self._sides: list[DuckEngine] = []
        self._files = workdir if spill else None
        self._con = duckdb.connect(":memory:")
        self._run(f"SET memory_limit = '{MEMORY_LIMIT}'")
        self._run(f"SET temp_directory = {quoted(workdir / 'spill')}")
        # Nobody opens these tables again: what a commit would tidy up at their end is no loss.
        self._run("SET checkpoint_threshold = '1TB'")
        self._run(LOCAL)
        self._small = small
        if small:
            self._run("SET threads = 1; PRAGMA disable_optimizer")

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection itself, for a library that needs one (Splink, offline)."""
        return self._con

    def ingest(self, name: str, select: str, read: Reading = as_it_stands) -> None:
        # Both keep the order of their source, so that the place in them is the row's: cheaper than a window.
        rows = read(f"({select}) AS file")
        if self._files is None:
            self.create(f"{name}__file", rows)
            # Whoever joins by rowid reads no more than the rows that join; by rowid + 1, all of them.
            self.view(name, f"SELECT rowid + 1 AS row, rowid AS row_key, * FROM {name}__file")
            return
        path = quoted(self._files / f"{name}.parquet")
        self._step(name, f"COPY ({rows}) TO {path} ({KEPT})", rows)
        kept = f"read_parquet({path}, file_row_number = true)"
        numbered = "file_row_number + 1 AS row, file_row_number AS row_key"
        self.view(name, f"SELECT {numbered}, * EXCLUDE (file_row_number) FROM {kept}")

    def create(self, name: str, select: str) -> None:
        self._step(name, f"CREATE OR REPLACE TABLE {name} AS {select}", select)

    def view(self, name: str, select: str) -> None:
        self._step(name, f"CREATE OR REPLACE VIEW {name} AS {select}", select)

    def drop(self, *names: str) -> None:
        for name in names:
            self._run(f"DROP TABLE IF EXISTS {name}")

    def load_rows(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self._run(f"CREATE OR REPLACE TABLE {name} ({declared})")
        values = [tuple(row) for row in rows]
        if not values:
            return
        unnested = ", ".join(f"unnest($c{i}::{kind}[])" for i, kind in enumerate(columns.values()))
        parameters = {f"c{i}": [row[i] for row in values] for i in range(len(columns))}
        with troubles.told(name):
            self._con.execute(f"INSERT INTO {name} SELECT {unnested}", parameters).fetchall()

    def load_table(self, name: str, table: "pa.Table") -> None:
        if self._small:
            self._con.register(name, table)
            return
        self._con.register("load_table", table)
        self._run(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM load_table", name)
        self._con.unregister("load_table")

    def rows(self, select: str) -> list[Row]:
        with troubles.told("looking up"):
            return self._con.execute(select).fetchall()

    def described(self, path: Path) -> tuple[list[tuple[str, str]], int]:
        file = f"FROM read_parquet({quoted(path)})"
        columns = [(str(name), str(kind)) for name, kind, *_ in self.rows(f"DESCRIBE SELECT * {file}")]
        ((rows,),) = self.rows(f"SELECT count(*) {file}")
        return columns, int(rows)

    def write(self, select: str, path: Path, *, format: str) -> int:
        with troubles.told(path.name):
            return self._written(select, path, format)

    def _written(self, select: str, path: Path, format: str) -> int:
        if format == "xlsx":
            cursor = self._con.execute(select)
            header = [column[0] for column in cursor.description]
            return spreadsheet.write(path, header, iter(lambda: cursor.fetchmany(10_000), []))
        options = "FORMAT parquet, COMPRESSION zstd" if format == "parquet" else "FORMAT csv, HEADER"
        # Into the file itself: one that was made for its owner's eyes stays so; a file put in its place would not.
        copied = f"COPY ({select}) TO {quoted(path)} ({options}, USE_TMP_FILE FALSE)"
        return int(self._con.execute(copied).fetchall()[0][0])

    def together(self, *works: Callable[[Engine], object]) -> None:
        # One statement keeps all cores busy only while rows flow: planning and the end of a sort are one core's work.
        sides = [self._beside() for _ in works]
        self._sides.extend(sides)
        with ThreadPoolExecutor(len(works)) as pool:
            running = [pool.submit(work, side) for work, side in zip(works, sides, strict=True)]
            try:
                wait(running)
            except BaseException:  # Ctrl-C arises here, in the main thread
                for side in list(self._sides):
                    side.connection.interrupt()
                raise
        for side in sides:
            self._sides.remove(side)
            side.close()
        for one in running:
            one.result()

    def _beside(self) -> "DuckEngine":
        """This engine with a connection of its own to the same tables and the same list of steps."""
        side = copy.copy(self)
        side._con = self._con.cursor()
        side._run(LOCAL)
        return side

    def close(self) -> None:
        self._con.close()

    def __enter__(self) -> "DuckEngine":
        return self

    def __exit__(self, *left_by: object) -> None:
        # A statement that Ctrl-C broke off may still hold the connection: that is no reason to hide why it was.
        with suppress(duckdb.ResourceInUseException) if any(left_by) else nullcontext():
            self.close()

    def _step(self, name: str, statement: str, select: str) -> None:
        started = time.perf_counter()
        self._run(statement, name)
        self.steps.append(Step(name, select, time.perf_counter() - started))

    def _run(self, statement: str, name: str = "setting up") -> None:
        # An undrained result blocks a DuckDB 2 connection.
        with troubles.told(name):
            self._con.execute(statement).fetchall()


def quoted(path: Path) -> str:
    """A path as a SQL text literal."""
    return "'" + str(path).replace("'", "''") + "'"
