"""Runs of machines' jobs: what ran, how far, for how long, what failed and why; and sources, asked again by a press.
Nobody is named here but those who started something."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.apps.desk.account_words import signed
from fangxian.apps.desk.job_words import called_job, called_outcome, called_step
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.queries import JobRun
from fangxian.contracts import library
from fangxian.intake import sources as described
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.runs import sources
from fangxian.web.language import current, say
from fangxian.web.paging import page
from fangxian.web.telling import done

SECTION = "desk:runs"
#: Which runs are shown -> (words, filter).
SHOWN: dict[str, tuple[tuple[str, str], dict[str, Any]]] = {
    "": (("全部", "All"), {}),
    "failed": (("失败或中断", "Failed or broken off"), {"outcome__in": ("failed", "stopped")}),
    "running": (("运行中", "Running"), {"ended_at": None}),
}
#: What one may do who has a source asked again.
LOADS = "batches.load"


@requires("batches.read")
def runs(request: HttpRequest) -> HttpResponse:
    """The sources, and the runs, the latest first."""
    shown = request.GET.get("show", "")
    if shown not in SHOWN:
        raise NotHere.of("page")
    found = {name: catalogue.jobs().filter(**which) for name, (_, which) in SHOWN.items()}
    many = {name: those.count() for name, those in found.items()}
    one = page(found[shown], ("-started_at", "-pk"), request.GET.get("after", ""), whole=many[shown])
    names = signed([run.by for run in one.rows])
    every = _sources()
    called = {source["name"]: source["words"] for source in every}
    context = {
        "section": SECTION,
        "shown": shown,
        "tabs": [(name, say(*words), many[name]) for name, (words, _) in SHOWN.items()],
        "page": one,
        "rows": [_row(run, names, called) for run in one.rows],
        "sources": every,
        "asks": request.reader.can(LOADS),  # type: ignore[attr-defined]
    }
    return render(request, "desk/runs.html", context)


@requires("batches.read")
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: its stages with what each took."""
    found = catalogue.jobs().filter(pk=number).first()
    if found is None:
        raise NotHere.of("run")
    stages: list[dict[str, Any]] = [
        {
            "words": called_step(one.name),
            "about": one.about,
            "seconds": _seconds(one.seconds, one.began_at, one.ended_at),
            "outcome": called_outcome(one.outcome),
            "sentence": one.sentence,
        }
        for one in found.stages.order_by("pk")
    ]
    most = max((one["seconds"] for one in stages), default=0)
    context = {"section": SECTION, "stages": stages, "most": most}
    return render(request, "desk/run.html", context | _row(found, signed([found.by]), {}))


@require_POST
@requires(LOADS)
def again(request: HttpRequest, name: str) -> HttpResponse:
    """Has a source asked by the minute's work, whatever its turn."""
    if name not in described.files():
        raise NotHere.of("source")
    ledger.note(action="sources.ask_again", by=request.reader.account, subject_kind="source", subject=name)  # type: ignore[attr-defined]
    sources.ask_again(name)
    done(request, say("将在一分钟内重新取数。", "It is asked again within a minute."))
    return redirect(SECTION)


def troubles() -> list[dict[str, Any]]:
    """The jobs whose last run failed, for the page of whoever sees to it."""
    return [_row(one, {}, {}) for one in catalogue.failing()]


def _row(one: JobRun, names: dict[str, str], called: dict[str, str]) -> dict[str, Any]:
    words, colour = called_outcome(one.outcome)
    return {
        "run": one,
        "job": called_job(one.job, called.get(one.job.removeprefix("source/"), "")),
        "by": names.get(one.by, one.by),
        "seconds": _seconds(one.seconds, one.started_at, one.ended_at),
        "outcome": words,
        "colour": colour,
        "at_step": called_step(one.step) if one.ended_at is None and one.step else "",
    }


def _seconds(taken: float | None, began: datetime, ended: datetime | None) -> float:
    """What a stopwatch said; of what is running or was broken off, by the clock."""
    return taken if taken is not None else ((ended or clock.now()) - began).total_seconds()


def _sources() -> list[dict[str, Any]]:
    """Each source: how it is called, how often and when last asked, what of it was refused; or why it is none."""
    found: list[dict[str, Any]] = []
    for name in described.files():
        try:
            source = described.one(name)
        except Fault as fault:
            found.append({"name": name, "words": name, "amiss": fault.sentence(current())})
            continue
        contract = library.load(source.dataset)
        found.append(
            {
                "name": name,
                "words": say(source.zh, source.en),
                "dataset": source.dataset,
                "owner": contract.owner,
                "every": source.every,
                "last": sources.pulled_at(source),
                "refused": len(sources.refused(source)),
                "waits": sources.is_asked_again(name),
            }
        )
    return found
