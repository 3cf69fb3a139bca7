"""One at a time, on whichever machine it is started: of loads, for between linking and writing nobody else adds
people; of the night's and of the minute's work; of files that are shared."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from fangxian.lib.fault import Fault

#: The numbers of the locks on PostgreSQL: any that nobody else uses.
_LOCKS = {"load": 0x6C6F6164, "nightly": 0x6E696768, "minute": 0x6D696E75, "sharing": 0x73686172}
_TAKEN = {
    "load": ("Another load is running: wait until it has ended, then run this again.",
             "另有一次入库正在进行：请等它结束后再运行本命令。"),
    "nightly": ("The night's work is being done already: wait until it has ended.",
                "夜间任务正在运行：请等它结束。"),
    "sharing": ("Files of sharing are being written already.", "共享文件正在生成。"),
    "minute": ("The minute's work is being done already.", "每分钟任务正在运行。"),
}  # fmt: skip


class Taken(Fault):
    """Somebody else has the turn."""


@contextmanager
def turn(name: str = "load") -> Iterator[None]:
    """Holds a turn for a block; a process that dies gives it back. Raises Taken while another holds it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCKS[name]])
            if not cursor.fetchone()[0]:
                raise _taken(name)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCKS[name]])
        return
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _taken(name) from None
        yield


def _taken(name: str) -> Taken:
    en, zh = _TAKEN[name]
    return Taken(en=en, zh=zh)
