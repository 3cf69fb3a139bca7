"""Files loaded as they were before: once in a process for real, then put back as that load left the installation.

Most examples begin where a load ended. Whoever is about loading calls `runs.loading` instead.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from tests.loading import write

from fangxian.lib import clock
from fangxian.runs import loading

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Left:
    """What a load left behind."""

    folder: Path
    tables: dict[str, Rows]


_left: dict[object, Left] = {}


def district(folder: Path, *, day: date | None = None, whole: bool = False, **texts: str) -> list[Path]:
    """Writes the files of tests/loading.py into `folder` and has them loaded; `day`, `whole` as for `load`."""
    paths = write(folder, **texts)
    load(paths, day=day, whole=whole)
    return paths


def load(paths: list[Path], **said: Any) -> None:
    """Has the files loaded by 'test'; `said` as `runs.loading.load` takes it.

    The tables are as the migrations left them, the example's `own_var` is empty, and the clock is set.
    """
    files = tuple((path.name, path.read_bytes()) for path in paths)
    key = (clock.now(), files, tuple(sorted(said.items())))
    if key in _left:
        _put_back(_left[key])
        return
    before = _tables()
    loading.load(paths, by="test", **said)
    kept = Path(os.environ["FANGXIAN_VAR"]) / "loaded" / str(len(_left))
    shutil.copytree(settings.VAR, kept)
    filled = {table: rows for table, rows in _tables().items() if rows != before[table]}
    assert not any(before[table] for table in filled), "the tables were not as the migrations left them"
    _left[key] = Left(kept, filled)


def _put_back(left: Left) -> None:
    shutil.copytree(left.folder, settings.VAR, dirs_exist_ok=True)
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in left.tables.items():
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({places})", rows)


def _tables() -> dict[str, Rows]:
    with connection.cursor() as cursor:
        tables = {}
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            tables[table] = cursor.fetchall()
    return tables
