"""Which database: SQLite in one file by default, PostgreSQL by DATABASE_URL."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from fangxian.lib.fault import Fault

#: Readers do not wait for the writer (WAL); a writer takes its turn at the start (IMMEDIATE), and so does not fail at
#: the end. Temporary things lie in files: what a failing statement would put back is a chain where it lies in memory,
#: and SQLite walks all of it after each statement of a savepoint (100,000 changes took minutes). What was committed
#: goes over into the file 32 MB at a time: a page that several commits change is copied once.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=1073741824; "
    "PRAGMA cache_size=-64000; PRAGMA wal_autocheckpoint=8000; PRAGMA foreign_keys=ON",
}

#: The file of the database in an installation's folder.
FILE = Path("fangxian").with_suffix(".sqlite3")


def configured(url: str, var: Path) -> dict[str, Any]:
    """Django's settings of the one database. Raises a Fault for an address that is neither."""
    if not url:
        var.mkdir(parents=True, exist_ok=True)
        # Its temporary files hold rows as it does: they lie beside it.
        os.environ.setdefault("SQLITE_TMPDIR", str(var))
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": var / FILE, "OPTIONS": _SQLITE}
    known: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if known.get("ENGINE") not in ("django.db.backends.postgresql", "django.db.backends.sqlite3"):
        raise Fault(
            en="DATABASE_URL names a database that Fangxian does not run on: use postgresql://… or leave it out.",
            zh="DATABASE_URL 指定的数据库不受支持：请用 postgresql://…，或不设置。",
        )
    if known["ENGINE"].endswith("sqlite3"):
        known["OPTIONS"] = _SQLITE
    return known
