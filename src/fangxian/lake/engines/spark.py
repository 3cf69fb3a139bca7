"""Apache Spark: the engine for a province. Statements are DuckDB's, written again for Spark (spark_dialect).

DuckDB stands at both ends: it reads the files that intake describes (so that a row is the same row on both engines)
and writes the lists (so that a comma is quoted alike). Tables are Parquet in the work folder: written once, never
computed again.
"""

import errno
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
from pyspark.errors import AnalysisException, ParseException, PySparkException

from fangxian.lake.engines import spark_session
from fangxian.lake.engines.duck import DuckEngine, quoted
from fangxian.lake.engines.facade import Engine, Reading, Row, Step, as_it_stands
from fangxian.lake.engines.spark_dialect import translate


class SparkEngine:
    """One Spark session of its own; at most one in a process."""

    name = "spark"
    version = pyspark.__version__

    def __init__(self, *, workdir: Path) -> None:
        self.steps: list[Step] = []
        self._tables = workdir / "tables"
        self._tables.mkdir(exist_ok=True)
        self._folders: dict[str, Path] = {}
        self._count = 0
        self._ends = DuckEngine(workdir=workdir, spill=True)
        try:
            self._session = spark_session.start(workdir)
        except BaseException:
            self._ends.close()
            raise

    def ingest(self, name: str, select: str, read: Reading = as_it_stands) -> None:
        with self._timed(f"{name}__file", select):
            folder = self._folder(f"{name}__file")
            folder.mkdir()
            numbered = f"SELECT row_number() OVER () AS row, row_number() OVER () AS row_key, * FROM ({select}) AS file"
            self._ends.write(numbered, folder / "0.parquet", format="parquet")
            self._read(f"{name}__file", folder)
        if read is as_it_stands:
            self.view(name, f"SELECT * FROM {name}__file")
        else:
            self.create(name, read(f"{name}__file"))

    def create(self, name: str, select: str) -> None:
        with self._timed(name, select):
            folder = self._folder(name)
            self._query(select).write.parquet(str(folder))
            self._read(name, folder)

    def view(self, name: str, select: str) -> None:
        with self._timed(name, select):
            self._session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {translate(select)}")

    def drop(self, *names: str) -> None:
        for name in names:
            self._session.catalog.dropTempView(name)
            self._forget(name)

    def load_rows(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        self._ends.load_rows(name, columns, rows)
        folder = self._folder(name)
        folder.mkdir()
        self._ends.write(f"SELECT * FROM {name}", folder / "0.parquet", format="parquet")
        self._ends.drop(name)
        with self._explained(name):
            self._read(name, folder)

    def load_table(self, name: str, table: pa.Table) -> None:
        folder = self._folder(name)
        folder.mkdir()
        pq.write_table(table, folder / "0.parquet", coerce_timestamps="us")
        with self._explained(name):
            self._read(name, folder)

    def rows(self, select: str) -> list[Row]:
        with self._explained("rows"):
            return [tuple(map(_value, row)) for row in self._query(select).collect()]

    def described(self, path: Path) -> tuple[list[tuple[str, str]], int]:
        return self._ends.described(path)

    def write(self, select: str, path: Path, *, format: str) -> int:
        with self._explained(path.stem):
            folder = self._folder(path.stem)
            query = self._query(select)
            # A sorted result lies in partitions, one after the other: read in the order of their names it is whole.
            query.write.parquet(str(folder))
            parts = sorted(folder.glob("part-*.parquet"))
        source = f"read_parquet([{', '.join(map(quoted, parts))}])"
        try:
            return self._ends.write(f"SELECT * FROM {source}", path, format=format)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def together(self, *works: Callable[[Engine], object]) -> None:
        # Spark spreads one statement over its workers; a second one beside it would only wait.
        for work in works:
            work(self)

    def close(self) -> None:
        spark_session.stop(self._session)
        self._ends.close()
        shutil.rmtree(self._tables, ignore_errors=True)

    def __enter__(self) -> "SparkEngine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _query(self, select: str) -> Any:
        return self._session.sql(translate(select))

    def _folder(self, name: str) -> Path:
        """A new place for a table: the one of the same name may be what it is made from."""
        self._count += 1
        return self._tables / f"{self._count:04d}-{name}"

    def _read(self, name: str, folder: Path) -> None:
        self._session.read.parquet(str(folder)).createOrReplaceTempView(name)
        self._forget(name)
        self._folders[name] = folder

    def _forget(self, name: str) -> None:
        shutil.rmtree(self._folders.pop(name, self._tables / "nothing"), ignore_errors=True)

    @contextmanager
    def _timed(self, name: str, select: str) -> Iterator[None]:
        started = time.perf_counter()
        with self._explained(name):
            yield
        self.steps.append(Step(name, select, time.perf_counter() - started))

    @contextmanager
    def _explained(self, step: str) -> Iterator[None]:
        """Spark's errors quote rows; only those about the statement itself may be passed on."""
        try:
            yield
        except (AnalysisException, ParseException):
            raise
        except PySparkException as failed:
            if "No space left on device" in str(failed):
                raise OSError(errno.ENOSPC, "no space left on device") from None
            condition = failed.getCondition() or type(failed).__name__
            raise RuntimeError(f"Spark could not make {step}: {condition}") from None


def _value(value: Any) -> Any:
    """A value as DuckDB gives it."""
    return bytes(value) if isinstance(value, bytearray) else value
