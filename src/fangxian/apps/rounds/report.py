"""The round on paper for the meeting, as a PDF and as a workbook: counts alone, down to the community. It names
nobody."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fangxian.access.gate import requires
from fangxian.apps.rounds import figures, pages
from fangxian.apps.rounds.figures import WORDS, Stand
from fangxian.lib import clock
from fangxian.screening import queries
from fangxian.web.exporting import as_xlsx, file_name
from fangxian.web.language import say

#: Columns of the report's table, beside the area, those due and the share.
COLUMNS = ("tested", "pending", "in_review", "untested", "excused", "unknown", "away")


@requires("rounds.read")
def report(request: HttpRequest, number: int) -> HttpResponse:
    """The page to look at, and to print."""
    return render(request, "rounds/report.html", _said(request, number))


@requires("rounds.read")
def pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The same as a PDF."""
    # A font of eight megabytes is read for it: only where a PDF is asked for.
    from fangxian.apps.rounds import paper

    said = _said(request, number)
    answer = HttpResponse(paper.report(said), content_type="application/pdf")
    name = file_name(f"round-{said['round'].number:02}")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.pdf"
    return answer


def _said(request: HttpRequest, number: int) -> dict[str, Any]:
    """What the report says."""
    area = figures.area_of(request)
    at, rows = _table(number, area)
    return pages.titled(queries.one(number)) | {
        "section": "rounds:rounds",
        "at": at,
        "legend": [(at.counts.get(name, 0), figures.DRAWN[name], say(*WORDS[name])) for name in queries.STATUSES],
        "parts": pages.parts(at),
        "columns": [say(*WORDS[name]) for name in COLUMNS],
        "rows": [(deep, one, _cells(one)) for deep, one in rows],
        "whole": _cells(at),
        "hours": pages.hours(number, area),
        "batches": pages.batches(number),
        "printed_at": clock.now(),
        "area": area,
    }


@requires("rounds.read")
def workbook(request: HttpRequest, number: int) -> HttpResponseBase:
    """The report's table as xlsx."""
    area = figures.area_of(request)
    at, rows = _table(number, area)
    header = [say("区划编码", "Code"), say("区划", "Area"), say("应检", "Due"), say("覆盖率", "Coverage")]
    header += [say(*WORDS[name]) for name in COLUMNS]
    return as_xlsx(file_name(f"round-{queries.one(number).number:02}"), header, _lines([(0, at), *rows]))


def _table(round: int, area: str) -> tuple[Stand, list[tuple[int, Stand]]]:
    """The area, then (depth, area) of those within it, each with those within that: streets with their communities."""
    at, within = figures.stand(round, area)
    found: list[tuple[int, Stand]] = []
    for one in within:
        found.append((1, one))
        # A district's grids are five hundred: a meeting reads its communities.
        if len(one.code) <= 9:
            found += [(2, inner) for inner in figures.stand(round, one.code)[1]]
    return at, found


def _cells(at: Stand) -> list[int]:
    return [at.counts.get(name, 0) for name in COLUMNS]


def _lines(rows: list[tuple[int, Stand]]) -> Iterator[list[Any]]:
    for deep, one in rows:
        yield [one.code, "\u3000" * deep + one.name, one.due, one.share, *_cells(one)]
