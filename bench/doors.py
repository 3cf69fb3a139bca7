"""Door sensors: a fleet on a real broker that is restarted meanwhile, the subscriber, the site, grid workers who look.

Each sensor opens its door once, in turn, so that alerts come over the whole time; the others of its messages are
heartbeats and closings. From the moment at which a device says that its door opened until the alert stands in the
answer of its grid worker's list: that is what is measured. Workers look twice a second, and take each alert that they
see.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

from bench.district import FANGXIAN, FOLDER, ROOT
from bench.postgresql import cluster
from bench.site import Site, free_port, served
from bench.table import Figure, Table
from bench.users import User
from fangxian.lib import clock
from fangxian.synth.fleet import Fleet
from fangxian.synth.sensors import Sent

SENSORS, EVENTS, SECONDS, GRIDS = 981, 10_000, 60.0, 4
HOME = FOLDER / "doors"
LIST = "/isolation/alerts/live/?show=open"
#: Seconds that the broker stays away, and within which what is left has to arrive.
AWAY, PATIENCE = 0.5, 60.0
#: Seconds between two looks at a list.
LOOK = 0.5
_ALERT = re.compile(rb'id="alert-([0-9]+)"')


class Worker(User):
    """A grid worker whose list is open."""

    def look(self, seen: dict[int, float]) -> None:
        """Notes when each alert stood in the answer first, and takes the new ones."""
        if self._ask("GET", LIST, fragment=True) != 200:
            raise RuntimeError(f"{self.account} sees no list")
        now = time.time()
        new = {int(key) for key in _ALERT.findall(self.said)} - seen.keys()
        seen.update(dict.fromkeys(new, now))
        for key in new:
            form = f"csrfmiddlewaretoken={self._cookies['csrftoken']}"
            self._ask("POST", f"/isolation/alerts/{key}/acknowledge/", form)


def measure() -> Iterator[Table]:
    """A minute on SQLite, a minute on PostgreSQL."""
    rows = [[name, *_minute(postgresql)] for name, postgresql in (("SQLite", False), ("PostgreSQL", True))]
    yield _table(rows, SECONDS)


def soak(seconds: float, events: int) -> Table:
    """As long as one likes, on SQLite, with the broker restarted in the middle."""
    return _table([["SQLite", *_minute(False, seconds=seconds, events=events)]], seconds)


def _table(rows: list[list[Any]], seconds: float) -> Table:
    return Table(
        f"Door sensors: {SENSORS:,} sensors for {seconds:,.0f} s, the broker restarted in the middle",
        ["on", "events sent", "lost", "alerts", "alerts not seen", "median", "p95", "worst"],
        rows,
        "From a device's saying that its door opened until the alert stands in its grid worker's list over HTTP; "
        f"{GRIDS} workers look twice a second and take what they see. Server, subscriber, broker, fleet and workers "
        "share the machine.",
    )


def _minute(postgresql: bool, *, seconds: float = SECONDS, events: int = EVENTS) -> list[Any]:
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    with ExitStack() as stack:
        settings = {"FANGXIAN_VAR": str(HOME), "FANGXIAN_DEMO": "1", "FANGXIAN_LANG": "en"}
        settings["DATABASE_URL"] = stack.enter_context(cluster()) if postgresql else ""
        environment = os.environ | settings
        laid = _child(environment, "lay", str(GRIDS), str(SENSORS))
        broker = _Broker(environment)
        stack.callback(broker.stop)
        stack.enter_context(_listening(environment, broker))
        port = stack.enter_context(served(environment))
        workers = [Worker(Site(port, ""), name, laid["password"]) for name in laid["workers"]]
        seen: dict[int, float] = {}
        sent = _plan(laid["serials"], events, seconds)
        with _looking(workers, seen):
            _send(broker, sent, seconds)
            told = _arrived(environment, {one.event for one in sent})
            until = time.monotonic() + PATIENCE
            while len(seen) < len(told["alerts"]) and time.monotonic() < until:
                time.sleep(LOOK)
    return [f"{len(sent):,}", *_figures(told, sent, seen)]


def _figures(told: dict[str, Any], sent: list[Sent], seen: dict[int, float]) -> list[Figure]:
    lost = {one.event for one in sent} - set(told["events"])
    waits = sorted(seen[pk] - at for pk, at in told["alerts"] if pk in seen)
    unseen = sum(pk not in seen for pk, _ in told["alerts"])
    return [
        Figure(len(lost), places=0, most=0),
        Figure(len(told["alerts"]), places=0, least=sum(one.kind == "opened" for one in sent)),
        Figure(unseen, places=0, most=0),
        Figure(waits[len(waits) // 2], "s"),
        Figure(waits[int(len(waits) * 0.95)], "s", most=2.0),
        Figure(waits[-1], "s"),
    ]


def _plan(fleet: list[str], events: int, seconds: float) -> list[Sent]:
    """Messages evenly over the time, round after round of the fleet; in each round another part of it opens."""
    rounds, start = -(-events // len(fleet)), clock.now()
    found = []
    for place in range(events):
        turn, number = divmod(place, len(fleet))
        kind = {number % rounds: "opened", (number + 1) % rounds: "closed"}.get(turn, "heartbeat")
        at = start + timedelta(seconds=seconds * place / events)
        found.append(Sent(fleet[number], f"b{place}", kind, at, at, 90))
    return found


def _send(broker: "_Broker", sent: list[Sent], seconds: float) -> None:
    """Each at its time, dated when it is sent; half-way the broker is restarted."""
    half = threading.Timer(seconds / 2, broker.restart)
    half.start()
    began, first = time.time(), sent[0].sent_at
    with Fleet("127.0.0.1", broker.port, name="fleet", password=broker.fleet, connections=8) as fleet:
        for place, one in enumerate(sent):
            due = began + (one.sent_at - first).total_seconds()
            time.sleep(max(0.0, due - time.time()))
            now = clock.now()
            sent[place] = Sent(one.serial, one.event, one.kind, now, now, one.battery)
            fleet.publish(sent[place])
        half.join()
        if left := fleet.answered(PATIENCE):
            raise RuntimeError(f"the broker did not answer for {left} messages")


def _arrived(environment: dict[str, str], wanted: set[str]) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE
    told = _child(environment, "told")
    while wanted - set(told["events"]) and time.monotonic() < until:
        time.sleep(1)
        told = _child(environment, "told")
    return told


@contextmanager
def _looking(workers: list[Worker], seen: dict[int, float]) -> Iterator[None]:
    over, failed = threading.Event(), list[BaseException]()

    def look(worker: Worker) -> None:
        try:
            while not over.wait(LOOK):
                worker.look(seen)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=look, args=[one]) for one in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if failed:
        raise failed[0]


@contextmanager
def _listening(environment: dict[str, str], broker: "_Broker") -> Iterator[None]:
    command = [FANGXIAN, "sensors", "listen", "--broker", f"mqtt://127.0.0.1:{broker.port}"]
    command += ["--password", broker.folder / "platform"]
    with (HOME / "listen.log").open("w") as log:
        process = subprocess.Popen([str(one) for one in command], stdout=log, stderr=log, env=environment)
    try:
        until = time.monotonic() + PATIENCE
        while "Listening" not in (HOME / "listen.log").read_text("utf-8"):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"sensors listen: {(HOME / 'listen.log').read_text('utf-8').strip()}")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


class _Broker:
    """mosquitto with the files of `fangxian sensors broker`, and one more name: a fleet on few connections, which may
    write for all."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.folder, self.fleet = HOME / "broker", "fleet"
        self.port = free_port()
        made = subprocess.run(
            [FANGXIAN, "sensors", "broker", self.folder, "--port", str(self.port)], env=environment, capture_output=True
        )
        if made.returncode:
            raise RuntimeError(f"fangxian sensors broker: {made.stderr.decode().strip()}")
        from fangxian.isolation.broker import ALL, passwords

        with (self.folder / "passwords").open("a") as file:
            file.write(passwords([("fleet", self.fleet)]))
        with (self.folder / "rights").open("a") as file:
            file.write(f"\nuser fleet\ntopic write {ALL}\n")
        self._start()

    def restart(self) -> None:
        """Ends it, and starts it again."""
        self.stop()
        time.sleep(AWAY)
        self._start()

    def stop(self) -> None:
        """Ends it."""
        self._process.terminate()
        self._process.wait()

    def _start(self) -> None:
        path = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if path is None:
            raise RuntimeError("needs mosquitto (scripts/install-tools)")
        with (self.folder / "log").open("a") as log:
            self._process = subprocess.Popen([path, "-c", self.folder / "mosquitto.conf"], stdout=log, stderr=log)


def _child(environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.doors_laid", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    if ran.returncode:
        raise RuntimeError(f"bench.doors_laid {arguments[0]}: {(ran.stderr.strip().splitlines() or ['failed'])[-1]}")
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def main() -> int:
    """`make soak`: an hour, or SECONDS of it, at the pace of the bench."""
    seconds = float(os.environ.get("SECONDS_OF_SOAK") or 3600)
    table = soak(seconds, int(EVENTS / SECONDS * seconds))
    print(table.markdown())
    held = all(one.held for row in table.rows for one in row if isinstance(one, Figure))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
