"""Home, and each area: how many people, homes and organisations, and where: a map, and the same as a table."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import counts
from fangxian.apps.desk.areas import crumbs, own_area
from fangxian.registry import queries
from fangxian.registry.rules import level
from fangxian.web import maps
from fangxian.web.formats import count
from fangxian.web.language import say

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


@requires("desk.open")
def home(request: HttpRequest) -> HttpResponse:
    """The reader's own area; for who may not see counts, what else they can do here."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    own = own_area(reader)
    if not reader.can("counts.read") or not own:
        return render(request, "desk/welcome.html", {"section": "desk:home"})
    return _board(request, own, at_home=True)


def _board(request: HttpRequest, code: str, *, at_home: bool) -> HttpResponse:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    here = queries.area(reader, code)
    within = queries.children(reader, code)
    chosen = request.GET.get("measure", "")
    measure = counts.MEASURES[chosen if chosen in counts.ON_THE_MAP else counts.ON_THE_MAP[0]]
    seen = [code] if reader.covers(code) else [one for one in reader.areas if one.startswith(code)]
    found = counts.of({*seen, *(one.code for one in within)})
    totals = {name: sum(found[one][name] for one in seen) for name in counts.MEASURES}
    rows = _rows(reader, within, found, measure)
    path = crumbs(code, last=False)
    context = {
        "section": "desk:home" if at_home else "desk:area",
        "at_home": at_home,
        "area": here,
        "level": LEVELS[level(code)],
        "below": LEVELS[level(within[0].code)] if within else None,
        "crumbs": path[:-1] if at_home else path,
        "up": path[-2].url if len(path) > 1 and reader.covers(code[:-3]) else "",
        "registries": _registries(reader, code, totals),
        "measure": measure,
        "measures": [counts.MEASURES[name] for name in counts.ON_THE_MAP],
        "rows": rows,
        "legend": _legend(rows),
        "total": totals[measure.name],
        "most": max((row["value"] for row in rows), default=0),
        "outlines": reverse("desk:outlines", args=[code]),
    }
    return render(request, "desk/home.html", context)


def _rows(reader: Reader, within: list[Any], found: dict[str, dict[str, int]], measure: counts.Measure) -> list[Any]:
    values = {one.code: found[one.code][measure.name] for one in within}
    bounds = maps.breaks(values.values())
    return [
        {
            "area": one,
            "value": values[one.code],
            "step": maps.step(values[one.code], bounds),
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


def _registries(reader: Reader, code: str, totals: dict[str, int]) -> list[dict[str, Any]]:
    groups = (
        ("people", "people", say("人口", "People"), ("registered_here", "unregistered", "away", "key_groups")),
        ("building", "dwellings", say("房屋", "Homes"), ("households", "compounds")),
        ("organisation", "organisations", say("法人", "Organisations"), ()),
    )
    return [
        {
            "icon": icon,
            "name": name,
            "main": _figure(reader, code, main, totals),
            "parts": [_figure(reader, code, part, totals) for part in parts],
        }
        for icon, main, name, parts in groups
    ]


def _figure(reader: Reader, code: str, name: str, totals: dict[str, int]) -> dict[str, Any]:
    measure = counts.MEASURES[name]
    return {"measure": measure, "value": totals[name], "link": measure.link(reader, code)}
