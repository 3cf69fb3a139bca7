"""The demo district through the real path, `fangxian load`, into an installation that has nothing yet."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from bench.district import FOLDER, drawn
from bench.measure import Command, Run, once
from bench.postgresql import cluster
from bench.table import Cell, Figure, Table

HOME, LOG = FOLDER / "loaded", FOLDER / "loaded.log"
#: Databases, and within how many seconds the load has to be done.
TARGETS = {"SQLite": 60, "PostgreSQL": 40}
#: What is done before the first file is named, and after the last.
START, REST = "starting", "all files"


@dataclass(frozen=True)
class Part:
    """A step of a file: what it took of wall clock and of processor, in seconds."""

    step: str
    file: str
    seconds: float
    processor: float


def measure() -> Iterator[Table]:
    """One load into each database, by step and by file."""
    files = first_day()
    runs, parts = {}, {}
    for name in TARGETS:
        runs[name], parts[name] = _loaded(name, files)
    whole = [title for name, most in TARGETS.items() for title in (f"{name} (below {most} s)", "processor")]
    yield Table(
        "A district is loaded: 197,000 people, nine files",
        ["step", *whole],
        [*_by("step", parts), _total(runs, parts), ["memory", *_memory(runs)]],
        "`fangxian load` of the files of one day into an installation that has nothing yet, not even its tables; from "
        "its start to its exit, once for each database. PostgreSQL is one of the bench's own and writes as durably as "
        "a real one; what it takes of processor and memory itself is not counted.",
    )
    columns = [title for name in TARGETS for title in (name, "processor")]
    yield Table("The same by file", ["file", *columns], _by("file", parts))


def first_day() -> list[Path]:
    """The files that the departments send first."""
    departments = drawn("departments", rounds=1, departments=True) / "departments"
    return sorted(min(departments.iterdir()).iterdir())


def _loaded(database: str, files: list[Path]) -> tuple[Run, list[Part]]:
    shutil.rmtree(HOME, ignore_errors=True)
    with cluster() if database == "PostgreSQL" else nullcontext("") as address:
        settings = [f"FANGXIAN_VAR={HOME}", f"DATABASE_URL={address}", "FANGXIAN_LANG=en"]
        load: Command = ["load", *files, "--day", files[0].parent.name, "--whole", "--by", "bench"]
        run = once(["env", *settings, sys.executable, "-m", "bench.stamped", LOG, *load])
    shutil.rmtree(HOME, ignore_errors=True)
    if run.failed:
        raise RuntimeError(f"{database}: {run.failed}")
    return run, list(_parts())


def _parts() -> Iterator[Part]:
    """A step lasts from the line that names it to the next; the last, until the table that ends the load."""
    step, file, since, before = START, REST, 0.0, 0.0
    for one in map(json.loads, LOG.read_text("utf-8").splitlines()):
        named = one["line"].endswith(" ...")
        if not named and not one["line"].startswith("file "):
            continue
        yield Part(step, file, one["seconds"] - since, one["processor"] - before)
        since, before = one["seconds"], one["processor"]
        if named:
            *found, step = one["line"].removesuffix(" ...").split("：")
            file = found[0] if found else REST


def _by(what: str, parts: dict[str, list[Part]]) -> list[list[Cell]]:
    """A line for each step, or each file, in the order in which they came."""
    names = list(dict.fromkeys(getattr(part, what) for each in parts.values() for part in each))
    lines: list[list[Cell]] = []
    for name in names:
        found = [[part for part in each if getattr(part, what) == name] for each in parts.values()]
        lines.append([name, *(figure for each in found for figure in _pair(each))])
    return lines


def _pair(parts: list[Part]) -> list[Figure]:
    return [Figure(sum(part.seconds for part in parts), "s", 1), Figure(sum(part.processor for part in parts), "s", 1)]


def _total(runs: dict[str, Run], parts: dict[str, list[Part]]) -> list[Cell]:
    line: list[Cell] = ["together"]
    for name, run in runs.items():
        line += [Figure(run.seconds, "s", 1, most=TARGETS[name]), _pair(parts[name])[1]]
    return line


def _memory(runs: dict[str, Run]) -> list[Cell]:
    return [cell for run in runs.values() for cell in (Figure(run.megabytes, "MB", 0), "")]
