"""One load at a time, on whichever machine it is started: between linking and writing nobody else adds people."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from fangxian.lib.fault import Fault

#: The number of the lock on PostgreSQL: any that nobody else uses.
_LOAD = 0x6C6F6164


@contextmanager
def turn() -> Iterator[None]:
    """Holds the turn for a block; a process that dies gives it back. Raises a Fault while another holds it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOAD])
            if not cursor.fetchone()[0]:
                raise _taken()
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOAD])
        return
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR / "load.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _taken() from None
        yield


def _taken() -> Fault:
    return Fault(
        en="Another load is running: wait until it has ended, then run this again.",
        zh="另有一次入库正在进行：请等它结束后再运行本命令。",
    )
