"""receive -> clean -> link -> reconcile -> write: one comparison, from files to a folder that is complete or absent."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from fangxian import lake
from fangxian.lake import engines, publish
from fangxian.linkage.link import link
from fangxian.pipelines import reading
from fangxian.pipelines.compare import dirt, outputs, summary
from fangxian.pipelines.report import page
from fangxian.reconcile import rounds, tubes

#: From this many bytes of input on, tables go to the disk instead of memory.
SPILL_BYTES = 1_500_000_000

Say = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What to compare, and where the answer goes. The window is closed at both ends; None leaves an end open."""

    residents: Path
    results: list[Path]
    out: Path
    start: datetime | None = None
    end: datetime | None = None
    format: str = "csv"
    engine: engines.EngineName = "duckdb"
    mapping: reading.HeaderMap = field(default_factory=dict)


def compare(request: Request, *, say: Say = lambda _: None) -> dict[str, Any]:
    """Makes the comparison and returns its summary (the content of summary.json). Raises a Fault a person can mend."""
    watch = Stopwatch(say)
    with publish.folder(request.out) as out:
        workdir = out / ".work"
        workdir.mkdir()
        spill = reading.size(request.residents, *request.results) > SPILL_BYTES
        with engines.open_engine(request.engine, workdir=workdir, spill=spill) as engine:
            with watch.stage("read"):
                inputs = reading.read(
                    engine, request.residents, request.results, mapping=request.mapping, workdir=workdir
                )
            with watch.stage("link"):
                engine.together(
                    lambda side: link(side, places=inputs.places, recognised=True, everybody=True),
                    lambda side: side.create("dirt_of_rows", dirt.of_rows()),
                )
            with watch.stage("reconcile"):
                rounds.sample(engine, start=request.start, end=request.end)
                # The lists of rows are the longest, and are written while it is worked out who is missing.
                engine.together(outputs.writer(out, request.format, outputs.OF_ROWS), find_missing)
            with watch.stage("count"):
                answer = summary.make(engine, inputs, start=request.start, end=request.end)
            with watch.stage("write"):
                answer["total"]["seconds"] = watch.seconds()
                report = out / "report.html"
                engine.together(
                    outputs.writer(out, request.format, outputs.OF_PEOPLE),
                    lambda side: report.write_text(page.make(side, answer), encoding="utf-8"),
                )
        answer["total"]["seconds"] = watch.seconds()
        (out / "summary.json").write_text(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        lake.discard(workdir)
    return answer


def find_missing(engine: engines.Engine) -> None:
    """Who of the residents was sampled in the window, which tubes are a lead, and what was amiss with the files."""
    rounds.conclude(engine)
    tubes.find(engine)
    engine.create("dirt", dirt.found())


class Stopwatch:
    """Seconds of wall clock by stage, told as they pass."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._stages: dict[str, float] = {}
        self._began = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times a block under `name`."""
        self._say(name)
        started = time.perf_counter()
        yield
        self._stages[name] = time.perf_counter() - started

    def seconds(self) -> dict[str, float]:
        """Seconds of the stages so far, and of the whole (`all`)."""
        whole = {"all": time.perf_counter() - self._began}
        return {name: round(seconds, 3) for name, seconds in (self._stages | whole).items()}
