"""The small district of tests/loading.py, loaded: once in a process for real, then as that load left it.

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
    """Writes the files into `folder` and has them loaded by 'test'; `day`, `whole` as `loading.load` takes them.

    The tables are as the migrations left them, the example's `own_var` is empty, and the clock is set.
    """
    paths = write(folder, **texts)
    key = (clock.now(), day, whole, tuple(sorted(texts.items())))
    if key in _left:
        _put_back(_left[key])
        return paths
    before = _tables()
    loading.load(paths, by="test", day=day, whole=whole)
    kept = Path(os.environ["FANGXIAN_VAR"]) / "loaded" / str(len(_left))
    shutil.copytree(settings.VAR, kept)
    filled = {table: rows for table, rows in _tables().items() if rows != before[table]}
    assert not any(before[table] for table in filled), "the tables were not as the migrations left them"
    _left[key] = Left(kept, filled)
    return paths


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
