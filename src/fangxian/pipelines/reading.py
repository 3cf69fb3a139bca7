"""The way in, the same for every pipeline: files are received, recognised, read and cleaned into the engine's tables.

residents_raw, results_raw   the canonical raw columns, with row (and file_no); of residents, what is plain of them
files                        file_no, name
residents                    cleaned (intake.clean)
result_rows, results         every result row as it stands, and those cleaned whose person is not plain from that
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fangxian import contracts, intake
from fangxian.intake import clean, relation
from fangxian.intake.receive import Received
from fangxian.lake.engines import Engine
from fangxian.linkage import candidates, numbers
from fangxian.terms.sql import names

#: What a sender's headers mean, by side ('residents', 'results') and field.
HeaderMap = Mapping[str, Mapping[str, str]]


#: Files that are received and read beside each other.
ABREAST = 2


@dataclass(frozen=True)
class Inputs:
    """The files of a comparison, as they were received."""

    residents: Received
    results: list[Received]

    @property
    def places(self) -> bool:
        """Whether any result file says where people live."""
        return any({"address", "grid"} & one.columns.keys() for one in self.results)


def read(engine: Engine, residents: Path, results: Sequence[Path], *, mapping: HeaderMap, workdir: Path) -> Inputs:
    """Receives, reads and cleans both sides beside each other, and prepares what linking needs of the residents alone.

    Raises the first Fault, the residents' file before the results in their order.
    """
    people: list[Received] = []
    rounds: list[Received] = []

    def register(side: Engine) -> None:
        contract = contracts.load("residents")
        said = mapping.get("residents")
        people.append(intake.receive(residents, contract, mapping=said, workdir=workdir, engine=side))
        side.ingest("residents_raw", relation.select(people[0], contract), clean.register)
        clean.residents(side)
        numbers.share(side)

    def samples(side: Engine) -> None:
        rounds.extend(_results(side, results, mapping.get("results"), workdir))
        clean.words(side)
        names.load_hanzi(side)

    engine.together(register, samples)
    numbers.recognise(engine)
    engine.together(clean.test_results, _prepare)
    return Inputs(people[0], rounds)


def _prepare(engine: Engine) -> None:
    """What the residents alone decide: who is listed twice, whose number is damaged or another's."""
    numbers.fold(engine)
    candidates.prepare_residents(engine)


def _results(engine: Engine, paths: Sequence[Path], said: contracts.Section | None, workdir: Path) -> list[Received]:
    """`results_raw` and `files`: the result files, read beside each other."""
    each: dict[int, Received] = {}

    def reader(numbers: Sequence[int]) -> Callable[[Engine], None]:
        def files(side: Engine) -> None:
            contract = contracts.load("test_results")
            for number in numbers:
                one = intake.receive(paths[number], contract, mapping=said, workdir=workdir, engine=side)
                side.ingest(f"results_raw_{number}", relation.select(one, contract))
                each[number] = one

        return files

    engine.together(*(reader(range(lane, len(paths), ABREAST)) for lane in range(min(ABREAST, len(paths)))))
    received = intake.judged_together([each[number] for number in range(len(paths))])
    _join(engine, received)
    return received


def _join(engine: Engine, results: Sequence[Received]) -> None:
    """`results_raw` and `files`, from the files as they were read.

    A file that is given twice counts once (law 7).
    """
    parts = [
        f"SELECT CAST({number} AS BIGINT) AS file_no, * FROM results_raw_{number}"
        for number, one in enumerate(results)
        if one.same_as is None
    ]
    engine.view("results_raw", " UNION ALL ".join(parts))
    listed = [(number, one.name) for number, one in enumerate(results)]
    engine.load_rows("files", {"file_no": "BIGINT", "name": "VARCHAR"}, listed)


def size(*paths: Path) -> int:
    """About how many bytes of text there are to read; a file that cannot be looked at has none (and a Fault later)."""
    return sum(path.stat().st_size * PACKED.get(path.suffix.lower(), 1) for path in paths if path.is_file())


#: How much longer the text of a packed format is than its file.
PACKED = {".xlsx": 5, ".parquet": 4, ".xls": 2}
