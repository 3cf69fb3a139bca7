"""The way in, the same for every pipeline: files are received, recognised, read and cleaned into the engine's tables.

residents_raw, results_raw   the canonical raw columns, with row (and file_no)
files                        file_no, name
residents, results           cleaned (intake.clean)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fangxian import contracts, intake
from fangxian.intake import clean, relation
from fangxian.intake.receive import Received
from fangxian.lake.engines import Engine
from fangxian.linkage import link

#: What a sender's headers mean, by side ('residents', 'results') and field.
HeaderMap = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Inputs:
    """The files of a comparison, recognised but not yet read."""

    residents: Received
    results: list[Received]

    @property
    def places(self) -> bool:
        """Whether any result file says where people live."""
        return any({"address", "grid"} & one.columns.keys() for one in self.results)

    @property
    def bytes(self) -> int:
        """How much there is to read."""
        return sum(one.readable.stat().st_size for one in [self.residents, *self.results])


def receive(residents: Path, results: list[Path], *, mapping: HeaderMap, workdir: Path) -> Inputs:
    """Both sides' files, recognised; everything that can be wrong with a file is said here, before any work."""
    one = intake.receive(residents, contracts.load("residents"), mapping=mapping.get("residents"), workdir=workdir)
    many = intake.receive_all(results, contracts.load("test_results"), mapping=mapping.get("results"), workdir=workdir)
    return Inputs(one, many)


def read(engine: Engine, inputs: Inputs) -> None:
    """The raw and the cleaned tables, and what linking needs of the residents alone; the sides beside each other."""

    def residents(side: Engine) -> None:
        read_residents(side, inputs.residents)
        link.prepare(side)

    engine.together(residents, lambda side: read_results(side, inputs.results))


def read_residents(engine: Engine, residents: Received) -> None:
    """`residents_raw` and `residents`."""
    engine.ingest("residents_raw", relation.select(residents, contracts.load("residents")))
    clean.residents(engine)


def read_results(engine: Engine, results: list[Received]) -> None:
    """`results_raw`, `files` and `results`; a file given twice is read once (law 7)."""
    contract = contracts.load("test_results")
    parts = []
    for number, one in enumerate(results):
        if one.same_as is None:
            engine.ingest(f"results_raw_{number}", relation.select(one, contract))
            parts.append(f"SELECT CAST({number} AS BIGINT) AS file_no, * FROM results_raw_{number}")
    engine.view("results_raw", " UNION ALL ".join(parts))
    names = [(number, one.name) for number, one in enumerate(results)]
    engine.load_rows("files", {"file_no": "BIGINT", "name": "VARCHAR"}, names)
    clean.test_results(engine)
