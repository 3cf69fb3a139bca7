"""Cleans the next file while the one before it is applied: the one waits for the engine, the other for the database."""

import contextvars
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from fangxian.lake.batches import Manifest
from fangxian.pipelines.clean import Say

#: Cleans the file of this place: told of each step, answers the manifest.
Cleaned = Callable[[int, Say], Manifest]


@contextmanager
def one_ahead(files: Sequence[tuple[str, Path]], cleaning: Callable[[str, Path, Say], Manifest]) -> Iterator[Cleaned]:
    """Gives what is asked for the files (dataset, path) in their order: whoever takes one sets off the next."""
    with ThreadPoolExecutor(1, "clean") as pool:
        begun: dict[int, tuple[Future[Manifest], SimpleQueue[str | None]]] = {}

        def begin(place: int) -> None:
            if place < len(files) and place not in begun:
                steps: SimpleQueue[str | None] = SimpleQueue()
                work = partial(_through, cleaning, *files[place], steps)
                # The clock is the caller's (law 6).
                begun[place] = (pool.submit(contextvars.copy_context().run, work), steps)

        def take(place: int, say: Say) -> Manifest:
            begin(place)
            cleaned, steps = begun[place]
            for step in iter(steps.get, None):
                say(step)
            manifest = cleaned.result()
            begin(place + 1)
            return manifest

        yield take


def _through(
    cleaning: Callable[[str, Path, Say], Manifest], dataset: str, path: Path, steps: "SimpleQueue[str | None]"
) -> Manifest:
    try:
        return cleaning(dataset, path, steps.put)
    finally:
        steps.put(None)
