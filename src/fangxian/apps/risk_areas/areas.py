"""Risk areas: where, of which level, since when, until when at the earliest; each step asked for by one, approved by
another."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions, vocabulary
from fangxian.outbreak.areas import OPEN, STANDING
from fangxian.outbreak.permission import may
from fangxian.outbreak.queries import active, levels_at, protocol, protocol_in_force, risk_areas
from fangxian.registry import queries as registry
from fangxian.web.areas import area_choices, area_in
from fangxian.web.language import current, said, say
from fangxian.web.telling import done, failed

#: Level -> its step of the map's ramp, and the colour of its tag.
DRAWN = {
    "lockdown": (5, "bad"), "high": (5, "bad"), "control": (3, "warn"), "medium": (3, "warn"),
    "precaution": (1, "accent"), "low": (1, "accent"),
}  # fmt: skip


#: States in which an area is on its way.
BEFORE = ("proposed", "approved", "published")


class AreaForm(forms.Form):
    """Which area becomes what, from when, and why."""

    outbreak = forms.ChoiceField()
    level = forms.ChoiceField()
    area_code = forms.ChoiceField()
    name = forms.CharField(max_length=64)
    since = forms.DateTimeField(widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
    why = forms.CharField(max_length=200)

    def __init__(self, data: Any = None, *, reader: Reader) -> None:
        now = clock.now().astimezone(clock.LOCAL).replace(minute=0, second=0, microsecond=0)
        super().__init__(data, initial={"since": now})
        words = {
            "outbreak": say("疫情", "Outbreak"),
            "level": say("等级", "Level"),
            "area_code": say("所在区划", "Area"),
            "name": say("范围（小区、楼栋、单元）", "What of it (compound, building, unit)"),
            "since": say("起始时间", "From"),
            "why": say("理由（随风险区公开）", "Why (published with it)"),
        }
        for name, label in words.items():
            self.fields[name].label = label
        outbreaks = [one for one in active() if protocol_in_force(one.pk).levels]
        levels = {name for one in outbreaks for name in protocol_in_force(one.pk).levels}
        self._choices("outbreak", [(str(one.pk), one.name) for one in outbreaks])
        self._choices("level", [(name, named("levels", name)) for name in DRAWN if name in levels])
        self._choices("area_code", area_choices(reader.areas))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class StepForm(forms.Form):
    """What is asked for, why, and for a case or an extension a moment."""

    act = forms.ChoiceField()
    at = forms.DateTimeField(
        required=False, widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    why = forms.CharField(max_length=200)

    def __init__(self, data: Any = None, *, state: str) -> None:
        super().__init__(data)
        act = self.fields["act"]
        assert isinstance(act, forms.ChoiceField)
        act.choices = [
            (str(one), named("acts", one)) for one, states in OPEN.items() if state in states and one != "designate"
        ]
        for name, label in {
            "act": say("事项", "What"),
            "at": say("病例发现时间，或延长至", "When the case was found, or until when"),
            "why": say("理由", "Why"),
        }.items():
            self.fields[name].label = label


@requires("outbreak.read")
def areas(request: HttpRequest) -> HttpResponse:
    """Those that stand, on a map and in a list, and those that have ended."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    code = area_in(request) or (reader.areas[0] if reader.areas else "")
    if not code or not reader.covers(code):
        raise NotHere.of("area")
    found = [one for one in risk_areas() if one.area_code.startswith(code)]
    standing = [one for one in found if one.state in STANDING]
    names = registry.area_names({one.area_code for one in found} | {code})
    context = {
        "section": "risk_areas:areas",
        "name": names.get(code, code),
        "outlines": reverse("web:outlines", args=[code]),
        "map": _map(reader, code, standing),
        "above": levels_at(code, clock.now()),
        "groups": [
            (say("现有", "Standing"), [_row(one, names) for one in standing]),
            (say("待办", "Not in force yet"), [_row(one, names) for one in found if one.state in BEFORE]),
            (say("已结束", "Ended"), [_row(one, names) for one in found if one.ended_at is not None]),
        ],
        "may": may(reader, code),
    }
    return render(request, "risk_areas/areas.html", context)


@requires("outbreak.read")
def area(request: HttpRequest, number: int) -> HttpResponse:
    """One: what its level asks, its days, each step with who asked and who approved; a step can be asked for."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = _one(reader, number)
    steps = list(found.steps.all())
    waiting = next((one for one in steps if one.approved_at is None), None)
    form = StepForm(request.POST or None, state=found.state)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_step(area=number, **form.cleaned_data, by=reader)
        except Fault as fault:
            form.add_error(None, fault.sentence(current()))
        else:
            done(request, say("已提出，等待另一人批准。", "Proposed; a second person has to approve it."))
            return redirect("risk_areas:area", number)
    signed = signatures({name for one in steps for name in (one.proposed_by, one.approved_by) if name})
    level = protocol(found.protocol_id).levels[found.level]
    context = _row(found, registry.area_names([found.area_code])) | {
        "section": "risk_areas:areas",
        "measure": say(level.measure_zh, level.measure_en),
        "then": named("levels", level.then) if level.then else "",
        "days": level.after_step_down if found.came_from_id and level.after_step_down else level.clear_days,
        "confirm": [say(one.zh, one.en) for one in level.confirm],
        "resets": [datetime.fromisoformat(one["at"]) for one in found.resets],
        "steps": [
            (one, named("acts", one.act), signed.get(one.proposed_by), signed.get(one.approved_by)) for one in steps
        ],
        "waiting": waiting,
        "waiting_words": named("acts", waiting.act) if waiting else "",
        "mine": waiting is not None and waiting.proposed_by == reader.account,
        "may": may(reader, found.area_code),
        "form": form if waiting is None and form.fields["act"].choices else None,  # type: ignore[attr-defined]
    }
    return render(request, "risk_areas/area.html", context, status=422 if form.errors else 200)


@requires("outbreak.propose")
def designate(request: HttpRequest) -> HttpResponse:
    """Asks for an area."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    form = AreaForm(request.POST or None, reader=reader)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.designate(**{**typed, "outbreak": int(typed["outbreak"])}, by=reader)
        except Fault as fault:
            form.add_error(None, fault.sentence(current()))
        else:
            done(request, say("已提出，等待另一人批准。", "Proposed; a second person has to approve it."))
            return redirect("risk_areas:area", made.pk)
    context = {"section": "risk_areas:areas", "form": form}
    return render(request, "risk_areas/designate.html", context, status=422 if form.errors else 200)


@require_POST
@requires("outbreak.approve")
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Makes an approved area known."""
    return _acted(request, number, lambda: actions.publish(area=number, by=request.reader))  # type: ignore[attr-defined]


@require_POST
@requires("outbreak.read")
def act(request: HttpRequest, step: int, verb: str) -> HttpResponse:
    """Approves or takes back a step; the action itself says who may."""
    do: Callable[..., Any] | None = {"approve": actions.approve_step, "withdraw": actions.withdraw_step}.get(verb)
    found = next((one for one in risk_areas().filter(steps=step)), None)
    if do is None or found is None:
        raise NotHere.of("act")
    return _acted(request, found.pk, lambda: do(step=step, by=request.reader))  # type: ignore[attr-defined]


def named(among: str, word: str) -> str:
    """What a word of a list of vocabulary.toml is called, in the reader's language."""
    return said(vocabulary.called(among, word))


def _acted(request: HttpRequest, number: int, do: Callable[[], Any]) -> HttpResponse:
    try:
        do()
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say("已办理。", "Done."))
    there = risk_areas().filter(pk=number).exists()
    return redirect("risk_areas:area", number) if there else redirect("risk_areas:areas")


def _one(reader: Reader, number: int) -> Any:
    found = risk_areas().filter(pk=number).first()
    if found is None or not reader.covers(found.area_code):
        raise NotHere.of("area")
    return found


def _row(one: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "area": one,
        "level": named("levels", one.level),
        "colour": DRAWN[one.level][1],
        "state": named("area_states", one.state),
        "place": names.get(one.area_code, one.area_code),
        "waits": [named("acts", step.act) for step in one.steps.all() if step.approved_at is None],
    }


def _map(reader: Reader, code: str, standing: Iterable[Any]) -> list[dict[str, Any]]:
    """Each area within, with the strictest level of a risk area in it."""
    page, found = reverse("risk_areas:areas"), []
    for child in registry.children(reader, code):
        within = [one for one in standing if one.area_code.startswith(child.code)]
        strictest = max(within, key=lambda one: DRAWN[one.level][0], default=None)
        found.append(
            {
                "code": child.code,
                "name": child.name,
                "many": len(within),
                "step": DRAWN[strictest.level][0] if strictest else 0,
                "shown": named("levels", strictest.level) if strictest else say("无", "none"),
                "colour": DRAWN[strictest.level][1] if strictest else "",
                "page": f"{page}?area={child.code}",
            }
        )
    return found
