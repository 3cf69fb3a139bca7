"""A file's bytes go in, the rows that the engine sees come out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from fangxian import contracts, intake
from fangxian.intake import relation
from fangxian.lake.engines import Engine, open_engine

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Arrived:
    """A file that was received and read: `rows` of the fields asked for."""

    file: intake.Received
    rows: list[Row]

    @property
    def notes(self) -> Mapping[str, int]:
        return self.file.notes


Arrive = Callable[..., Arrived]


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(workdir=tmp_path_factory.mktemp("engine")) as opened:
        yield opened


@pytest.fixture
def arrive(engine: Engine, tmp_path: Path) -> Arrive:
    """arrive(content or path, "name", "id_number", ...): receives results and reads those fields."""
    workdir = tmp_path / "work"
    workdir.mkdir()

    def one(content: bytes | str | Path, *fields: str, name: str = "round.csv", mapping: object = None) -> Arrived:
        path = content if isinstance(content, Path) else tmp_path / name
        if not isinstance(content, Path):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        contract = contracts.load("test_results")
        file = intake.receive(path, contract, mapping=mapping, workdir=workdir)  # type: ignore[arg-type]
        engine.ingest("results_raw", relation.select(file, contract))
        rows = engine.rows(f"SELECT {', '.join(fields or ('name', 'id_number'))} FROM results_raw ORDER BY row")
        assert file.rows == len(rows)
        return Arrived(file, rows)

    return one
