"""Runs commands as a user would and measures whole processes: start to exit, and the most memory that they held."""

import os
import re
import shutil
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.table import Figure

#: Between two looks at a process's memory.
LOOK_SECONDS = 0.03
#: The folders of a path in what a command says: they are this machine's, and no business of a reader's.
FOLDERS = re.compile(r"(?:/[^/\s'\"]+)+/")

Command = Sequence[str | Path]


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall clock, the peak of its tree's memory in MB, and why it failed, if it did."""

    seconds: float
    megabytes: float
    failed: str = ""


def once(command: Command, *, out: Path | None = None, timeout: float = 3600) -> Run:
    """Runs a command; its folder `out` is removed before. One that fails or takes too long says so in `failed`."""
    if out is not None:
        shutil.rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
        start_new_session=True,
    )
    watch = _Watch(process.pid)
    watch.start()
    failed, errors = "", ""
    try:
        _, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        failed = f"stopped after {timeout:.0f} s"
    finally:
        _stop(process)
    seconds = time.perf_counter() - started
    watch.done.set()
    watch.join()
    if process.returncode and not failed:
        said = (errors.strip().splitlines() or [f"exit {process.returncode}"])[-1]
        failed = FOLDERS.sub("", said)[:200]
    return Run(seconds, watch.peak / 1e6, failed)


def _stop(process: subprocess.Popen[str]) -> None:
    """Ends a command that still runs, with its children: one that is left would hold the pipe and the processor."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def in_turns(commands: Mapping[str, Command], *, turns: int, out: Path | None = None) -> dict[str, list[Run]]:
    """Each command so many times, one after the other in turns: the machine's moods fall on all of them.

    `out` is removed before each command that names it. The first that fails raises: a ratio to a failed run is none.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(turns):
        for name, command in commands.items():
            run = once(command, out=out if out in command else None)
            if run.failed:
                raise RuntimeError(f"{name}: {run.failed}")
            runs[name].append(run)
    return runs


def seconds(runs: Sequence[Run], *, most: float | None = None, places: int = 2) -> Figure:
    """The median time, with the fastest and the slowest."""
    taken = [run.seconds for run in runs]
    low, high = (min(taken), max(taken)) if len(taken) > 1 else (None, None)
    return Figure(statistics.median(taken), "s", places, low, high, most=most)


def memory(runs: Sequence[Run], *, most: float | None = None) -> Figure:
    """The most that any of the runs held, in MB."""
    return Figure(max(run.megabytes for run in runs), "MB", 0, most=most)


def ratio(runs: Sequence[Run], floor: Sequence[Run], *, most: float | None = None) -> Figure:
    """The median of the ratios of each turn, with the least and the greatest."""
    each = [run.seconds / other.seconds for run, other in zip(runs, floor, strict=True)]
    low, high = (min(each), max(each)) if len(each) > 1 else (None, None)
    return Figure(statistics.median(each), "", 1, low, high, most=most)


class _Watch(threading.Thread):
    """Looks at a process and its children, and keeps the largest sum of their resident memory."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(LOOK_SECONDS):
            self.peak = max(self.peak, _tree(self.pid))


def _tree(pid: int) -> int:
    """Bytes of resident memory of a process and its descendants; alone it counts with the kernel's high-water mark,
    which misses nothing between two looks."""
    members = [pid]
    for member in members:
        members += _children(member)
    if len(members) == 1:
        return _status(pid, "VmHWM")
    return sum(_status(member, "VmRSS") for member in members)


def _children(pid: int) -> list[int]:
    found = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    except OSError:  # it has ended
        pass
    return found


def _status(pid: int, key: str) -> int:
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(key):
                return int(line.split()[1]) * 1024
    except OSError:  # it has ended
        pass
    return 0
