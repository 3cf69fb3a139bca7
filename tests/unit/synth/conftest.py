"""A small district of two rounds, drawn once for all examples of this room."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from fangxian.synth import district, layouts
from fangxian.synth.dirt import rates

PEOPLE, ROUNDS = 4_000, 2


@dataclass(frozen=True)
class Drawn:
    """The folder of a district, read back as a stranger would read it."""

    folder: Path

    @property
    def residents(self) -> list[dict[str, str]]:
        with (self.folder / "residents.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def results(self, number: int) -> list[dict[str, str]]:
        """Rows of a round under the canonical names of their columns."""
        layout = layouts.of_round(number)
        path = self.folder / "results" / f"round-{number:02}.csv"
        with path.open(encoding=layout.encoding, newline="") as file:
            lines = list(csv.reader(file))[len(layout.title) + 1 :]
        columns = [*layouts.COLUMNS, *(["address"] if layout.address else [])]
        return [dict(zip(columns, line, strict=True)) for line in lines]

    def truth(self, number: int) -> list[dict[str, str]]:
        with (self.folder / "truth" / f"round-{number:02}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """A district of 4,000 people, two rounds, with our rates of dirt."""
    folder = tmp_path_factory.mktemp("district") / "demo"
    district.write(folder, seed=7, people=PEOPLE, count=ROUNDS, rates=rates.load())
    return Drawn(folder)
