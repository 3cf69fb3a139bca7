"""One round of the demo as a whole command, beside what DuckDB alone takes to read the same files."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.district import FOLDER, compare, drawn
from bench.formats import copies
from bench.measure import Command, in_turns, memory, ratio, seconds
from bench.table import Cell, Table

OUT = FOLDER / "answer"
TURNS, TURNS_OF_WORKBOOKS = 7, 2

#: What DuckDB does with each file: keep the whole table, or count every value and keep nothing.
FLOORS = {
    "count": "SELECT count(COLUMNS(*)) FROM ",
    "load": "CREATE OR REPLACE TABLE kept AS SELECT * FROM ",
}
READ = """
con = duckdb.connect()
for path in sys.argv[2:]:
    reader = "read_parquet(?)" if path.endswith(".parquet") else "read_csv(?, all_varchar=true)"
    con.execute(sys.argv[1] + reader, [path]).fetchall()
"""
#: DuckDB as it is installed reads no GB18030: whoever uses it alone transcodes first.
TRANSCODE = """
import sys, duckdb
for place, path in enumerate(sys.argv[2:], 2):
    if path.endswith("gb18030.csv"):
        sys.argv[place] = path + ".utf8.csv"
        with open(path, encoding="gb18030", newline="") as source, \\
                open(sys.argv[place], "w", encoding="utf-8", newline="") as copy:
            while block := source.read(1 << 20):
                copy.write(block)
"""


def measure() -> Iterator[Table]:
    """CSV, Parquet and GB18030 against the floor; workbooks apart."""
    district = drawn()
    residents, results = district / "residents.csv", district / "results" / "round-01.csv"
    rows: list[list[Cell]] = []
    for name, pair in copies(residents, results).items():
        ours = compare(*pair, out=OUT)
        if name == "xlsx":
            runs = in_turns({"compare": ours}, turns=TURNS_OF_WORKBOOKS, out=OUT)
            rows.append([name, seconds(runs["compare"]), memory(runs["compare"], most=1000)])
            continue
        runs = in_turns({"compare": ours} | {kind: reading(kind, *pair) for kind in FLOORS}, turns=TURNS, out=OUT)
        taken = runs["compare"]
        rows.append([name, seconds(taken, most=3), memory(taken, most=1000), seconds(runs["load"])])
        rows[-1] += [ratio(taken, runs["load"], most=6), seconds(runs["count"]), ratio(taken, runs["count"])]
    yield Table(
        "One round: 197,000 residents, 221,000 results",
        ["input", "compare (below 3 s)", "memory (below 1 GB)", "DuckDB reads into tables", "ratio (below 6)",
         "DuckDB counts values", "ratio"],
        rows,
        f"{TURNS} turns of all three. A file is read when its rows are there to be asked: DuckDB alone keeps them as "
        "tables. Beside it, what it takes to count the values of all columns and keep nothing. For GB18030 every side "
        "transcodes.",
    )  # fmt: skip


def reading(kind: str, *files: Path) -> Command:
    """The floor: a process that does nothing but read the files with DuckDB."""
    return [sys.executable, "-c", TRANSCODE + READ, FLOORS[kind], *files]
