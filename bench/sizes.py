"""Thirteen rounds at once, one large file, a province: seconds and memory of the whole command."""

import itertools
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import province_data
from bench.district import FOLDER, compare, drawn, score
from bench.measure import in_turns, memory, ratio, seconds
from bench.round import reading
from bench.table import Figure, Table

OUT = FOLDER / "answer"
PROVINCE = 10_000_000
LARGE = 2_000_000_000
#: Written for a province: 1.8 GB of CSV, as much again while both sides are sorted and joined.
ROOM_GB = 12
#: What a comparison of any size may hold, in MB.
MOST = 4000


def thirteen() -> Iterator[Table]:
    """Every round of the demo in one comparison."""
    district = drawn()
    files = sorted((district / "results").glob("*.csv"))
    runs = in_turns({"ours": compare(district / "residents.csv", *files, out=OUT)}, turns=3, out=OUT)
    yield Table(
        "Thirteen rounds at once: 197,000 residents, 2.87 million results",
        ["input", "compare (below 10 s)", "memory"],
        [[f"{len(files)} files, UTF-8 and GB18030", seconds(runs["ours"], most=10, places=1), memory(runs["ours"])]],
    )


def large_file() -> Iterator[Table]:
    """One results file of 2 GB, such as a system exports that has only one button for it."""
    district = drawn()
    _need_room()
    results = FOLDER / "large.csv"
    try:
        rows = repeated(sorted((district / "results").glob("*.csv")), results, size=LARGE)
        runs = in_turns({"ours": compare(district / "residents.csv", results, out=OUT)}, turns=1, out=OUT)
    finally:
        results.unlink(missing_ok=True)
        shutil.rmtree(OUT, ignore_errors=True)
    yield Table(
        "One large file: 197,000 residents",
        ["input", "compare", f"memory (below {MOST // 1000} GB)"],
        [[f"{LARGE / 1e9:.0f} GB of CSV, {rows:,} results", seconds(runs["ours"], places=1),
          memory(runs["ours"], most=MOST)]],
        "The rounds of the demo one after another until it is full: everybody has been tested many times.",
    )  # fmt: skip


def repeated(rounds: Sequence[Path], target: Path, *, size: int) -> int:
    """Writes the rounds that look like the first over and over into one file of so many bytes; returns its rows."""
    header, rows = rounds[0].read_bytes().split(b"\n", 1)[0], 0
    with target.open("wb") as file:
        file.write(header + b"\n")
        for one in itertools.cycle(rounds):
            if file.tell() >= size:
                return rows
            found, body = one.read_bytes().split(b"\n", 1)
            if found == header:
                file.write(body)
                rows += body.count(b"\n")
    raise AssertionError("a cycle has no end")


def _need_room() -> None:
    if shutil.disk_usage(FOLDER).free < ROOM_GB * 1e9:
        raise OSError(f"this needs {ROOM_GB} GB of disk")


def ten_million() -> Iterator[Table]:
    """Ten million residents and as many results; the files are drawn, compared once, and removed."""
    folder = FOLDER / "province"
    FOLDER.mkdir(parents=True, exist_ok=True)
    _need_room()
    try:
        province_data.draw(folder, PROVINCE)
        residents, results = folder / "residents.csv", folder / "results.csv"
        commands = {"floor": reading("count", residents, results), "ours": compare(residents, results, out=OUT)}
        runs = in_turns(commands, turns=1, out=OUT)
        said = score(folder / "truth.csv", OUT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(OUT, ignore_errors=True)
    columns = ["input", "compare (below 60 s)", "DuckDB reads the files", "ratio", "memory (below 4 GB)"]
    figures = [
        seconds(runs["ours"], most=60, places=1),
        seconds(runs["floor"], places=1),
        ratio(runs["ours"], runs["floor"]),
        memory(runs["ours"], most=MOST),
        Figure(said["precision"], "%", 3),
        Figure(said["recall"], "%", 3),
    ]
    yield Table(
        "A province: ten million residents, ten million results",
        [*columns, "precision", "recall"],
        [["CSV", *figures]],
        "Drawn for size, with one row in twenty dirty but no families: precision and recall say that nothing was lost.",
    )
