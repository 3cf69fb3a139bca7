"""Spark on 100,000 results: what it costs, and whether its answer is DuckDB's to the last byte."""

import importlib.util
import shutil
from collections.abc import Iterator

from bench.district import FOLDER, compare, drawn
from bench.measure import memory, once, seconds
from bench.table import Table

LISTS = ("links", "untested", "pending", "unknown", "review", "rejected", "positives")


def measure() -> Iterator[Table]:
    """The same comparison on both engines, once each."""
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        raise RuntimeError("needs Java and requirements/spark.lock (scripts/setup spark)")
    district = drawn("spark", seed=7, rounds=1, people=90_000)
    residents, results = district / "residents.csv", district / "results" / "round-01.csv"
    rows = []
    for engine in ("duckdb", "spark"):
        out = FOLDER / f"answer-{engine}"
        run = once(compare(residents, results, out=out, more=("--engine", engine)), out=out)
        if run.failed:
            raise RuntimeError(f"{engine}: {run.failed}")
        rows.append([engine, seconds([run], places=1), memory([run])])
    differing = [name for name in LISTS if _bytes("duckdb", name) != _bytes("spark", name)]
    said = f"differ: {', '.join(differing)}" if differing else "are the same, byte for byte"
    yield Table(
        "Spark, local[2]: 90,000 residents, 100,000 results",
        ["engine", "seconds", "memory"],
        rows,
        f"The {len(LISTS)} lists of both {said}.",
    )


def _bytes(engine: str, name: str) -> bytes:
    return (FOLDER / f"answer-{engine}" / f"{name}.csv").read_bytes()
