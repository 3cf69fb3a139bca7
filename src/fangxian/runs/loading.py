"""A department's file, from its bytes to the counts on the pages: clean, link, apply, rebuild.

A load that was stopped at any moment is finished by the same command (law 10); one that was done changes nothing when
it is run again (law 7).
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from fangxian.boards import actions as boards
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.catalogue.queries import Batch, JobRun
from fangxian.contracts import Section
from fangxian.exchange import turns
from fangxian.exchange.promote import ORDER, Promotion, promote
from fangxian.exchange.workfolders import work
from fangxian.intake.packed import unpacked
from fangxian.lake import batches
from fangxian.lib.garbage import uncollected
from fangxian.pipelines.clean import clean
from fangxian.pipelines.recognise import dataset_of
from fangxian.runs import evidence
from fangxian.runs.ahead import one_ahead

#: Told of each step as it begins: the file's name, and the step.
Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Loaded:
    """A file, the batch it became, and what that did."""

    manifest: batches.Manifest
    promotion: Promotion


def load(
    paths: Sequence[Path],
    *,
    by: str,
    dataset: str | None = None,
    sender: str = "",
    day: date | None = None,
    whole: bool | Collection[str] = False,
    short: int = 0,
    mapping: Section | None = None,
    say: Say = lambda _, __: None,
) -> list[Loaded]:
    """Loads files, those of places before those of people; answers what became of each, in that order. A zip is the
    files in it.

    day      the day of which the files speak; without it that of their receipt
    whole    their senders declare that they list everybody: who is no longer on a list has left; or the datasets of
             which that is so
    short    a delivery waits with fewer than so many per cent of the usual rows (exchange.usual; 0: never)
    dataset  whose contract all of them keep; without it each file's header says

    Raises a Fault at the first that cannot be loaded: nothing of that one is in, those before it are. What is unlike
    what came before is stopped (exchange.usual.Stopped), until a second person lets it through.
    """
    with turns.turn(), catalogue.job("load", by=by) as run, uncollected(), unpacked(paths, work=work()) as files:
        known = _in_order(files, dataset, say)
        cleaning = partial(_cleaned, sender=sender, mapping=mapping)
        done: list[Loaded] = []
        with one_ahead(known, cleaning) as cleaned:
            for place, (name, path) in enumerate(known):

                def tell(step: str, *, file: str = path.name) -> None:
                    catalogue.step(run, step, len(done), len(known), about=file)
                    say(file, step)

                manifest = cleaned(place, tell)
                batch = batches.opened(settings.LAKE, name, manifest.batch)
                promotion = promote(
                    batch,
                    by=by,
                    day=day or manifest.received_at.date(),
                    whole=whole if isinstance(whole, bool) else name in whole,
                    short=short,
                    say=tell,
                )
                done.append(Loaded(manifest, promotion))
        _counted(run, len(done), len(known), say)
    return done


#: Up to so many people somebody at a page waits for a load; with more it is left to the minute's work.
FEW = 30_000


def takes_seconds() -> bool:
    """Whether what waits goes in while somebody waits for it: the registry is small, and no load is running."""
    return queries.longest() <= FEW and not queries.jobs().filter(job="load", ended_at=None).exists()


def waits() -> bool:
    """Whether something was let through or mended that is not in yet."""
    return bool(queries.corrections() or evidence.waiting()) or next(_confirmed(), None) is not None


def go_on(*, by: str, say: Say = lambda _, __: None) -> list[Loaded]:
    """Brings in what a second person let through and what somebody mended, from the batches as they lie in the lake:
    nothing is read anew.

    by  who does it, as the job says; what goes in is told as whose load, or whose mending, it was. Raises turns.Taken.
    """
    with turns.turn(), catalogue.job("load", by=by) as run, uncollected():
        waiting = [*_confirmed(), *_mended()]
        done: list[Loaded] = []
        for entry, said in waiting:
            catalogue.step(run, "link", len(done), len(waiting), about=entry.file)
            batch = batches.opened(settings.LAKE, entry.dataset_id, entry.name)
            done.append(Loaded(batch.manifest, promote(batch, **said, say=partial(say, entry.file))))
        evidence.let_in()
        _counted(run, len(done), len(waiting), say)
    return done


def _confirmed() -> Iterator[tuple[Batch, dict[str, Any]]]:
    for stop in (one for one in queries.confirmed() if not evidence.is_kept_here(one.batch.dataset_id)):
        yield stop.batch, {"by": stop.asked_by, "day": stop.day, "whole": stop.whole}


def _mended() -> Iterator[tuple[Batch, dict[str, Any]]]:
    """Corrections, each of the day of which the file spoke whose rows it mends."""
    for row in {one.mended_by_id: one for one in queries.corrections()}.values():
        declared = queries.declaration(row.batch.dataset_id, row.batch.name)
        assert row.mended_by is not None
        day = declared.day if declared else row.batch.received_at.date()
        yield row.mended_by, {"by": row.settled_by, "day": day}


def _counted(run: JobRun, done: int, whole: int, say: Say) -> None:
    if boards.behind():
        catalogue.step(run, "boards", done, whole)
        say("", "boards")
        boards.rebuild()
    catalogue.step(run, "done", done, whole)


#: Files whose headers are read at once: a workbook is a process of its own.
_AT_ONCE = 2


def _in_order(paths: Sequence[Path], dataset: str | None, say: Say) -> list[tuple[str, Path]]:
    """The files with their datasets, in the order in which each finds what it speaks of."""
    if dataset:
        return [(dataset, path) for path in paths]
    with ThreadPoolExecutor(_AT_ONCE, "recognise") as pool:
        found = pool.map(_recognised, paths)
        known = []
        for path in paths:
            say(path.name, "recognise")
            known.append((next(found), path))
    return sorted(known, key=lambda one: ORDER.index(one[0]) if one[0] in ORDER else 0)


def _cleaned(name: str, path: Path, say: Callable[[str], None], **given: Any) -> batches.Manifest:
    return clean(path, dataset=name, lake=settings.LAKE, say=say, **given)


def _recognised(path: Path) -> str:
    """The dataset of a file: of one that came before, what it was then; else what its header says.

    A file's hash is worked out where it is received; here only if one of its size came before.
    """
    if path.is_file():
        size, sha256 = path.stat().st_size, ""
        for known in ORDER:
            for batch in batches.every(settings.LAKE, known):
                if batch.received.stat().st_size == size:
                    sha256 = sha256 or batches.sha256_of(path)
                    if batch.manifest.sha256 == sha256:
                        return known
    return dataset_of(path)
