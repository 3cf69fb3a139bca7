"""Batches that were stopped because they are unlike those before: their length, columns that changed, what each would
do, by street; and the second person's word. Nobody is named: people are counted here, and nothing else."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.desk import going_on
from fangxian.apps.desk.account_words import signed
from fangxian.catalogue import actions
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.stopping import measures, refusals
from fangxian.contracts import library
from fangxian.lib.fault import Fault
from fangxian.registry.queries import area_names
from fangxian.web.language import say
from fangxian.web.paging import page
from fangxian.web.telling import done, failed

SECTION = "desk:stops"
#: State -> its words, and the colour of its tag.
STATES = {
    "waiting": ("待另一人确认", "Waits for a second person", "warn"),
    "confirmed": ("已确认", "Confirmed", "accent"),
    "refused": ("已退回", "Refused", ""),
}
IN = ("已确认并入库", "Confirmed, and in", "good")
#: How a batch is unlike those before, with how much.
HOW = {
    "shorter": ("比上次少 {}", "{} fewer rows than before"),
    "longer": ("比上次多 {}", "{} more rows than before"),
    "short": ("比以往最少的一次还少 {}", "{} fewer rows than the shortest of late"),
    "drift": ("{} 列与近期各批不同", "{} columns unlike all of late"),
}
#: What would be done -> its words, in the order of the columns.
WOULD = {
    "left": ("视为离开", "Would count as having left"),
    "new": ("新增人员", "New people"),
    "changed": ("信息变更", "Changed"),
    "began": ("新增登记", "Begin"),
    "ended": ("终止登记", "End"),
}


@requires("batches.confirm")
def stops(request: HttpRequest) -> HttpResponse:
    """All of them, the latest first."""
    asked = {name: request.GET.get(name, "")[:32] for name in ("dataset", "state")}
    found = catalogue.stops(asked["state"] if asked["state"] in STATES else "", dataset=asked["dataset"])
    shown = page(found, ("-asked_at", "-pk"), request.GET.get("after", ""), whole=found.count())
    names = signed([one.asked_by for one in shown.rows])
    context = {
        "section": SECTION,
        "page": shown,
        "narrowed": any(asked.values()),
        "rows": [_row(one) | {"asked_by": names[one.asked_by]} for one in shown.rows],
    }
    return render(request, "desk/stops.html", context)


@requires("batches.confirm")
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """One: what it would do, street by street, and what can be decided."""
    found = catalogue.stops().filter(pk=number).first()
    if found is None:
        raise NotHere.of("stop")
    reader: Reader = request.reader  # type: ignore[attr-defined]
    names, who = area_names(found.would), signed([found.asked_by, found.decided_by])
    context = _row(found) | {
        "section": SECTION,
        "key": str(found.pk),
        "columns": [say(*words) for words in WOULD.values()],
        "streets": [
            (names.get(code, code or say("区划不明", "no area")), _cells(counts))
            for code, counts in found.would.items()
        ],
        "asked_by": who[found.asked_by],
        "decided_by": who[found.decided_by] if found.decided_by else "",
        "refused_for": refused_for(found),
        "whys": refusals().items(),
        "mine": found.asked_by == reader.account,
        "asked_at_the_shell": not signatures([found.asked_by]),
    }
    return render(request, "desk/stop.html", context)


@require_POST
@requires("batches.confirm")
def decide(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Confirms or refuses. What is confirmed goes in at once where that takes seconds, else within the minute."""
    if verb not in ("confirm", "refuse"):
        raise NotHere.of("act")
    if request.POST.get("sure") != "yes":
        raise BadRequest("not confirmed")
    reader: Reader = request.reader  # type: ignore[attr-defined]
    try:
        if verb == "confirm":
            actions.confirm(stop=number, by=reader)
        else:
            actions.refuse(stop=number, why=request.POST.get("why", ""), by=reader)
    except Fault as fault:
        failed(request, fault)
    else:
        if verb == "confirm":
            going_on.tell(request, say("已确认。", "Confirmed."))
        else:
            done(request, say("已退回，未写入任何内容。", "Refused; nothing went in."))
    return redirect("desk:stop", number)


def _row(one: Any) -> dict[str, Any]:
    promoted = one.batch.state == one.batch.State.PROMOTED and one.state == one.State.CONFIRMED
    zh, en, colour = IN if promoted else STATES[one.state]
    return {
        "stop": one,
        "state": say(zh, en),
        "colour": colour,
        "now": one.batch.usable,
        "how": how(one),
        "changes": _changes(one),
        "sums": _cells({name: sum(counts[name] for counts in one.would.values()) for name in WOULD}),
        "left": sum(counts["left"] for counts in one.would.values()),
    }


def how(one: Any) -> str:
    """How a stopped batch is unlike those before, in a few words."""
    zh, en = HOW[one.why]
    much = len(one.changes) if one.why == "drift" else f"{100 * abs(one.batch.usable - one.usual) // one.usual}%"
    return say(zh, en).format(much)


def refused_for(one: Any) -> str:
    """Why a batch was refused, in words; '' where nobody said."""
    found = refusals().get(one.refused_for)
    return say(found.zh, found.en) if found else ""


def _changes(one: Any) -> list[dict[str, str]]:
    """The columns that changed, by what they are called."""
    if not one.changes:
        return []
    fields = {field.name: field for field in library.load(one.batch.dataset_id).fields}
    said = measures()
    return [
        {
            "column": say(fields[it["field"]].label, it["field"].replace("_", " ").capitalize()),
            "measure": say(said[it["measure"]].zh, said[it["measure"]].en),
            "before": it["before"],
            "now": it["now"],
        }
        for it in one.changes
        if it["field"] in fields
    ]


def _cells(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [{"label": say(*words), "many": counts[name], "bad": name == "left"} for name, words in WOULD.items()]
