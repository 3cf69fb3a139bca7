"""The demo served as it is meant to be: on PostgreSQL, by `fangxian serve`, with the whole district."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection

from bench.district import FANGXIAN, FOLDER, drawn
from bench.postgresql import cluster

HOME, LOG = FOLDER / "served", FOLDER / "served.log"
HOST = "127.0.0.1"
#: Seconds within which the site has to answer for the first time.
PATIENCE = 60


@dataclass(frozen=True)
class Site:
    """Where it listens, and where its database is."""

    port: int
    database: str

    def connection(self) -> HTTPConnection:
        """A way to it; kept open over many requests, as a browser does."""
        return HTTPConnection(HOST, self.port, timeout=PATIENCE)


@contextmanager
def site() -> Iterator[Site]:
    """Loads the demo and serves it for a block. Raises RuntimeError with what was said last where either fails."""
    shutil.rmtree(HOME, ignore_errors=True)
    district = drawn("departments", rounds=1, departments=True)
    with cluster() as address:
        settings = {"FANGXIAN_VAR": str(HOME), "DATABASE_URL": address, "FANGXIAN_DEMO": "1", "FANGXIAN_LANG": "en"}
        told = subprocess.run([FANGXIAN, "demo", district], capture_output=True, text=True, env=os.environ | settings)
        if told.returncode:
            raise RuntimeError(f"fangxian demo: {(told.stderr.strip().splitlines() or ['failed'])[-1]}")
        try:
            with served(os.environ | settings) as port:
                yield Site(port, address)
        finally:
            shutil.rmtree(HOME, ignore_errors=True)


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """The port of `fangxian serve` for a block. Raises RuntimeError with what it said last where it fails."""
    port = free_port()
    with LOG.open("w") as log:
        command = [FANGXIAN, "serve", "--host", HOST, "--port", str(port)]
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            _await(port, server)
            yield port
        finally:
            server.terminate()
            server.wait()


def _await(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            way = HTTPConnection(HOST, port, timeout=PATIENCE)
            way.request("GET", "/account/login/")
            if way.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"fangxian serve: {(LOG.read_text('utf-8').strip().splitlines() or ['no answer'])[-1]}")


def free_port() -> int:
    """One on which nobody listens."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
