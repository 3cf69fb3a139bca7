"""Follow-up: 200,000 results held against 100,000 people who are followed, one result of one person, and thirty days of
an outbreak lived through by the whole district; each on SQLite and on PostgreSQL."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext

from bench.district import FOLDER, ROOT
from bench.postgresql import cluster
from bench.table import Cell, Figure, Table

HOME = FOLDER / "follow-up"
#: Databases, and within how many seconds a batch has to be committed.
COMMITTED = {"SQLite": 12, "PostgreSQL": 15}
#: Seconds within which a batch is decided; thirty days are lived through. Milliseconds of one result.
DECIDED, DAYS, ONE = 3, 300, 50


def measure() -> Iterator[Table]:
    """One installation for each database, and each measurement."""
    landed = {name: _ran("bench.follow_up_run", name) for name in COMMITTED}
    yield Table(
        "Follow-up: 200,000 results, 100,000 people followed, 500,000 things due",
        ["", *(title for name in COMMITTED for title in (name, "processor"))],
        [
            [f"decided (below {DECIDED} s)", *_row(landed, "decided", dict.fromkeys(COMMITTED, DECIDED))],
            [
                f"committed (below {COMMITTED['SQLite']} s; PostgreSQL {COMMITTED['PostgreSQL']} s)",
                *_row(landed, "committed", COMMITTED),
            ],
            ["withdrawn again", *_row(landed, "withdrawn")],
            ["100,000 enrolled", *_row(landed, "enrolled")],
            ["their first stage begins, with its colour", *_row(landed, "begun")],
            [f"one result that settles a duty (below {ONE} ms)", *_one(landed, "one")],
            [f"one positive: red, and on their card (below {ONE} ms)", *_one(landed, "positive")],
            ["things due that were met", *(cell for said in landed.values() for cell in (f"{said['met']:,.0f}", ""))],
        ],
        "Committed: facts, what is due, what speaks against somebody, restrictions, codes, cards and the ledger, in "
        "one transaction; decided: what is due and the facts read, held against each other, and what is otherwise than "
        "before answered. One result: the median of twenty, from the form to the ledger. PostgreSQL is one of the "
        "bench's own and writes as durably as a real one; what it takes of processor itself is not counted.",
    )
    lived = {name: _ran("bench.follow_up_days", name) for name in COMMITTED}
    yield Table(
        "Thirty days of the demo's outbreak, 197,000 people",
        ["", *COMMITTED],
        [
            [f"thirty days (below {DAYS} s)", *(Figure(said["lived"], "s", 1, most=DAYS) for said in lived.values())],
            ["the longest day", *(Figure(said["longest"], "s", 1) for said in lived.values())],
            *([words, *(f"{said[name]:,.0f}" for said in lived.values())] for name, words in _COUNTED.items()),
            [
                "stand otherwise than from scratch",
                *(Figure(said["otherwise"], places=0, most=0) for said in lived.values()),
            ],
        ],
        "CN-9 with the demo's overlay; exposed, tested, late, out of order, twice and withdrawn as "
        "`fangxian.synth.outbreak_days` draws it; by the clock in the morning and in the evening. At the end "
        "everything is decided anew from the facts, and every code written anew.",
    )


_COUNTED = {
    "enrolments": "enrolments",
    "obligations": "things due",
    "facts": "facts",
    "restrictions": "restrictions",
    "turns": "codes that changed",
}


def _ran(module: str, database: str) -> dict[str, float]:
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    try:
        with cluster() if database == "PostgreSQL" else nullcontext("") as address:
            told = os.environ | {"FANGXIAN_VAR": str(HOME), "DATABASE_URL": address, "FANGXIAN_DEMO": "1"}
            command = [sys.executable, "-m", module]
            ran = subprocess.run(command, capture_output=True, text=True, env=told, cwd=ROOT)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    if ran.returncode:
        raise RuntimeError(f"{database}: {(ran.stderr.strip().splitlines() or ['failed'])[-1]}")
    said: dict[str, float] = json.loads(ran.stdout)
    return said


def _row(landed: dict[str, dict[str, float]], name: str, most: dict[str, int] | None = None) -> list[Cell]:
    cells: list[Cell] = []
    for database, said in landed.items():
        cells.append(Figure(said[name], "s", 2, most=most[database] if most else None))
        cells.append(Figure(said[f"{name}_processor"], "s", 2))
    return cells


def _one(landed: dict[str, dict[str, float]], name: str) -> list[Cell]:
    cells: list[Cell] = []
    for said in landed.values():
        cells.append(Figure(said[name] * 1000, "ms", 0, most=ONE))
        cells.append(Figure(said[f"{name}_processor"] * 1000, "ms", 0))
    return cells
