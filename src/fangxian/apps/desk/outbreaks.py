"""Outbreaks: one proposes, another approves; they end, and what was kept under them is destroyed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions, overlays, packs, profiles, purge
from fangxian.outbreak.queries import all_outbreaks, history, purge_due, request_of
from fangxian.outbreak.rules import LONGEST_RETENTION
from fangxian.registry.queries import area_names
from fangxian.web.areas import area_choices
from fangxian.web.consequences import foreseen
from fangxian.web.language import current, say
from fangxian.web.telling import done, failed

#: State -> its words, and the colour of its tag.
STATES = {
    "proposed": ("待另一人批准", "Waits for a second person", "warn"),
    "active": ("生效中", "In force", "bad"),
    "closed": ("已结束，待销毁", "Closed, to be purged", "accent"),
    "purged": ("已销毁", "Purged", "good"),
}


class ProposalForm(forms.Form):
    """What an activation needs to say."""

    name = forms.CharField(max_length=64)
    disease = forms.ChoiceField()
    legal_basis = forms.ChoiceField()
    area_code = forms.ChoiceField()
    starts_on = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    retention_days = forms.IntegerField(min_value=0, max_value=LONGEST_RETENTION, initial=30)
    pack = forms.ChoiceField(required=False)
    overlay = forms.FileField(required=False)

    def __init__(self, data: Any = None, files: Any = None, *, areas: tuple[str, ...] = ()) -> None:
        super().__init__(data, files, initial={"starts_on": clock.now().date(), "pack": packs.DEFAULT})
        words = {
            "name": say("名称", "Name"),
            "disease": say("疾病", "Disease"),
            "legal_basis": say("法律依据", "Legal basis"),
            "area_code": say("区域", "Area"),
            "starts_on": say("起始日期", "From"),
            "retention_days": say("结束后留存（天）", "Kept after the end (days)"),
            "pack": say("规则包", "Pack of rules"),
            "overlay": say("本区叠加规则（文件，可不填）", "The district's overlay (a file, may be empty)"),
        }
        for name, label in words.items():
            self.fields[name].label = label
        self.fields["name"].help_text = say("例如：2022 年 9 月平房区疫情", "For example: September 2022, Pingfang")
        self.fields["retention_days"].help_text = say(
            f"到期即销毁数据和密钥，最长 {LONGEST_RETENTION} 天。",
            f"Then data and key are destroyed; {LONGEST_RETENTION} days at most.",
        )
        self.fields["overlay"].help_text = say("TOML 或 JSON，格式见 docs/packs.md。", "TOML or JSON: docs/packs.md.")
        self._choices("pack", [(one.name, f"{one.name} {say(one.zh, one.en)}") for one in packs.shipped().values()])
        for field, entries in (("disease", profiles.diseases()), ("legal_basis", profiles.legal_bases())):
            none = [("", say("请选择", "Choose"))]
            self._choices(field, none + [(name, say(entry.zh, entry.en)) for name, entry in entries.items()])
        self._choices("area_code", area_choices(areas))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@requires("outbreak.read")
def outbreaks(request: HttpRequest) -> HttpResponse:
    """All of them, the latest first."""
    found = list(all_outbreaks())
    names = area_names([one.area_code for one in found])
    rows = [_row(one, names) for one in found]
    return render(request, "desk/outbreaks.html", {"section": "desk:outbreaks", "rows": rows})


@requires("outbreak.read")
def outbreak(request: HttpRequest, number: int) -> HttpResponse:
    """One: what it stands on, who did what, what can be done next."""
    found = all_outbreaks().filter(pk=number).select_related("certificate").first()
    if found is None:
        raise NotHere.of("outbreak")
    reader = request.reader  # type: ignore[attr-defined]
    row = _row(found, area_names([found.area_code]))
    asked, certificate = request_of(found.pk), getattr(found, "certificate", None)
    acted = [found.proposed_by, found.approved_by, found.closed_by]
    acted += [certificate.by, certificate.witness] if certificate else []
    signed = signatures([*acted, asked.by] if asked else acted)
    steps = [
        (say("提出", "Proposed"), signed.get(found.proposed_by, found.proposed_by), found.proposed_at),
        (say("批准", "Approved"), signed.get(found.approved_by, found.approved_by), found.approved_at),
        (say("结束", "Closed"), signed.get(found.closed_by, found.closed_by), found.closed_at),
        (say("销毁", "Purged"), "", found.purged_at),
    ]
    context = row | {
        "section": "desk:outbreaks",
        "steps": steps,
        "history": history(found.pk, current()),
        "purge_due": purge_due(found),
        "certificate": certificate,
        "witnesses": [signed.get(name, name) for name in acted[3:]],
        "mine": found.proposed_by == reader.account,
        "asked": asked,
        "asker": signed.get(asked.by, asked.by) if asked else "",
        "purgeable": found.state == "closed" and (purge_due(found) or clock.now()) <= clock.now(),
        "may": {verb: reader.can(f"outbreak.{verb}") and reader.covers(found.area_code) for verb in VERBS},
    }
    verb = "approve" if found.state == "proposed" and not context["mine"] else request.GET.get("act", "")
    if verb in FORESEEN and context["may"][verb] and found.state in FORESEEN[verb]:
        context["would"] = foreseen(
            request, lambda: ACTS[verb][0](outbreak=number, by=reader), for_good=verb == "close"
        )
    return render(request, "desk/outbreak.html", context)


@requires("outbreak.propose")
def propose(request: HttpRequest) -> HttpResponse:
    """Asks for an activation."""
    reader = request.reader  # type: ignore[attr-defined]
    form = ProposalForm(request.POST or None, request.FILES or None, areas=reader.areas)
    if request.method == "POST" and form.is_valid():
        try:
            said, file = form.cleaned_data, form.cleaned_data["overlay"]
            said["pack"] = said["pack"] or packs.DEFAULT
            said["overlay"] = overlays.sent(file.name, file.read()) if file else overlays.NONE
            made = actions.propose(**said, by=reader)
        except Fault as fault:
            for line in fault.sentence(current()).splitlines():
                form.add_error(None, line)
        else:
            messages.success(request, say("已提出，等待另一人批准。", "Proposed; a second person has to approve it."))
            return redirect("desk:outbreak", made.pk)
    status = 422 if form.errors else 200
    return render(request, "desk/propose.html", {"section": "desk:outbreaks", "form": form}, status=status)


#: The verbs that decide which of the buttons somebody sees.
VERBS = ("approve", "close", "purge")
#: What is shown before it is done, and in which state it can be.
FORESEEN = {"approve": ("proposed",), "close": ("active",)}

ACTS: dict[str, tuple[Callable[..., Any], str, str]] = {
    "approve": (actions.approve, "已批准，疫情生效。", "Approved: the outbreak is in force."),
    "close": (actions.close, "疫情已结束，留存期开始计算。", "Closed: the time of retention begins."),
    "withdraw": (actions.withdraw, "已撤回。", "Withdrawn."),
    "ask-purge": (purge.ask, "已提请销毁，待另一人见证确认。", "Asked for; a witness has to confirm it."),
    "purge": (purge.purge, "数据和密钥已销毁，证明如下。", "Data and key are destroyed; the certificate is below."),
}


@require_POST
@requires("outbreak.read")
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Approves, closes, withdraws, purges; the action itself says who may."""
    if verb not in ACTS:
        raise NotHere.of("act")
    do, zh, en = ACTS[verb]
    try:
        do(outbreak=number, by=request.reader)  # type: ignore[attr-defined]
    except Fault as fault:
        failed(request, fault)
        return redirect("desk:outbreak", number)
    done(request, say(zh, en))
    return redirect("desk:outbreaks") if verb == "withdraw" else redirect("desk:outbreak", number)


def _row(one: Any, names: dict[str, str]) -> dict[str, Any]:
    zh, en, colour = STATES[one.state]
    disease, basis = profiles.diseases().get(one.disease), profiles.legal_bases().get(one.legal_basis)
    return {
        "outbreak": one,
        "state": say(zh, en),
        "colour": colour,
        "disease": say(disease.zh, disease.en) if disease else one.disease,
        "basis": say(basis.zh, basis.en) if basis else one.legal_basis,
        "article": say(**basis.more["article"]) if basis else "",
        "area": names.get(one.area_code, one.area_code),
        "days": (clock.now().date() - one.starts_on).days if isinstance(one.starts_on, date) else None,
    }
