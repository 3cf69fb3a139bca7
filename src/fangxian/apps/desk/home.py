"""Home, and each area: how many people, homes and organisations, and where: a map, and the same as a table."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fangxian.access.faults import NotAllowed
from fangxian.access.gate import SIGNED_IN, requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import counts
from fangxian.apps.desk.areas import crumbs, own_area
from fangxian.apps.desk.jobs import troubles
from fangxian.apps.desk.organisations import kinds_of
from fangxian.apps.desk.ours import ours
from fangxian.boards import queries as boards
from fangxian.registry import queries
from fangxian.registry.rules import level
from fangxian.web import maps
from fangxian.web.formats import count
from fangxian.web.language import say
from fangxian.web.launcher import navigation

LEVELS = {
    "district": ("区", "District"),
    "street": ("街道（镇）", "Street or town"),
    "community": ("社区（村）", "Community"),
    "grid": ("网格", "Grid"),
}


@requires("counts.read")
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area."""
    return _board(request, code, at_home=False)


@requires(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """The reader's own area; for who may not see counts, what else they can do here; for who has no desk, the first
    page that they may open."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    if not reader.can("desk.open"):
        entries = [entry for _, found in navigation(reader) for entry in found]
        if not entries:
            raise NotAllowed.of("desk.open")
        return redirect(entries[0].url)
    own = own_area(reader)
    if not reader.can("counts.read") or not own:
        return render(request, "desk/welcome.html", {"section": "desk:home"})
    return _board(request, own, at_home=True)


def _board(request: HttpRequest, code: str, *, at_home: bool) -> HttpResponse:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    here = queries.area(reader, code)
    within = queries.children(reader, code)
    known = counts.every(reader)
    measure = known.get(request.GET.get("measure", ""), known[counts.FIRST])
    counted, totals = boards.board(reader, measure.name, code)
    rows = _rows(reader, within, counted.children, measure)
    path = crumbs(code, here.name)
    context = {
        "section": "desk:home" if at_home else "desk:area",
        "at_home": at_home,
        "ours": ours(reader) if at_home else None,
        "troubles": troubles() if at_home and reader.can("batches.load") else [],
        "area": here,
        "level": LEVELS[level(code)],
        "below": LEVELS[level(within[0].code)] if within else None,
        "crumbs": path[:-1] if at_home else path,
        "up": path[-2].url if len(path) > 1 and reader.covers(code[:-3]) else "",
        "registries": _registries(reader, code, known, totals),
        "groups": [_figure(reader, code, one, totals) for one in counts.of_groups(reader)],
        "measure": measure,
        "measures": [
            (say("人口", "People"), counts.of_people()),
            (say("重点人群", "Key groups"), counts.of_groups(reader)),
            (say("房屋与法人", "Homes and organisations"), counts.of_places()),
        ],
        "rows": rows,
        "legend": _legend(rows),
        "total": counted.count,
        "counted_at": counted.at,
        "most": max((row["value"] for row in rows), default=0),
        "outlines": reverse("web:outlines", args=[code]),
    }
    return render(request, "desk/home.html", context)


def _rows(reader: Reader, within: list[Any], found: dict[str, int], measure: counts.Measure) -> list[Any]:
    bounds = maps.breaks(found.values())
    return [
        {
            "area": one,
            "value": found.get(one.code, 0),
            "step": maps.step(found.get(one.code, 0), bounds),
            "link": measure.link(reader, one.code),
        }
        for one in within
    ]


def _legend(rows: list[Any]) -> list[tuple[int, str]]:
    """Each step of the ramp that is in use, with the least value that has it."""
    least: dict[int, int] = {}
    for row in rows:
        least[row["step"]] = min(least.get(row["step"], row["value"]), row["value"])
    return [(step, count(least[step])) for step in sorted(least)]


def _registries(
    reader: Reader, code: str, known: dict[str, counts.Measure], totals: dict[str, int]
) -> list[dict[str, Any]]:
    parts_of_people = ("registered", "unregistered", "away", "verified_older")
    kinds = kinds_of(reader, code) if reader.can("organisations.read") else []
    registries = (
        ("people", say("人口", "People"), "present", parts_of_people),
        ("building", say("房屋", "Homes"), "dwellings", ("households", "compounds")),
        ("organisation", say("法人", "Organisations"), "organisations", ()),
    )
    settled = totals.get("registered", 0) - totals.get("away", 0)
    return [
        {
            "icon": icon,
            "settled": settled if icon == "people" else None,
            "name": name,
            "main": _figure(reader, code, known[main], totals),
            "parts": [_figure(reader, code, known[part], totals) for part in parts],
            "kinds": kinds if icon == "organisation" else [],
        }
        for icon, name, main, parts in registries
    ]


def _figure(reader: Reader, code: str, measure: counts.Measure, totals: dict[str, int]) -> dict[str, Any]:
    return {"measure": measure, "value": totals.get(measure.name, 0), "link": measure.link(reader, code)}
