"""The same round by the tools that others would take, each written as its own expert would (bench/peers).

Exact number: pandas, Polars, DuckDB. The leftovers, which the exact number does not settle, are what a record linker is
for: recordlinkage, Splink with its ready-made comparisons and dedupe get them with the whole residents' file, and
dedupe some labelled pairs, which nobody is scored on.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import leftovers
from bench.district import FOLDER, compare, drawn
from bench.leftovers import Truth
from bench.measure import Command, Run, memory, once, seconds
from bench.table import Cell, Figure, Table

PEERS = Path(__file__).parent / "peers"
WORK = FOLDER / "peers"
#: Runs of each tool that takes seconds; a linker runs once, and is stopped when it takes longer than PATIENCE seconds.
TURNS, PATIENCE = 3, 600
#: Labelled pairs for dedupe, as a clerk might label them in an afternoon.
LABELS = 300

#: What the peers are told: which heading is what.
COLUMNS = {
    "residents": {"person": "人员编号", "name": "姓名", "number": "公民身份号码", "phone": "联系电话"},
    "results": {"name": "姓名", "number": "证件号码", "phone": "手机号"},
}
EXACT = {
    "pandas, exact number": ("exact_pandas.py",),
    "Polars, exact number": ("exact_polars.py",),
    "DuckDB, exact number": ("exact_duckdb.py",),
    "DuckDB, then name and phone": ("exact_duckdb.py", "name_and_phone"),
}
LINKERS = {
    "recordlinkage, ECM": ("left_recordlinkage.py",),
    "Splink, ready-made comparisons": ("left_splink.py",),
    f"dedupe, {LABELS} labelled pairs": ("left_dedupe.py", WORK / "labels.csv"),
}
HEAD = ["tool", "seconds", "memory", "precision", "recall"]


def measure() -> Iterator[Table]:
    """Seconds, memory, precision and recall of each on the same files."""
    district = drawn()
    residents, results = district / "residents.csv", district / "results" / "round-01.csv"
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    (WORK / "columns.json").write_text(json.dumps(COLUMNS, ensure_ascii=False), encoding="utf-8")
    truth = leftovers.truth(district / "truth" / "round-01.csv")

    ours = WORK / "Fangxian"
    commands = {"Fangxian": compare(residents, results, out=ours)}
    commands |= {name: _peer(name, script, residents, results) for name, script in EXACT.items()}
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, command in commands.items():
            runs[name].append(_run(name, command))
    lines = [_line(name, found, leftovers.links(WORK / name), truth) for name, found in runs.items()]
    yield Table(
        "Side by side: one round", HEAD, lines,
        f"{TURNS} turns. Precision of all links; recall over the rows whose truth says that they can be found.",
    )  # fmt: skip

    rows = leftovers.take(results, WORK / "DuckDB, exact number", WORK)
    labelled = leftovers.label(rows, truth, WORK / "labels.csv", pairs=LABELS)
    scored = {row: truth[row] for row in rows.values() if row not in labelled}
    settled = {row: person for row, person in leftovers.links(ours).items() if row in scored}
    lines = [_line("Fangxian (the whole round)", runs["Fangxian"], settled, scored)]
    for name, script in LINKERS.items():
        run = _run(name, _peer(name, script, residents, WORK / "leftovers.csv"))
        found = {rows[position]: person for position, person in leftovers.links(WORK / name).items()}
        lines.append(_line(name, [run], {row: found[row] for row in found.keys() & scored.keys()}, scored))
    yield Table(
        f"Side by side: the {len(rows):,} rows that the exact number leaves over", HEAD, lines,
        f"One run each. The {len(labelled)} rows whose pairs dedupe was shown are not scored for anybody.",
    )  # fmt: skip


def _peer(name: str, script: tuple[str | Path, ...], residents: Path, results: Path) -> Command:
    file, *more = script
    return [sys.executable, PEERS / file, WORK / "columns.json", residents, results, WORK / name, *more]


def _run(name: str, command: Command) -> Run:
    """Ours wants its folder absent, the peers theirs empty."""
    shutil.rmtree(WORK / name, ignore_errors=True)
    if name != "Fangxian":
        (WORK / name).mkdir()
    return once(command, timeout=PATIENCE)


def _line(label: str, runs: list[Run], links: dict[int, str], truth: Truth) -> list[Cell]:
    failed = next((run.failed for run in runs if run.failed), "")
    if failed:
        return [label, f"failed: {failed}"]
    right = sum(person in truth[row][0] for row, person in links.items())
    usable = [row for row, (people, known) in truth.items() if people and known]
    found = sum(links.get(row) in truth[row][0] for row in usable)
    precision = Figure(right / len(links), "%", 3) if links else "-"
    return [label, seconds(runs, places=1), memory(runs), precision, Figure(found / len(usable), "%", 2)]
