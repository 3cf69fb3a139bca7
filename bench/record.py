"""Keeps what was measured: var/bench.json for machines, docs/figures.md for people. Nothing in either is typed by hand.

Figures measured on another day stay until they are measured again, each with its day, its code and its machine.
"""

import json
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.district import ROOT
from bench.table import Figure, Table, table

DATA, PAGE = ROOT / "var" / "bench.json", ROOT / "docs" / "figures.md"

HEAD = """# 数字 Figures

What `make bench` measured, written by it. Two cores; a whole command from its start to its exit, with the most memory
that it held. What is compared is run in turns; of several runs the median is given, with the fastest and the slowest.
Hold the ratios dear and the seconds lightly: the host's speed changes within a day. A target stands in the name of its
column.
"""


def keep(name: str, tables: Sequence[Table], machine: str) -> None:
    """Puts the tables of one measurement in the place of its earlier ones, in both files."""
    kept: dict[str, Any] = json.loads(DATA.read_text("utf-8")) if DATA.exists() else {}
    kept[name] = {
        "measured": datetime.now(UTC).isoformat(timespec="minutes"),
        "code": _code(),
        "machine": machine,
        "tables": [one.data() for one in tables],
    }
    DATA.parent.mkdir(exist_ok=True)
    DATA.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write(order: Sequence[str]) -> Path:
    """Writes docs/figures.md from var/bench.json, in the order of the names."""
    kept = json.loads(DATA.read_text("utf-8"))
    machines = list(dict.fromkeys(kept[name]["machine"] for name in order if name in kept))
    shown = {name: [table(one) for one in kept[name]["tables"]] for name in order if name in kept}
    parts = [HEAD, *(f"- {machine}" for machine in machines), "", *_missed(shown)]
    if without := [name for name in order if name not in kept]:
        parts += ["", f"Not measured: {', '.join(without)}."]
    for name, tables in shown.items():
        parts += ["", *(f"{one.markdown()}\n" for one in tables), _measured(kept[name])]
    PAGE.write_text("\n".join(parts) + "\n", encoding="utf-8")
    return PAGE


def _missed(shown: dict[str, list[Table]]) -> list[str]:
    """One line for each figure that misses its target, before all others: a reader should not have to look for them."""
    lines = [
        f"- {one.title}, {row[0]}: {one.columns[place]}: {cell}"
        for tables in shown.values()
        for one in tables
        for row in one.rows
        for place, cell in enumerate(row)
        if isinstance(cell, Figure) and not cell.held
    ]
    return ["Not met:", "", *lines] if lines else ["Every target is met."]


def _measured(said: dict[str, Any]) -> str:
    return f"Measured {said['measured'][:16].replace('T', ' ')} UTC, code {said['code']}."


def _code() -> str:
    """The last commit of what is measured, with a plus where src/ differs from it."""
    last = ["git", "log", "-1", "--format=%h", "--abbrev=8", "--", "src"]
    commit = subprocess.run(last, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    changed = subprocess.run(["git", "diff", "--quiet", "HEAD", "--", "src"], cwd=ROOT).returncode
    return (commit or "not in git") + ("+" if commit and changed else "")
