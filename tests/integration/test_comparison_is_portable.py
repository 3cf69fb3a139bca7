"""Every step of a comparison is in the part of SQL that means the same on both engines."""

from datetime import datetime
from pathlib import Path

import pytest

from fangxian.lake import engines
from fangxian.lake.engines.facade import Step
from fangxian.lake.engines.portable import NotPortableError, parse
from fangxian.pipelines.compare import Request, compare
from fangxian.synth import corners


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    """The steps of a comparison of the corner cases, with a file that says where people live."""
    folder = tmp_path_factory.mktemp("portable")
    corners.write(folder)
    kept: list[Step] = []
    opened = engines.open_engine

    def watched(name: engines.EngineName = "duckdb", *, workdir: Path, spill: bool = False) -> engines.Engine:
        engine = opened(name, workdir=workdir, spill=spill)
        engine.steps = kept
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "open_engine", watched)
        window = [datetime.fromisoformat(moment) for moment in (corners.START, corners.END)]
        compare(Request(folder / "residents.csv", [folder / "results.csv"], folder / "out", *window))
    return kept


def test_each_step_passes_the_guard(steps: list[Step]) -> None:
    refused = {}
    for step in steps:
        if "read_csv" in step.sql or "rowid" in step.sql:
            continue  # the engine's own business: how it reads a file
        try:
            parse(step.sql)
        except NotPortableError as refusal:
            refused[step.name] = str(refusal)
    assert refused == {}
    assert len(steps) > 30
