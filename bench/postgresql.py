"""A PostgreSQL of the bench's own, for a while; it writes as durably as a real one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from bench.district import ROOT

#: Says its address, and lives until nobody holds its input any more.
_STAY = 'echo "$DATABASE_URL"; exec cat'


@contextmanager
def cluster() -> Iterator[str]:
    """The address of an empty database. Raises RuntimeError where there is no PostgreSQL."""
    command = [ROOT / "scripts" / "postgresql", "run", "sh", "-c", _STAY]
    server = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DURABLE": "1"},
    )
    assert server.stdin and server.stdout
    try:
        address = server.stdout.readline().strip()
        if not address:
            raise RuntimeError("needs PostgreSQL 15 or newer (scripts/install-tools postgresql)")
        yield address
    finally:
        server.stdin.close()
        server.stdout.close()
        server.wait()
