"""Spark on 100,000 results: that its answer is DuckDB's is an example (tests/integration); here is what it costs."""

from bench.district import FOLDER, compare, drawn
from bench.measure import once
from bench.table import show


def report() -> None:
    """The same comparison on both engines."""
    district = drawn("spark", seed=7, rounds=1, people=90_000)
    rows = []
    for engine in ("duckdb", "spark"):
        out = FOLDER / engine
        once(["rm", "-rf", out])
        run = once(
            compare(
                district / "residents.csv", district / "results" / "round-01.csv", out=out, more=("--engine", engine)
            )
        )
        rows.append([engine, run.failed or f"{run.seconds:.1f} s", f"{run.megabytes:.0f} MB"])
    same = all(
        (FOLDER / "duckdb" / f"{name}.csv").read_bytes() == (FOLDER / "spark" / f"{name}.csv").read_bytes()
        for name in ("links", "untested", "pending", "unknown", "review", "rejected", "positives")
        if (FOLDER / "spark").exists()
    )
    show("Spark, local[2], 100,000 results", ["engine", "seconds", "memory"], rows, note=f"The same files: {same}.")
