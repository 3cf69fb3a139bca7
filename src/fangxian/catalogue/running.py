"""Account of the runs of machines' jobs: each with its stages, how it ended, and the sentence it ended with."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from fangxian.catalogue.models import JobRun, JobStage
from fangxian.lib import clock
from fangxian.lib.fault import Fault

DONE, FAILED, STOPPED = "done", "failed", "stopped"
#: Characters of a sentence and of what a stage is about that are kept.
_LONG, _ABOUT = 300, 200


@contextmanager
def job(name: str, *, by: str) -> Iterator[JobRun]:
    """Keeps account of a job: when it ran, how it ended, and the sentence it ended with, if it failed.

    One at a time runs under a name (the caller sees to that): what stands unended was killed, and is said to be.
    """
    killed = JobRun.objects.filter(job=name, ended_at=None)
    now = clock.now()
    JobStage.objects.filter(run__in=killed, ended_at=None).update(ended_at=now, outcome=STOPPED)
    killed.update(ended_at=now, outcome=STOPPED)
    run = JobRun.objects.create(job=name, by=by)
    run.began = time.perf_counter()
    try:
        yield run
    except BaseException as error:
        _ended(run, FAILED, said(error))
        raise
    _ended(run, run.outcome or DONE, run.sentence)


def step(run: JobRun, name: str, done: int = 0, whole: int = 0, *, about: str = "") -> None:
    """Says how far a job has come: a stage begins, and the one before is over. `about`: of which file."""
    _over(run, DONE)
    run.step, run.done, run.whole = name, done, whole
    run.save(update_fields=["step", "done", "whole"])
    run.stage_began = time.perf_counter()
    if name != DONE:
        JobStage.objects.create(run=run, name=name, about=about[:_ABOUT])


def telling(run: JobRun, say: Callable[[str], None], *, about: str) -> Callable[[str], None]:
    """What is told of each step as it begins: that it is a stage of the run, and whoever else listens."""

    def tell(name: str) -> None:
        step(run, name, about=about)
        say(name)

    return tell


def did(run: JobRun, sentence: str, *, failed: bool = False) -> None:
    """Says what the stage that is running did, or why it did not; it is over."""
    _over(run, FAILED if failed else DONE, sentence)


def troubled(run: JobRun, sentence: str) -> None:
    """Says that a part of a job failed, though it went on: it ends as failed, with this sentence."""
    run.outcome, run.sentence = FAILED, sentence[:_LONG]


def ran(name: str, *, by: str, since: datetime, done: int = 0, failed: str = "") -> None:
    """Keeps account of what was tried and is over: of a source that was asked, so many files that came, or why none
    could (`failed`). The same failure again and again is one run, which lasts; `done` is how often."""
    outcome, sentence = (FAILED, failed[:_LONG]) if failed else (DONE, "")
    last = JobRun.objects.filter(job=name).order_by("-pk").first()
    if failed and last is not None and (last.outcome, last.sentence) == (FAILED, sentence):
        JobRun.objects.filter(pk=last.pk).update(ended_at=clock.now(), done=last.done + 1)
        return
    JobRun.objects.create(
        job=name,
        by=by,
        started_at=since,
        ended_at=clock.now(),
        outcome=outcome,
        sentence=sentence,
        done=1 if failed else done,
    )


def said(error: BaseException) -> str:
    """An error as a run keeps it: a Fault's sentence; of any other its kind, for its words may quote a row."""
    return error.zh if isinstance(error, Fault) else type(error).__name__


def _over(run: JobRun, outcome: str, sentence: str = "") -> None:
    seconds = time.perf_counter() - run.stage_began
    stage = JobStage.objects.filter(run=run, ended_at=None)
    stage.update(ended_at=clock.now(), outcome=outcome, sentence=sentence[:_LONG], seconds=seconds)


def _ended(run: JobRun, outcome: str, sentence: str) -> None:
    _over(run, outcome, sentence if outcome == FAILED else "")
    run.seconds = time.perf_counter() - run.began
    run.ended_at, run.outcome, run.sentence = clock.now(), outcome, sentence[:_LONG]
    run.save(update_fields=["ended_at", "seconds", "outcome", "sentence"])
