"""Asking: first which dataset, then which of its fields, how shown, of whom, what for, and until when."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fangxian import contracts
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.access.roles import purposes
from fangxian.apps.sharing import words
from fangxian.contracts import Contract, library
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import active
from fangxian.sharing import actions, queries
from fangxian.sharing.rules import FORMS, MASKED, WHOLE, refuse_source
from fangxian.web.areas import area_choices
from fangxian.web.language import current, said, say
from fangxian.web.telling import done

#: For how long is proposed.
_MONTH = timedelta(days=30)


class AskForm(forms.Form):
    """What is asked for beside the fields."""

    area_code = forms.ChoiceField()
    purpose = forms.ChoiceField()
    why = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(max_length=200)
    recipients = forms.CharField(max_length=200)
    way = forms.ChoiceField()
    form = forms.ChoiceField(required=False)
    since = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    until = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    outbreak = forms.ChoiceField(required=False)

    def __init__(self, data: Any = None, *, reader: Reader, contract: Contract) -> None:
        today = clock.now().date()
        super().__init__(data, initial={"since": today, "until": today + _MONTH})
        labels = {
            "area_code": say("区划（哪里的数据）", "Area (of whom or what)"),
            "purpose": say("用途", "Purpose"),
            "why": say("用途说明", "What exactly for"),
            "basis": say("法律依据（法规、文件号）", "Legal basis (law, order)"),
            "recipients": say("使用范围（谁会看到）", "Who will see it"),
            "way": say("交付方式", "Delivered as"),
            "form": say("文件格式", "Form of the file"),
            "since": say("起", "From"),
            "until": say("止（含当日）", "Until the end of"),
            "outbreak": say("疫情", "Outbreak"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["form"].help_text = say("仅文件方式填写", "Of files alone")
        self._choices("area_code", area_choices(reader.areas))
        self._choices("purpose", [(one, said(purposes()[one])) for one in queries.aims()])
        self._choices("way", [(one, say(*pair)) for one, pair in words.WAYS.items()])
        self._choices("form", [("", "–"), *((one, one) for one in FORMS)])
        if queries.under_outbreak(contract.name):
            self._choices("outbreak", [(str(one.pk), one.name) for one in active()])
        else:
            del self.fields["outbreak"]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@requires("sharing.ask")
def choose(request: HttpRequest) -> HttpResponse:
    """Every dataset with its class and owner; why one cannot be asked for stands beside it."""
    rows = [_offer(one) for one in queries.every_contract()]
    order = list(words.CLASSES)
    rows.sort(key=lambda row: (row["why_not"] != "", order.index(row["contract"].sharing)))
    return render(request, "sharing/choose.html", {"section": "sharing:list", "rows": rows})


@requires("sharing.ask")
def ask(request: HttpRequest, dataset: str) -> HttpResponse:
    """The form of one dataset."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    if dataset not in library.every():
        raise NotHere.of("dataset")
    contract = contracts.load(dataset)
    form = AskForm(request.POST or None, reader=reader, contract=contract)
    chosen = fields_in(request.POST, contract)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(asked=_asked(form.cleaned_data, contract, chosen), by=reader)
        except Fault as fault:
            form.add_error(None, fault.sentence(current()))
        else:
            at_once = queries.state_of(queries.request(reader, made.pk)) != "waiting"
            done(request, say("无条件共享，已即时批准。", "Shared unconditionally: granted at once.") if at_once
                 else say("已提出，等待责任单位审批。", "Asked for; the owner decides."))  # fmt: skip
            return redirect("sharing:request", made.pk)
    context = {
        "section": "sharing:list",
        **_offer(contract),
        "form": form,
        "fields": field_rows(contract, dict.fromkeys((one.name for one in queries.fields_of(contract)), WHOLE), chosen),
    }
    return render(request, "sharing/ask.html", context, status=422 if form.errors else 200)


def fields_in(typed: Mapping[str, Any], contract: Contract) -> dict[str, str]:
    """The fields that a form chooses: name -> 'whole' or 'masked', in the contract's order."""
    found = {one.name: typed.get(f"field-{one.name}", "") for one in queries.fields_of(contract)}
    return {name: shown for name, shown in found.items() if shown in (WHOLE, MASKED)}


def field_rows(contract: Contract, most: Mapping[str, str], chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Fields with what may be chosen of each, at most as openly as `most`."""
    rows = []
    for name in most:
        field = contract.field(name)
        open_to = [shown for shown in (MASKED, WHOLE) if _is_open(shown, most[name], field)]
        options = [("", say("不需要", "not needed")), *((shown, say(*words.SHOWN[shown])) for shown in open_to)]
        rows.append(
            {
                "field": field,
                "personal": field.classification == "scrub",
                "options": [(value, text, chosen.get(name, "") == value) for value, text in options],
            }
        )
    return rows


def _is_open(shown: str, most: str, field: Any) -> bool:
    if shown == MASKED:
        return queries.kind_of(field) is not None
    return most == WHOLE


def _offer(contract: Contract) -> dict[str, Any]:
    sharing, colour = words.sharing_class(contract)
    try:
        refuse_source(contract)
    except Fault as fault:
        why_not = fault.sentence(current())
    else:
        why_not = ""
    return {"contract": contract, "class": sharing, "colour": colour, "why_not": why_not}


def _asked(typed: Mapping[str, Any], contract: Contract, chosen: Mapping[str, str]) -> actions.Asked:
    return actions.Asked(
        dataset=contract.name,
        fields=chosen,
        since=_beginning(typed["since"]),
        until=_end(typed["until"]),
        outbreak=int(typed["outbreak"]) if typed.get("outbreak") else None,
        **{name: typed[name] for name in ("area_code", "purpose", "why", "basis", "recipients", "way", "form")},
    )


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL)


def _end(day: date) -> datetime:
    return _beginning(day + timedelta(days=1))
