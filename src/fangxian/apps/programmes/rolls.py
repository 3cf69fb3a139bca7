"""Lists of people to be enrolled: typed or pasted, told what would come of them, approved by another, taken back."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.programmes.words import ROLLS, class_named, list_named, reason_named
from fangxian.boards import queries as boards
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import active
from fangxian.programme import actions, queries
from fangxian.programme.actions import VERB, Joining
from fangxian.registry.queries import area_names
from fangxian.runs import lists
from fangxian.web.consequences import foreseen
from fangxian.web.language import current, say
from fangxian.web.paging import page
from fangxian.web.telling import done, failed

_MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2}))?")


class RollForm(forms.Form):
    """A list: under which outbreak, in which class, from when, on what it rests, who."""

    person_class = forms.ChoiceField()
    anchor_at = forms.DateTimeField(
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    rests_on = forms.CharField(max_length=200)
    place = forms.CharField(max_length=64, required=False)
    people = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 8}))
    file = forms.FileField(required=False)

    def __init__(self, data: Any = None, files: Any = None, *, outbreaks: Any) -> None:
        super().__init__(data, files, initial={"anchor_at": clock.now().astimezone(clock.LOCAL)})
        words = {
            "person_class": say("人员类别", "Class of people"),
            "anchor_at": say("起算时间（行内写有日期的以行内为准）", "Counted from (a date in a line counts instead)"),
            "rests_on": say("依据（文号、流调报告、接触名单）", "What it rests on (a report, a list of contacts)"),
            "place": say("地点（可不填）", "Place (may be empty)"),
            "people": say("身份证号，每行一人", "Identity numbers, one a line"),
            "file": say("或上传文本文件", "Or a text file"),
        }
        for name, label in words.items():
            self.fields[name].label = label
        choices = [
            (f"{one.pk}/{name}", f"{one.name} · {say(of.zh, of.en)}")
            for one in outbreaks
            for name, of in queries.classes(one.pk).items()
        ]
        of_class = self.fields["person_class"]
        assert isinstance(of_class, forms.ChoiceField)
        of_class.choices = choices

    def lines(self) -> list[str]:
        """What was pasted, or the file, line by line."""
        text = self.cleaned_data["people"]
        if self.cleaned_data["file"]:
            text += "\n" + self.cleaned_data["file"].read().decode("utf-8-sig", errors="replace")
        return [line for line in text.splitlines() if line.strip()]


@requires("programme.read")
def rolls(request: HttpRequest) -> HttpResponse:
    """Every list, the latest first."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    shown = page(queries.rolls(), ("-pk",), request.GET.get("after", ""))
    context = {
        "section": "programmes:rolls",
        "page": shown,
        "rows": [_roll(one) for one in shown.rows],
        "enrols": reader.can(VERB),
    }
    return render(request, "programmes/rolls.html", context)


@requires(VERB)
def new(request: HttpRequest) -> HttpResponse:
    """Puts a list forward: who of it can be enrolled, and who not and why, is told before another person approves."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    form = RollForm(request.POST or None, request.FILES or None, outbreaks=active())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        outbreak, person_class = said["person_class"].split("/", 1)
        try:
            people = list(_joining(reader, form.lines(), said))
            origin = f"list/{clock.now():%Y%m%d%H%M%S}/{reader.account}"[:64]
            made = actions.propose(
                outbreak=int(outbreak), person_class=person_class, people=people, origin=origin, by=reader
            )
        except Fault as fault:
            form.add_error(None, fault.sentence(current()))
        else:
            done(request, say("已提交，待另一人批准。", "Put forward: a second person has to approve."))
            return redirect("programmes:roll", made.pk)
    return render(request, "programmes/new.html", {"section": "programmes:rolls", "form": form})


@requires("programme.read")
def roll(request: HttpRequest, roll: int) -> HttpResponse:
    """One list: what would come of it, or what came."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = _found(roll)
    waits = found.state == "proposed"
    listed = queries.listed(reader, roll) if waits else queries.of_roll(reader, roll)
    shown = page(listed, ("area_code", "pk"), request.GET.get("after", ""), whole=listed.count())
    if shown.rows:
        gate.listed(reader, kind="person", subjects=[one.person for one in shown.rows], list=f"roll/{roll}")
    cards = boards.cards_of(reader, [one.person for one in shown.rows])
    names = area_names(one.area_code for one in shown.rows)
    context = _roll(found) | {
        "section": "programmes:rolls",
        "page": shown,
        "people": [
            (one, gate.show(reader, "name", cards[one.person].name) if one.person in cards else "",
             names.get(one.area_code, one.area_code))
            for one in shown.rows
        ],
        "skipped": [(reason_named("skipped", name), many) for name, many in found.skipped.items()],
        "decides": waits and reader.can(VERB) and reader.account != found.by,
        "own": waits and reader.account == found.by,
        "undoes": found.state == "enrolled" and reader.can(VERB),
    }  # fmt: skip
    if context["decides"]:
        context["would"] = foreseen(request, lambda: actions.approve(roll=roll, by=reader))
    elif context["undoes"] and request.GET.get("act") == "withdraw":
        context["would"] = foreseen(request, lambda: actions.withdraw(roll=roll, by=reader))
    return render(request, "programmes/roll.html", context)


@requires(VERB)
@require_POST
def act(request: HttpRequest, roll: int, act: str) -> HttpResponse:
    """Approves a list, refuses it, or takes it back."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    acts: dict[str, Callable[[], object]] = {
        "approve": lambda: actions.approve(roll=roll, by=reader),
        "refuse": lambda: actions.refuse(roll=roll, by=reader),
        "withdraw": lambda: actions.withdraw(roll=roll, by=reader),
    }
    if act not in acts:
        raise BadRequest("no such act")
    try:
        acts[act]()
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, say("已办理。", "Done."))
    return redirect("programmes:roll", roll)


def _joining(reader: Reader, lines: list[str], said: Any) -> Iterator[Joining]:
    """Who is meant, each with what their line says."""
    for place, (person, line) in enumerate(zip(lists.people(lines, by=reader), lines, strict=True), 1):
        evidence = {"rests_on": said["rests_on"], "line": place}
        yield Joining(person, _moment(line) or said["anchor_at"], evidence, said["place"])


def _moment(line: str) -> datetime | None:
    match = _MOMENT.search(lists.NUMBER.sub("", line))
    if match is None:
        return None
    year, month, day, hour, minute = (int(one or 0) for one in match.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=clock.LOCAL)
    except ValueError:
        return None


def _found(roll: int) -> Any:
    found = queries.rolls().filter(pk=roll).first()
    if found is None:
        raise NotHere.of("list")
    return found


def _roll(one: Any) -> dict[str, Any]:
    zh, en, colour = ROLLS[one.state]
    classes = queries.classes(one.outbreak_id)
    return {
        "one": one,
        "called": list_named(one.origin),
        "state": say(zh, en),
        "colour": colour,
        "class_words": class_named(classes, one.person_class),
        "left_out": sum(one.skipped.values()),
    }
