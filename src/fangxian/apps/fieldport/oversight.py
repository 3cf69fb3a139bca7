"""How the tasks of a community or a street stand, grid by grid; and the pool, from which they are handed to a grid."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.fieldport import acts, lists, words
from fangxian.fieldwork import actions, queries
from fangxian.fieldwork.queries import Asked, Standing
from fangxian.lib.fault import Fault
from fangxian.registry import queries as registry
from fangxian.web.language import current, say
from fangxian.web.telling import done

#: Digits of the codes of a community and of a grid.
_COMMUNITY, _GRID = 12, 15


@requires("tasks.hand_over")
def areas(request: HttpRequest) -> HttpResponse:
    """The areas of one's own with their doors, each number opening its list; below them, the pool."""
    return _page(request, "")


@require_POST
@requires("tasks.hand_over")
def hand_over(request: HttpRequest) -> HttpResponse:
    """Hands the chosen tasks to a grid, or to a community; all or none."""
    to, tasks = request.POST.get("to", ""), request.POST.getlist("task")
    try:
        _refuse_nothing(to, tasks)
        with transaction.atomic():
            for one in tasks:
                actions.hand_over(task=acts.key_of(one), area_code=to, by=request.reader)  # type: ignore[attr-defined]
    except acts.ELSEWHERE:
        raise
    except Fault as fault:
        return _page(request, fault.sentence(current()), frozenset(tasks))
    name = registry.area_names([to]).get(to, to)
    done(request, say(f"{len(tasks)} 项任务已转派给{name}。", f"{len(tasks)} handed over to {name}."))
    return redirect(f"{reverse('fieldport:areas')}#pool")


def _refuse_nothing(to: str, tasks: list[str]) -> None:
    if not tasks:
        raise Fault(en="Choose the tasks to hand over.", zh="请勾选要转派的任务。")
    if not to:
        raise Fault(en="Choose the grid that they go to.", zh="请选择转派到哪个网格。")


def _page(request: HttpRequest, fault: str, chosen: frozenset[str] = frozenset()) -> HttpResponse:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    area = lists.area_of(request) or (reader.areas[0] if reader.areas else "")
    inside, standing = registry.inside(reader, area), queries.standing(reader)
    own = {code: one for code, one in standing.items() if code.startswith(area)}
    waiting = queries.pool(reader, area=area)
    context = {
        "section": "fieldport:areas",
        "name": registry.area_names([area]).get(area, area),
        "area": area,
        "up": area[:-3] if reader.covers(area[:-3]) and len(area) > 6 else "",
        "fault": fault,
        "whole": sum(own.values(), Standing()),
        "rows": _rows(area, inside, own),
        "groups": _groups(waiting, inside),
        "waiting": len(waiting),
        "pool": sum(one.pool for code, one in own.items() if len(code) < _GRID),
        "targets": _targets(area, inside),
        "chosen": chosen,
    }
    return render(request, "fieldport/areas.html", context, status=422 if fault else 200)


def _rows(area: str, inside: dict[str, str], own: dict[str, Standing]) -> list[dict[str, Any]]:
    """The areas directly within one, those with something to do first by how much is overdue; and what lies in none."""
    digits = len(area) + 3
    below: dict[str, Standing] = defaultdict(Standing)
    for code, one in own.items():
        below[code[:digits]] += one
    found = [
        {
            "code": code,
            "name": inside.get(code) or say("任务池（未分到网格）", "Pool (not handed to a grid)"),
            "standing": below[code],
            "deeper": f"?{urlencode({'area': code})}" if digits < _GRID and code != area else "",
            "pool": code == area,
        }
        for code in {*below, *(one for one in inside if len(one) == digits)}
    ]
    return sorted(found, key=lambda one: (one["pool"], -one["standing"].overdue, -one["standing"].doors, one["code"]))


def _groups(waiting: list[Asked], inside: dict[str, str]) -> list[dict[str, Any]]:
    """The pool by where its people were sampled, each group with the community whose name the site bears."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in waiting:
        who = one.callers[0]
        row = {
            "task": one.pk,
            "who": who,
            "due": words.due(one.due_at),
            "overdue": one.level != "grid",
            "at": who.sampled_at[5:16].replace("T", " "),
        }
        groups[who.site].append(row)
    communities = [(code, name) for code, name in inside.items() if len(code) == _COMMUNITY]
    return [
        {
            "site": site or say("采样点未知", "Site unknown"),
            "rows": rows,
            "likely": next((code for code, name in communities if name and site.startswith(name)), ""),
        }
        for site, rows in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]


def _targets(area: str, inside: dict[str, str]) -> list[dict[str, Any]]:
    """Where a task can be handed to: each community with its grids."""
    found = []
    for code, name in inside.items():
        if len(code) == _COMMUNITY:
            grids = [(one, inside[one]) for one in inside if len(one) == _GRID and one.startswith(code)]
            found.append({"code": code, "name": name, "grids": grids})
    if not found:
        grids = [(code, name) for code, name in inside.items() if len(code) == _GRID]
        found = [{"code": "", "name": "", "grids": grids}] if grids else []
    return found
