"""A pharmacy registers a purchase: who uses the medicine, who bought it, what, how the user is. What is typed is sealed
under the outbreak's key; the page that answers says nothing of whom the registry knows."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.fever_drugs.following import CLASS, KIND
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.protocol import Protocol
from fangxian.outbreak.queries import active, protocol_in_force
from fangxian.runs import forms as single
from fangxian.terms import phones, resident_id
from fangxian.web.formats import moment
from fangxian.web.language import current, say
from fangxian.web.telling import done

#: The contract of the files that say the same (contracts/odcs).
DATASET = "drug_purchases"


@cache
def choices() -> Mapping[str, Any]:
    """choices.toml."""
    return tomllib.loads((Path(__file__).parent / "choices.toml").read_text("utf-8"))


def offered(name: str) -> list[tuple[str, str]]:
    """A list of choices.toml in the reader's language."""
    return [(key, say(**words)) for key, words in choices()[name].items()]


class PurchaseForm(forms.Form):
    """What the rule asks for. A buyer is named where they are not the user."""

    name = forms.CharField(max_length=64)
    id_number = forms.CharField(max_length=32)
    phone = forms.CharField(max_length=20)
    address = forms.CharField(max_length=128)
    buyer = forms.CharField(max_length=64, required=False)
    buyer_number = forms.CharField(max_length=32, required=False)
    buyer_phone = forms.CharField(max_length=20, required=False)
    drug = forms.CharField(max_length=64)
    category = forms.ChoiceField()
    quantity = forms.IntegerField(min_value=1, max_value=999, initial=1)
    surely = forms.BooleanField(required=False)
    temperature = forms.FloatField(required=False)
    symptoms = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    history = forms.ChoiceField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, label in _labels().items():
            self.fields[name].label = label
        for name, among in (("category", "categories"), ("symptoms", "symptoms"), ("history", "history")):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered(among)
        for name in ("name", "id_number", "phone", "address", "buyer", "buyer_number", "buyer_phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Numbers and phones that can be, a buyer with a number and a phone, a quantity that is meant."""
        said: dict[str, Any] = super().clean() or {}
        wrong = {
            "id_number": bool(said.get("id_number")) and resident_id.key(resident_id.clean(said["id_number"])) is None,
            "phone": bool(said.get("phone")) and phones.key(said["phone"]) is None,
            "buyer_number": bool(said.get("buyer")) and not said.get("buyer_number"),
            "buyer_phone": bool(said.get("buyer")) and phones.key(said.get("buyer_phone") or "") is None,
        }
        for name, is_wrong in wrong.items():
            if is_wrong:
                self.add_error(name, _unfit(name))
        limits, warm = choices()["limits"], said.get("temperature")
        if warm is not None and not limits["coldest"] <= warm <= limits["hottest"]:
            self.add_error("temperature", say("体温应在 35 至 42 ℃ 之间。", "A temperature lies between 35 and 42 ℃."))
        if (said.get("quantity") or 0) >= limits["confirm_from"] and not said.get("surely"):
            self.add_error("surely", say("数量较大：请核对后勾选。", "This is much: check it, and confirm."))
        return said


@requires("fever_drugs.register")
def register(request: HttpRequest) -> HttpResponse:
    """Takes a purchase in, and says until when the user is to be tested."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    form = PurchaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outbreak, protocol = _under(reader)
            _take(outbreak, form.cleaned_data, reader)
        except Fault as fault:
            form.add_error(None, fault.sentence(current()))
        else:
            done(request, _told(protocol))
            return redirect("fever_drugs:register")
    context = {"section": "fever_drugs:register", "form": form}
    return render(request, "fever_drugs/register.html", context, status=422 if form.errors else 200)


def _under(reader: Reader) -> tuple[int, Protocol]:
    """The outbreak of the pharmacy's area whose protocol follows purchases up. Raises a Fault."""
    for one in active(reader.areas[0] if reader.areas else ""):
        protocol = protocol_in_force(one.pk)
        if CLASS in protocol.classes:
            return one.pk, protocol
    raise Fault(
        en="No protocol in force here asks for purchases to be registered: nothing was kept.",
        zh="本区现行方案不要求购药登记：未留存任何信息。",
    )


def _take(outbreak: int, said: Mapping[str, Any], reader: Reader) -> None:
    now, words = clock.now(), choices()
    symptoms = "、".join(words["symptoms"][name]["zh"] for name in said["symptoms"])
    history = words["history"][said["history"]]["zh"] if said["history"] != "none" else ""
    cells = {name: str(said[name] or "") for name in ("name", "id_number", "phone", "address", "drug", "quantity")}
    cells |= {name: said[name] for name in ("buyer", "buyer_number", "buyer_phone")}
    cells |= {
        "category": words["categories"][said["category"]]["zh"],
        "pharmacy": reader.account,
        "purchased_at": f"{now.astimezone(clock.LOCAL):%Y-%m-%d %H:%M:%S}",
        "temperature": str(said["temperature"] or ""),
        "symptoms": symptoms,
        "history": history,
    }
    single.take(
        outbreak=outbreak, dataset=DATASET, kind=KIND, at=now, cells=cells, by=reader,
        finding="fever" if "fever" in said["symptoms"] else "symptom" if symptoms else "",
    )  # fmt: skip


def _told(protocol: Protocol) -> str:
    hours = [
        duty.within_hours for phase in protocol.classes[CLASS].phases for duty in phase.duties if duty.within_hours
    ]
    if not hours:
        return say("已登记。", "Registered.")
    until = moment(clock.now() + timedelta(hours=min(hours)))
    return say(
        f"已登记。请告知用药人：{until} 前做一次核酸检测。", f"Registered. Tell the user: a test is due by {until}."
    )


def _labels() -> dict[str, str]:
    much = choices()["limits"]["confirm_from"]
    return {
        "name": say("用药人姓名", "Name of who uses it"),
        "id_number": say("用药人身份证号", "Their resident number"),
        "phone": say("用药人手机号", "Their phone"),
        "address": say("用药人现住址", "Where they live"),
        "buyer": say("代购人姓名（本人购买不填）", "Buyer, where somebody else buys it"),
        "buyer_number": say("代购人身份证号", "The buyer's resident number"),
        "buyer_phone": say("代购人手机号", "The buyer's phone"),
        "drug": say("药品通用名", "Generic name of the medicine"),
        "category": say("药品类别", "Kind"),
        "quantity": say("数量（盒）", "Packs"),
        "surely": say(f"{much} 盒及以上：已核对无误", f"{much} packs or more: checked, and right"),
        "temperature": say("体温（℃，未测不填）", "Temperature (℃, where it was taken)"),
        "symptoms": say("症状（没有不选）", "Symptoms (none: leave empty)"),
        "history": say("旅居史", "Where they have been"),
    }


def _unfit(name: str) -> str:
    if name.endswith("number"):
        return say("身份证号不正确：请与原件核对。", "This is no resident number: check it against the document.")
    return say("手机号不正确：请核对。", "This is no mobile phone: check it.")
