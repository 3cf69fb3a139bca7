"""The same round, by the tools that others would take, each written as its own expert would (bench/peers).

Exact number: pandas, Polars, DuckDB. The leftovers, which the exact number does not settle, are what a record linker is
for: recordlinkage, dedupe and stock Splink get them with the whole residents' file, and dedupe some labelled pairs.
"""

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from bench import leftovers
from bench.district import FOLDER, compare, drawn
from bench.measure import Run, once
from bench.table import percent, show

PEERS = Path(__file__).parent / "peers"
#: A linker that needs longer than this is stopped.
PATIENCE = 420
#: Labelled pairs for dedupe, as a clerk might label them in an afternoon.
LABELS = 300
COLUMNS = {
    "residents": {"person": "人员编号", "name": "姓名", "number": "公民身份号码", "phone": "联系电话"},
    "results": {"name": "姓名", "number": "证件号码", "phone": "手机号"},
}


def report() -> None:
    """Seconds, memory, precision and recall of each on the same files."""
    district = drawn()
    residents, results = district / "residents.csv", district / "results" / "round-01.csv"
    work = FOLDER / "peers"
    work.mkdir(exist_ok=True)
    columns = work / "columns.json"
    columns.write_text(json.dumps(COLUMNS, ensure_ascii=False), encoding="utf-8")
    truth = _truth(district / "truth" / "round-01.csv")

    once(["rm", "-rf", work / "ours"])
    ours = once(compare(residents, results, out=work / "ours"))
    whole = [_line("Fangxian", ours, _links(work / "ours" / "links.csv"), truth)]
    for name in ("pandas", "polars", "duckdb"):
        out = _folder(work / name)
        run = once([sys.executable, PEERS / f"exact_{name}.py", columns, residents, results, out], timeout=PATIENCE)
        whole.append(_line(f"{name}, exact number", run, _links(out / "links.csv"), truth))
    head = ["tool", "seconds", "memory", "precision", "recall"]
    show("Side by side: one round", head, whole, note="Recall over the rows whose truth says that they can be found.")

    leftovers.take(results, work / "duckdb" / "links.csv", work)
    rows = {int(one["position"]): int(one["row"]) for one in _read(work / "rows.csv")}
    small = {row: truth[row] for row in rows.values()}
    _labels(work / "labels.csv", rows, truth)
    ours_here = {row: person for row, person in _links(work / "ours" / "links.csv").items() if row in small}
    lines = [_line("Fangxian (its whole run)", ours, ours_here, small)]
    for name, more in (("recordlinkage", []), ("splink", []), ("dedupe", [work / "labels.csv"])):
        out = _folder(work / name)
        command = [sys.executable, PEERS / f"left_{name}.py", columns, residents, work / "leftovers.csv", out, *more]
        run = once(command, timeout=PATIENCE)
        found = {rows[position]: person for position, person in _links(out / "links.csv").items()}
        lines.append(_line(name, run, found, small))
    show(f"Side by side: the {len(rows):,} rows that the exact number leaves over", head, lines)


Truth = dict[int, tuple[frozenset[str], bool]]


def _truth(path: Path) -> Truth:
    """Row -> (who it is, whether it can be found)."""
    return {
        int(one["row"]): (frozenset(filter(None, one["person"].split("|"))), one["usable"] == "1")
        for one in _read(path)
    }


def _links(path: Path) -> dict[int, str]:
    return {int(one["row"]): one["person"] for one in _read(path)} if path.exists() else {}


def _read(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _line(label: str, run: Run, links: dict[int, str], truth: Truth) -> list[str]:
    if run.failed:
        return [label, run.failed, "", "", ""]
    right = sum(person in truth[row][0] for row, person in links.items())
    usable = [row for row, (people, known) in truth.items() if people and known]
    found = sum(links.get(row) in truth[row][0] for row in usable)
    return [
        label,
        f"{run.seconds:.1f}",
        f"{run.megabytes:.0f} MB",
        percent(right / len(links), 3) if links else "-",
        percent(found / len(usable), 2),
    ]


def _labels(path: Path, rows: dict[int, int], truth: Truth) -> None:
    known = [(position, min(truth[row][0])) for position, row in rows.items() if truth[row][0]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(known[:: max(1, len(known) // LABELS)])


def _folder(path: Path) -> Path:
    once(["rm", "-rf", path])
    path.mkdir(parents=True)
    return path
