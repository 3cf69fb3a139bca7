"""Thirteen rounds at once, and a province: seconds and memory of the whole command."""

import shutil

from bench import province_data
from bench.district import FOLDER, compare, drawn, score
from bench.measure import once
from bench.table import held, percent, show

MILLIONS = 10


def thirteen() -> None:
    """Every round of the demo in one comparison."""
    district = drawn()
    files = sorted((district / "results").glob("*.csv"))
    rows = []
    for _ in range(2):
        once(["rm", "-rf", FOLDER / "answer"])
        run = once(compare(district / "residents.csv", *files, out=FOLDER / "answer"))
        line = (
            [run.failed] if run.failed else [f"{run.seconds:.1f} s", held(run.seconds, 10), f"{run.megabytes:.0f} MB"]
        )
        rows.append([f"{len(files)} files", *line])
    show("Thirteen rounds: 197,000 residents, 2.87 million results", ["input", "seconds", "below 10", "memory"], rows)


def province() -> None:
    """Ten million residents and as many results."""
    folder = FOLDER / "province"
    province_data.draw(folder, MILLIONS * 1_000_000)
    out = FOLDER / "answer"
    once(["rm", "-rf", out])
    run = once(compare(folder / "residents.csv", folder / "results.csv", out=out))
    if run.failed:
        line = [run.failed]
    else:
        said = score(folder / "truth.csv", out)
        line = [f"{run.seconds:.0f} s", held(run.seconds, 60), f"{run.megabytes / 1000:.1f} GB",
                held(run.megabytes, 4000), percent(said["precision"], 3), percent(said["recall"], 3)]  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    once(["rm", "-rf", out])
    show(
        f"A province: {MILLIONS} million residents, {MILLIONS} million results",
        ["input", "seconds", "below 60", "memory", "below 4 GB", "precision", "recall"],
        [["CSV", *line]],
    )
