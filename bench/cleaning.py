"""Cleaning alone: a round's results read in terms, and departments' files judged against their contracts."""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.district import FANGXIAN, FOLDER, drawn
from bench.measure import in_turns, memory, once, seconds
from bench.round import FLOORS, READ, TRANSCODE
from bench.sizes import repeated
from bench.table import Cell, Figure, Table
from fangxian import contracts, intake
from fangxian.intake import clean, relation
from fangxian.lake.engines import Engine, open_engine
from fangxian.linkage import numbers

LAKE, RESULTS = FOLDER / "cleaned", FOLDER / "results-of-rounds.csv"
#: About so many bytes of results: 2.6 million rows.
BYTES, TURNS = 320_000_000, 3
#: Rows a second that are aimed at.
LEAST = {"CSV": 700_000, "Parquet": 1_500_000}
#: What each department's file is, by its name.
DATASETS = {
    "住建-房屋": "dwellings", "公安-户籍": "household_register", "统计-实有人口": "census",
    "市监-法人": "organisations", "用工-名册": "staff", "民政-重点人群": "key_groups",
}  # fmt: skip


def measure() -> Iterator[Table]:
    """Test results from CSV and Parquet beside DuckDB's bare scan; then each file of a department."""
    yield _results(drawn())
    yield _departments(drawn("platform-district", departments=True))


def _results(district: Path) -> Table:
    rows: list[list[Cell]] = []
    try:
        many = repeated(sorted((district / "results").glob("*.csv")), RESULTS, size=BYTES)
        for name, path in (("CSV", RESULTS), ("Parquet", _parquet(RESULTS))):
            ours = [sys.executable, "-m", "bench.cleaning", path]
            scan = [sys.executable, "-c", TRANSCODE + READ, FLOORS["count"], path]
            runs = in_turns({"ours": ours, "scan": scan}, turns=TURNS)
            best, bare = (min(run.seconds for run in runs[kind]) for kind in ("ours", "scan"))
            rate = Figure(many / best, "", 0, least=LEAST[name])
            rows.append([f"{name}, {many:,} rows (at least {LEAST[name]:,})", rate, seconds(runs["ours"])])
            rows[-1] += [memory(runs["ours"]), seconds(runs["scan"]), Figure(best / bare, "", 1)]
    finally:
        for path in (RESULTS, RESULTS.with_suffix(".parquet")):
            path.unlink(missing_ok=True)
    return Table(
        "Cleaning of test results alone",
        ["input", "rows a second", "the process", "memory", "DuckDB reads and counts", "ratio"],
        rows,
        f"The rounds of the demo that look like the first, one after the other; the best of {TURNS} whole processes "
        "that receive the file, read each row's sample, phone, number and name in terms, and know nobody beforehand: "
        "in a round six rows in seven are known by number and name as they stand, and need less.",
    )


def _departments(district: Path) -> Table:
    rows: list[list[Cell]] = []
    for path in sorted((district / "departments" / "2022-06-30").iterdir()):
        dataset = DATASETS.get(path.stem)
        if dataset is None:
            continue
        shutil.rmtree(LAKE, ignore_errors=True)
        run = once([FANGXIAN, "clean", path, "--dataset", dataset, "--lake", LAKE])
        if run.failed:
            raise RuntimeError(f"{path.name}: {run.failed}")
        said = json.loads(next(LAKE.glob("*/*/manifest.json")).read_text("utf-8"))["counts"]
        many = int(said["rows"])
        judged = [f"{said[name]:,}" for name in ("repaired", "duplicate", "held")]
        rows.append([path.name, f"{many:,}", Figure(many / run.seconds, "", 0), Figure(run.seconds, "s"), *judged])
    shutil.rmtree(LAKE, ignore_errors=True)
    return Table(
        "Departments' files judged and kept in the lake",
        ["file", "rows", "rows a second", "the command", "repaired", "twice", "held"],
        rows,
        "`fangxian clean`, from its start to its exit.",
    )


def _parquet(path: Path) -> Path:
    import duckdb

    target = path.with_suffix(".parquet")
    rows = duckdb.sql(f"SELECT * FROM read_csv('{path}', all_varchar = true)")
    rows.write_parquet(str(target))
    return target


def cleaned(path: Path) -> None:
    """What a round does with a file of results before anybody is sought, where the registry is empty."""
    contract = contracts.load("test_results")
    with tempfile.TemporaryDirectory() as folder, open_engine(workdir=Path(folder)) as engine:
        received = intake.receive(path, contract, mapping=None, workdir=Path(folder))
        engine.ingest("results_raw_file", relation.select(received, contract))
        engine.view("results_raw", "SELECT CAST(0 AS BIGINT) AS file_no, * FROM results_raw_file")
        clean.words(engine)
        _nobody(engine)
        numbers.recognise(engine)
        clean.test_results(engine)
        ((rows, known),) = engine.rows("SELECT count(*), count(id_key) FROM results")
    print(f"{rows:,} rows, {known:,} with a valid number")


def _nobody(engine: Engine) -> None:
    columns = {"number": "VARCHAR", "name": "VARCHAR", "written": "VARCHAR", "person_row": "BIGINT",
               "person": "VARCHAR", "phone": "BIGINT", "number_state": "VARCHAR", "id_key": "BIGINT",
               "born": "DATE"}  # fmt: skip
    engine.load_rows("residents", columns, [])
    numbers.share(engine)


if __name__ == "__main__":
    started = time.perf_counter()
    cleaned(Path(sys.argv[1]))
    print(f"{time.perf_counter() - started:.2f} s")
