"""What a department's source has that is new, taken in: each file through the same load as one that somebody brings.

A run that is killed is finished by the same command (law 10): a source forgets a file, or goes on in a table, only
when the file has become a batch, and the same bytes become no second one (law 7).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings

from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.catalogue.queries import Batch
from fangxian.exchange import turns
from fangxian.exchange.usual import Stopped
from fangxian.exchange.workfolders import fetching, work
from fangxian.intake import sources
from fangxian.intake.packed import unpacked
from fangxian.intake.sources import Drawn, Source
from fangxian.intake.sources.keeping import Kept, kept
from fangxian.ledger.actions import SYSTEM
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.queries import active
from fangxian.pipelines.vetting import refuse_unfit
from fangxian.runs import evidence, preview
from fangxian.runs.loading import Loaded, load

#: Told of each step as it begins: the file's name, and the step.
Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Pulled:
    """A file that came, and what became of it: loaded (of evidence: `arrived`), or waiting for a person or refused with
    a sentence."""

    file: str
    loaded: Loaded | None = None
    arrived: Batch | None = None
    waits: Fault | None = None
    refused: Fault | None = None


def pull(source: Source, *, by: str, again: bool = False, say: Say = lambda _, __: None) -> list[Pulled]:
    """Takes in what a source has that is new; answers what became of each file.

    again   takes up once more what was refused

    Raises a Fault where the source cannot be asked, its contract is not in order or its rows are refused as a whole;
    NotInForce for evidence without an outbreak (law 4); turns.Taken while another load is running. What was taken
    before stays.
    """
    began = clock.now()
    try:
        done = _pulled(source, by=by, again=again, say=say)
    except turns.Taken:
        raise
    except Exception as error:
        catalogue.ran(job_of(source.name), by=by, since=began, failed=catalogue.said(error))
        raise
    refused = next((one.refused.zh for one in done if one.refused is not None), "")
    if done or any(one.job == job_of(source.name) for one in queries.failing()):
        catalogue.ran(job_of(source.name), by=by, since=began, done=len(done), failed=refused)
    return done


def job_of(name: str) -> str:
    """What the runs of a source are called."""
    return f"source/{name}"


def ask_again(name: str) -> None:
    """Has a source asked by the next minute's work, whatever its turn, and what was refused of it taken up anew."""
    catalogue.reached(_again(name), 1)


def is_asked_again(name: str) -> bool:
    """Whether that waits."""
    return bool(queries.position(_again(name)))


def _again(name: str) -> str:
    return f"source/{name}/again"


def _pulled(source: Source, *, by: str, again: bool, say: Say) -> list[Pulled]:
    refuse_unfit(source.dataset)
    with kept(_home(source), source.name) as memory:
        if again:
            memory.forgive()
        done = list(_each(source, memory, by=by, say=say))
    catalogue.reached(f"source/{source.name}", len(done))
    return done


def refused(source: Source) -> dict[str, str]:
    """The files of a source that were refused, each with its sentence."""
    if evidence.is_kept_here(source.dataset) and len(active()) != 1:
        return {}
    return Kept(_home(source) / source.name).refused()


def pulled_at(source: Source) -> datetime | None:
    """When a source was last asked; None before the first time."""
    return queries.reached_at(f"source/{source.name}")


def due() -> int:
    """Pulls every source whose turn it is; answers how many files came. One that fails is told when the others have
    been asked. Raises its Fault."""
    came, failed = 0, None
    for name in sources.files():
        try:
            done = _pulled_if_due(name)
        except turns.Taken:
            return came
        except Fault as fault:
            failed = failed or fault
        else:
            came += len(done)
            failed = failed or next((one.refused for one in done if one.refused is not None), None)
    if failed is not None:
        raise failed
    return came


def _pulled_if_due(name: str) -> list[Pulled]:
    source = sources.one(name)
    last, again = pulled_at(source), is_asked_again(name)
    waits = not source.every or (last is not None and clock.now() - last < timedelta(minutes=source.every))
    if waits and not again:
        return []
    try:
        done = pull(source, by=SYSTEM, again=again)
    except turns.Taken:
        raise
    except Fault:
        # One that fails is asked again when its turn comes, not each minute.
        catalogue.reached(f"source/{name}", 0)
        _asked_again(name, again)
        raise
    _asked_again(name, again)
    return done


def _asked_again(name: str, again: bool) -> None:
    """Forgets that somebody asked for it, where somebody did."""
    if again:
        catalogue.reached(_again(name), 0)


def _each(source: Source, memory: Kept, *, by: str, say: Say) -> Iterator[Pulled]:
    for drawn in sources.draw(source, memory):
        came = _parts(source, drawn, by=by, say=say)
        # What waits lies in the lake, and goes in from there when a person lets it through.
        drawn.done(next((one.refused.zh for one in came if one.refused is not None), ""))
        yield from came


def _parts(source: Source, drawn: Drawn, *, by: str, say: Say) -> list[Pulled]:
    """What became of a file, or of each in a zip."""
    try:
        with unpacked([drawn.path], work=_work(source)) as paths:
            return [_taken(source, drawn, path, by=by, say=say) for path in paths]
    except turns.Taken:
        raise
    except Fault as fault:
        if not drawn.refusable:
            raise
        return [Pulled(drawn.path.name, refused=fault)]


def _taken(source: Source, drawn: Drawn, path: Path, *, by: str, say: Say) -> Pulled:
    try:
        if evidence.is_kept_here(source.dataset):
            return Pulled(path.name, arrived=_arrived(source, path, by=by, say=say))
        (loaded,) = load(
            [path],
            by=by,
            dataset=source.dataset,
            sender=source.sender,
            whole=source.whole,
            short=source.shortest,
            mapping=source.fields or None,
            say=say,
        )
    except turns.Taken:
        raise
    except (Stopped, preview.Stopped) as stopped:
        return Pulled(path.name, waits=stopped)
    except Fault as fault:
        if not drawn.refusable:
            raise
        return Pulled(path.name, refused=fault)
    return Pulled(path.name, loaded=loaded)


def _arrived(source: Source, path: Path, *, by: str, say: Say) -> Batch:
    return evidence.arrive(
        outbreak=_outbreak(),
        dataset=source.dataset,
        path=path,
        by=evidence.hand(by),
        sender=source.sender,
        mapping=source.fields or None,
        short=source.shortest,
        say=partial(say, path.name),
    )


def _outbreak() -> int:
    """The outbreak under which evidence is kept: the one that is in force."""
    found = active()
    if len(found) != 1:
        raise NotInForce(
            en=f"{len(found)} outbreaks are in force: evidence comes by itself under the one that is.",
            zh=f"现有 {len(found)} 个生效的疫情：佐证数据只在唯一生效的疫情下自动接收。",
        )
    return found[0].pk


def _work(source: Source) -> Path:
    """Where a zip is taken apart."""
    return _home(source) if evidence.is_kept_here(source.dataset) else work()


def _home(source: Source) -> Path:
    """Where a source is remembered: in the installation's folder and its backup; of evidence, rows and all, where the
    purge of its outbreak removes it (law 4)."""
    if evidence.is_kept_here(source.dataset):
        return fetching(_outbreak()) / "sources"
    home: Path = settings.VAR / "pulled"
    return home
