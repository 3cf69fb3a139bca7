"""Reads a synthetic district and its truth, and has the weights of the last tier learned from them."""

import csv
import tempfile
from pathlib import Path

from fangxian.intake import clean
from fangxian.lake import engines
from fangxian.linkage.settings import Settings, load
from fangxian.linkage.train import train
from fangxian.pipelines import reading


def train_on(district: Path, *, rounds: list[str], id: str, seed: int) -> Settings:
    """Settings named `id`, learned from these rounds of a district that `fangxian synth` wrote."""
    files = [next((district / "results").glob(f"round-{name}.*")) for name in rounds]
    with tempfile.TemporaryDirectory() as folder, engines.open_engine("duckdb", workdir=Path(folder)) as engine:
        reading.read(engine, district / "residents.csv", files, mapping={}, workdir=Path(folder))
        truth = [row for i, name in enumerate(rounds) for row in _truth(district / "truth" / f"round-{name}.csv", i)]
        engine.load_rows("truth_said", {"rid": "BIGINT", "person": "VARCHAR"}, truth)
        engine.create("truth", "SELECT t.rid, r.person_row FROM truth_said t JOIN residents r ON r.person = t.person")
        return train(engine, load(), id=id, seed=seed)


def _truth(path: Path, number: int) -> list[tuple[int, str]]:
    """(rid, person) of the rows that belong to a resident."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (number * clean.FILE_STRIDE + int(line["row"]), line["person"])
            for line in csv.DictReader(file)
            if line["person"]
        ]
