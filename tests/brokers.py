"""A real mosquitto for an example: on a port of its own, for as long as a block lasts; it can be stopped meanwhile."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import mosquitto_path

from fangxian.runs import doors
from fangxian.runs.mqtt import Broker

HOST = "127.0.0.1"


class Mosquitto:
    """A broker with the files that the platform writes for it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        doors.set_broker_up(folder, host=HOST, port=self.port)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def broker(self) -> Broker:
        """As the platform knows it."""
        return Broker.of(f"mqtt://{HOST}:{self.port}", password=(self.folder / "platform").read_text().strip())

    def start(self) -> None:
        """Answers once it accepts connections."""
        path = mosquitto_path()
        assert path is not None, "mark the example with pytest.mark.mqtt"
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([path, "-c", self.folder / "mosquitto.conf"], stdout=log, stderr=log)
        until = time.monotonic() + 20
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"mosquitto did not start: {(self.folder / 'log').read_text()}")

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Ends it; what waits for somebody is written down first, unless it is killed."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None


@contextmanager
def running(folder: Path) -> Iterator[Mosquitto]:
    """A broker for the devices that are registered."""
    found = Mosquitto(folder)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
