"""One round of the demo as a whole command, beside what DuckDB alone takes to read the same files."""

import sys
from pathlib import Path

from bench.district import FOLDER, compare, drawn
from bench.measure import Run, median, once, span
from bench.table import held, show

OUT = FOLDER / "answer"
#: Runs of each, one after the other in turns: the machine's moods fall on both.
TURNS = 7

READ = """
import sys, duckdb
con = duckdb.connect()
for path in sys.argv[1:]:
    reader = "read_parquet(?)" if path.endswith(".parquet") else "read_csv(?, all_varchar=true)"
    con.execute("CREATE OR REPLACE TABLE t AS SELECT * FROM " + reader, [path]).fetchall()
"""
#: DuckDB 2.0 reads no GB18030: whoever uses it alone transcodes first.
TRANSCODE = """
import sys
for path in sys.argv[1:]:
    if path.endswith("gb18030.csv"):
        with open(path, encoding="gb18030", newline="") as source, open(path + ".utf8.csv", "w", newline="") as copy:
            while block := source.read(1 << 20):
                copy.write(block)
sys.argv[1:] = [path + ".utf8.csv" if path.endswith("gb18030.csv") else path for path in sys.argv[1:]]
"""


def report() -> None:
    """CSV, Parquet and GB18030 against the floor; xlsx apart."""
    district = drawn()
    residents, results = district / "residents.csv", district / "results" / "round-01.csv"
    copies = _copies(residents, results)
    rows = []
    for name, (left, right) in copies.items():
        turns = 2 if name == "xlsx" else TURNS
        ours, floor = _in_turns(left, right, turns, floor=name != "xlsx")
        best = median(ours)
        line = [name, span(ours), f"{best.megabytes:.0f} MB"]
        if floor:
            ratio = best.seconds / median(floor).seconds
            fastest = min(run.seconds for run in ours) / min(run.seconds for run in floor)
            line += [span(floor), f"{ratio:.1f} (fastest runs: {fastest:.1f})", held(ratio, 6)]
        else:
            line += ["", "", ""]
        rows.append([*line, held(best.seconds, 3) if floor else "", held(best.megabytes, 1000)])
    show(
        "One round: 197,000 residents, 221,000 results",
        [
            "input",
            "fangxian compare",
            "memory",
            "DuckDB reads the files",
            "ratio",
            "below 6",
            "below 3 s",
            "below 1 GB",
        ],
        rows,
        note=f"Whole processes, start to exit; {TURNS} turns of both, median (and range).",
    )


def _in_turns(left: Path, right: Path, turns: int, *, floor: bool) -> tuple[list[Run], list[Run]]:
    ours, theirs = [], []
    reading = [sys.executable, "-c", TRANSCODE + READ, str(left), str(right)]
    for _ in range(turns):
        once(["rm", "-rf", OUT])
        run = once(compare(left, right, out=OUT))
        if run.failed:
            raise RuntimeError(f"compare failed: {run.failed}")
        ours.append(run)
        if floor:
            theirs.append(once(reading))
    return ours, theirs


def _copies(residents: Path, results: Path) -> dict[str, tuple[Path, Path]]:
    """The same round in other formats, written beside the district."""
    import duckdb

    from fangxian.lake.engines import spreadsheet

    con = duckdb.connect()
    pairs = {"CSV, UTF-8": (residents, results)}
    folder = FOLDER / "copies"
    folder.mkdir(exist_ok=True)
    for form in ("parquet", "gb18030.csv", "xlsx"):
        made = []
        for source in (residents, results):
            target = folder / f"{source.stem}.{form}"
            made.append(target)
            if form == "parquet":
                con.execute(f"COPY (FROM read_csv('{source}', all_varchar=true)) TO '{target}'").fetchall()
            elif form == "xlsx":
                cursor = con.execute(f"FROM read_csv('{source}', all_varchar=true)")
                header = [column[0] for column in cursor.description]
                spreadsheet.write(target, header, iter(lambda c=cursor: c.fetchmany(10_000), []))
            else:
                target.write_text(source.read_text("utf-8"), encoding="gb18030")
        pairs[{"parquet": "Parquet", "gb18030.csv": "CSV, GB18030", "xlsx": "xlsx"}[form]] = (made[0], made[1])
    return pairs
