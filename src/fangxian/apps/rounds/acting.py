"""What is done to a round: made, its files taken in, declared complete, a batch withdrawn and restored. What an act
would do stands on the page before it is done (law 11)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.rounds.figures import WORDS
from fangxian.apps.rounds.pages import titled
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import active
from fangxian.runs import arrival, foreseen, withdrawal
from fangxian.screening import queries
from fangxian.screening.actions import VERB
from fangxian.web import consequences
from fangxian.web.areas import area_choices
from fangxian.web.formats import count
from fangxian.web.language import current, say
from fangxian.web.telling import done, failed
from fangxian.web.uploads import laid_down, sent


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class RoundForm(forms.Form):
    """What a round needs: where, when, whom."""

    area_code = forms.ChoiceField()
    name = forms.CharField(max_length=64, required=False)
    starts_at = forms.DateTimeField(
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    ends_at = forms.DateTimeField(widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
    youngest = forms.IntegerField(min_value=0, max_value=130, required=False)
    oldest = forms.IntegerField(min_value=0, max_value=130, required=False)

    def __init__(self, data: Any = None, *, reader: Reader) -> None:
        day = clock.now().astimezone(clock.LOCAL).replace(minute=0, second=0, microsecond=0)
        super().__init__(data, initial={"starts_at": day.replace(hour=6), "ends_at": day.replace(hour=20)})
        words = {
            "area_code": say("检测范围", "Area"),
            "name": say("名称（不填即“第 N 轮”）", "Name (empty: its number)"),
            "starts_at": say("采样开始", "Sampling from"),
            "ends_at": say("采样结束", "Sampling until"),
            "youngest": say("最小年龄（可不填）", "Youngest (may be empty)"),
            "oldest": say("最大年龄（可不填）", "Oldest (may be empty)"),
        }
        for name, label in words.items():
            self.fields[name].label = label
        area = self.fields["area_code"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = area_choices(reader.areas)


@requires(VERB)
def new(request: HttpRequest) -> HttpResponse:
    """Makes a round: everybody present in the area is expected, as the registry knows them now."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    form = RoundForm(request.POST or None, reader=reader)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        outbreaks = active(said["area_code"])
        try:
            if not outbreaks:
                raise Fault(
                    en="No outbreak is in force here: two people have to activate one first.",
                    zh="本区没有生效的疫情：须先由两人启动疫情。",
                )
            made = arrival.make(
                outbreak=outbreaks[0].pk,
                area=said["area_code"],
                starts_at=said["starts_at"],
                ends_at=said["ends_at"],
                name=said["name"],
                scope={name: said[name] for name in ("youngest", "oldest") if said[name] is not None},
                by=reader,
            )
        except Fault as fault:
            form.add_error(None, fault.sentence(current()))
        else:
            many = count(made.expected)
            told = say(f"已建立，应检 {many} 人。", f"Made: {many} are expected.")
            done(request, told)
            return redirect("rounds:round", made.pk)
    context = {"section": "rounds:rounds", "form": form}
    return render(request, "rounds/new.html", context, status=422 if form.errors else 200)


@require_POST
@requires(VERB)
def arrive(request: HttpRequest, number: int) -> HttpResponse:
    """Takes files of results in, one after the other, each as a batch of its own."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = _mine(reader, number)
    sender, announced = request.POST.get("sender", "").strip()[:64], request.POST.get("rows", "").strip()

    def take() -> str:
        files = sent(request, en="Choose the file of results.", zh="请选择结果文件。")
        if announced and not announced.isdigit():
            raise Fault(en="The announced rows are a whole number.", zh="通报行数应为整数。")
        rows = 0
        for file in files:
            with laid_down(file) as path:
                batch = arrival.arrive(
                    round=found.pk, path=path, by=reader.account, sender=sender,
                    rows=int(announced) if announced and len(files) == 1 else None, outside="outside" in request.POST,
                )  # fmt: skip
            rows += batch.rows
        return say(f"已比对 {count(rows)} 行。", f"{count(rows)} rows compared.")

    return _done(request, number, take)


@requires(VERB)
def complete(request: HttpRequest, number: int) -> HttpResponse:
    """Declares the results complete, after having said what that asks for."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = _mine(reader, number)
    if request.method == "POST":

        def declare() -> str:
            _, opened = arrival.complete(round=number, by=reader)
            return say(f"结果已收齐，派出任务 {count(opened)} 项。", f"Complete: {count(opened)} tasks are open.")

        return _done(request, number, declare)
    at = queries.figures(number).counts
    context = titled(found) | {
        "section": "rounds:rounds",
        "asks": foreseen.completing(number),
        "doubt": at["in_review"],
    }
    return render(request, "rounds/complete.html", context)


@requires(VERB)
def withdraw(request: HttpRequest, number: int, batch: str) -> HttpResponse:
    """Withdraws a batch, after having said what that would do."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = _mine(reader, number)
    one = queries.arrivals(number, standing=True).filter(batch=batch).first()
    if one is None:
        raise NotHere.of("batch")
    if request.method == "POST":

        def take_back() -> str:
            withdrawal.withdraw(round=number, batch=batch, by=reader)
            return say("已撤回；文件仍加密留存，可恢复。", "Withdrawn; the file stays sealed, and can be restored.")

        return _done(request, number, take_back)
    would = foreseen.withdrawing(number, one, by=reader)
    statuses = [(say(*WORDS[name]), would.statuses[name]) for name in WORDS if would.statuses.get(name)]
    context = titled(found) | {"section": "rounds:rounds", "batch": one, "taken": would, "statuses": statuses}
    context["would"] = consequences.shown(request, would.would)
    return render(request, "rounds/withdraw.html", context)


@require_POST
@requires(VERB)
def restore(request: HttpRequest, number: int, batch: str) -> HttpResponse:
    """Takes a batch that was withdrawn in again."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    _mine(reader, number)

    def take() -> str:
        withdrawal.restore(round=number, batch=batch, by=reader)
        return say("已恢复并重新比对。", "Restored, and compared again.")

    return _done(request, number, take)


def _mine(reader: Reader, number: int) -> queries.Round:
    found = queries.one(number)
    if not reader.covers(found.area_code):
        raise NotHere.of("round")
    return found


def _done(request: HttpRequest, number: int, act: Callable[[], str]) -> HttpResponse:
    """Does it, and says on the round's page what came of it."""
    try:
        done(request, act())
    except Fault as fault:
        failed(request, fault)
    return redirect("rounds:round", number)
