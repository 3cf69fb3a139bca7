"""Runs a command as a user would and measures the whole process: start to exit, and the most memory that it held."""

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: Between two looks at a process's memory.
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall clock, the peak of its tree's memory in MB, and what it printed."""

    seconds: float
    megabytes: float
    output: str
    failed: str = ""


def once(command: Sequence[str | Path], *, timeout: float = 3600, environment: dict[str, str] | None = None) -> Run:
    """Runs a command. Memory is the larger of what the kernel says of the process and what its tree was seen to hold.

    A command that fails or takes too long gives a Run that says so in `failed`; the others go on.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONWARNINGS": "ignore"} | (environment or {}),
    )
    watch = _Watch(process.pid)
    watch.start()
    failed = ""
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
        failed = f"stopped after {timeout:.0f} s"
    seconds = time.perf_counter() - started
    watch.done.set()
    watch.join()
    if process.returncode and not failed:
        failed = (errors.strip().splitlines() or [f"exit {process.returncode}"])[-1][:200]
    return Run(seconds, watch.peak / 1e6, output, failed)


def several(command: Sequence[str | Path], *, runs: int, before: Sequence[Path] = ()) -> list[Run]:
    """The same command several times; the folders `before` are removed before each."""
    import shutil

    found = []
    for _ in range(runs):
        for folder in before:
            shutil.rmtree(folder, ignore_errors=True)
        found.append(once(command))
    return found


def median(runs: Sequence[Run]) -> Run:
    """The run with the median time; its memory is the largest of all."""
    failed = next((run.failed for run in runs if run.failed), "")
    middle = statistics.median_low([run.seconds for run in runs])
    chosen = next(run for run in runs if run.seconds == middle)
    return Run(chosen.seconds, max(run.megabytes for run in runs), chosen.output, failed)


def span(runs: Sequence[Run]) -> str:
    """The median with the range, as text."""
    seconds = [run.seconds for run in runs]
    return f"{statistics.median_low(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


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

    # A short process may end between two looks: the kernel's own high-water mark of each process counts as well.


def _tree(pid: int) -> int:
    """Bytes of resident memory of a process and its descendants; one process counts with its high-water mark."""
    members = [pid]
    for member in members:
        for task in _children(member):
            members.append(task)
    if len(members) == 1:
        return _status(pid, "VmHWM")
    return sum(_status(member, "VmRSS") for member in members)


def _children(pid: int) -> list[int]:
    found = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    except OSError:
        pass
    return found


def _status(pid: int, key: str) -> int:
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(key):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
