"""Rounds in the platform: thirteen replayed with their tasks and what was found at doors; and one more batch of 20,000
rows into a round that is complete, from the file to the tasks that telephones show."""

import json
import shutil
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from bench.district import FOLDER, drawn
from bench.measure import Command, once
from bench.table import Figure, Table

HOME, LOG = FOLDER / "platform", FOLDER / "platform.log"
SETTINGS = [f"FANGXIAN_VAR={HOME}", "FANGXIAN_DEMO=1", "FANGXIAN_LANG=en"]
AREA, BATCH = "230108", 20_000
#: Within how many seconds: thirteen rounds; a batch.
MOST_ROUNDS, MOST_BATCH = 180, 3


def measure() -> Iterator[Table]:
    """One installation: the replay of `fangxian demo`, then three batches one after the other."""
    district = drawn("platform-district", departments=True)
    shutil.rmtree(HOME, ignore_errors=True)
    try:
        _stamped("demo", district)
        rounds = _rounds()
        batches = list(_batches(district))
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    took = [after - before for before, after in pairwise(rounds)]
    yield Table(
        "Thirteen rounds in the platform: 197,000 residents, 2.87 million results",
        ["", "seconds"],
        [
            ["thirteen rounds", Figure(rounds[-1] - rounds[0], "s", 1, most=MOST_ROUNDS)],
            ["the quickest", Figure(min(took), "s", 1)],
            ["the slowest", Figure(max(took), "s", 1)],
        ],
        "`fangxian demo`, from the first round's beginning to the last one's end: each made, its file taken in and "
        "compared, declared complete, its tasks opened, and what grid workers found on the day after written into the "
        "registry. SQLite.",
    )
    yield Table(
        f"A batch of {BATCH:,} results in the platform",
        ["batch", "from file to tasks", "the whole command", "tasks that are open after it"],
        [
            [str(place), Figure(inside, "s", 2, most=MOST_BATCH), Figure(whole, "s", 2), tasks]
            for place, (inside, whole, tasks) in enumerate(batches, 1)
        ],
        "`fangxian round arrive` into a round of the whole district that is complete: received, sealed, compared with "
        "all that came before, standings written, tasks of those who have a sample now cancelled, new ones opened, "
        "counts built. The whole command starts Python and Django besides.",
    )


def _stamped(*command: str | Path) -> list[dict[str, float | str]]:
    run = once(["env", *SETTINGS, sys.executable, "-m", "bench.stamped", LOG, *command])
    if run.failed:
        raise RuntimeError(f"fangxian {command[0]}: {run.failed}")
    return [json.loads(line) for line in LOG.read_text("utf-8").splitlines()]


def _rounds() -> list[float]:
    """When each round began, and when the last ended."""
    said = [json.loads(line) for line in LOG.read_text("utf-8").splitlines()]
    began = [one["seconds"] for one in said if one["line"].startswith("round ") and one["line"].endswith(" ...")]
    ended = next(one["seconds"] for one in reversed(said) if one["line"].endswith(" seconds"))
    return [*began, ended]


def _batches(district: Path) -> Iterator[tuple[float, float, str]]:
    """(seconds inside, seconds of the command, tasks open after it) of batches into a round of its own."""
    last = json.loads((district / "district.json").read_text("utf-8"))["rounds"][-1]
    head, *lines = (district / last["results"]).read_bytes().splitlines(keepends=True)
    first, size = len(lines) - 3 * BATCH, BATCH
    parts = [lines[:first], *(lines[at : at + size] for at in range(first, len(lines), size))]
    files = []
    for place, part in enumerate(parts):
        files.append(HOME / f"part-{place}.csv")
        files[-1].write_bytes(head + b"".join(part))
    begins, ends = (last[name].replace("T", " ") for name in ("from", "to"))
    for act in (
        ["new", "--area", AREA, "--number", "14", "--from", begins, "--to", ends],
        ["arrive", files[0], "--round", "14"],
        ["complete", "--round", "14"],
    ):
        _stamped("round", *act)
    for file in files[1:]:
        command: Command = ["env", *SETTINGS, sys.executable, "-m", "bench.stamped", LOG, "round", "arrive", file]
        run = once([*command, "--round", "14"])
        if run.failed:
            raise RuntimeError(f"fangxian round arrive: {run.failed}")
        said = [json.loads(line)["line"] for line in LOG.read_text("utf-8").splitlines()]
        inside = next(line for line in reversed(said) if line.endswith(" s"))
        yield float(inside.split()[-2]), run.seconds, _open()


def _open() -> str:
    """Tasks of the round that are open."""
    import sqlite3

    with sqlite3.connect(HOME / "fangxian.sqlite3") as database:
        (found,) = database.execute(
            "SELECT count(*) FROM fieldwork_task t JOIN screening_round r ON r.number = 14 "
            "AND t.origin = 'round/' || r.id || '/1' WHERE t.state = 'open'"
        ).fetchone()
    return f"{found:,}"
