"""A change of an outbreak's protocol, asked for: another pack, or other figures of the district's own, with the reason.

What the chosen pack leaves open and needs has a field of its own; whatever else is set is typed as lines.
"""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions, overlays, packs, resolving, wording
from fangxian.outbreak.queries import all_outbreaks, versions
from fangxian.outbreak.shape import Leaf, form_at
from fangxian.web.language import current, say
from fangxian.web.telling import done


class ChangeForm(forms.Form):
    """A label in both languages, the reason, whether codes are on, and figures."""

    zh = forms.CharField(max_length=64, required=False)
    en = forms.CharField(max_length=64, required=False)
    reason = forms.CharField(max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    codes_on = forms.BooleanField(required=False)
    lines = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "code"})
    )

    def __init__(self, data: Any, pack: packs.Pack, standing: Mapping[str, Any]) -> None:
        values = dict(standing.get("set", {}))
        self.open = resolving.needed(pack.tree)
        initial = {name: standing.get(name, "") for name in ("zh", "en", "reason")}
        initial["codes_on"] = values.pop("codes_on", pack.tree["codes_on"])
        filled = {path: values.pop(path) for path in self.open if path in values}
        initial["lines"] = "\n".join(f"{json.dumps(path)} = {_typed(value)}" for path, value in values.items())
        super().__init__(data, initial=initial)
        named = wording.called(pack.tree)
        for path in self.open:
            words, needs = wording.place(path, named), pack.open[path]
            self.fields[path] = forms.CharField(
                required=False, label=say(words.zh, words.en), help_text=say(needs.zh, needs.en),
                initial=_typed(filled[path]).strip("[]") if path in filled else "",
            )  # fmt: skip
        labels = {
            "zh": say("叠加规则名称（中文）", "What it is called (Chinese)"),
            "en": say("叠加规则名称（英文）", "What it is called (English)"),
            "reason": say("理由", "Reason"),
            "codes_on": say("启用健康码规则（赋码）", "Codes are on"),
            "lines": say("其他设置（每行一项）", "Whatever else is set, one a line"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["lines"].help_text = say(
            '"路径" = 值，例如 "classes.fever_drug_buyer.used" = false',
            '"path" = value: "classes.fever_drug_buyer.used" = false',
        )
        self.order_fields(["zh", "en", "reason", *self.open, "codes_on", "lines"])

    def overlay(self, pack: packs.Pack) -> overlays.Overlay:
        """What was typed, as an overlay. Raises PackFault."""
        said = self.cleaned_data
        lines = [f"{json.dumps(path)} = {_read(said[path], path)}" for path in self.open if said[path].strip()]
        if said["codes_on"] != pack.tree["codes_on"]:
            lines.append(f"codes_on = {json.dumps(said['codes_on'])}")
        return overlays.typed("\n".join([*lines, said["lines"]]), zh=said["zh"], en=said["en"], reason=said["reason"])


@requires("outbreak.propose")
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Asks for a change. `?pack=` chooses the pack; figures that are set already are there to be changed."""
    outbreak = all_outbreaks().filter(pk=number, state="active").first()
    reader = request.reader  # type: ignore[attr-defined]
    if outbreak is None or not reader.covers(outbreak.area_code):
        raise NotHere.of("outbreak")
    standing = versions(number).filter(state="in_force").first()
    asked = request.GET.get("pack") or (standing.pack if standing else packs.DEFAULT)
    if asked not in packs.shipped():
        raise NotHere.of("pack")
    chosen = packs.named(asked)
    kept = standing.overlay if standing and standing.pack == chosen.name else {}
    form = ChangeForm(request.POST or None, chosen, kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_protocol(outbreak=number, pack=chosen.name, overlay=form.overlay(chosen), by=reader)
        except Fault as fault:
            for line in fault.sentence(current()).splitlines():
                form.add_error(None, line)
        else:
            done(request, say("已提出，等待另一人批准。", "Proposed; a second person has to approve it."))
            return redirect("protocols:protocol", number)
    context = {
        "section": "protocols:packs",
        "outbreak": outbreak,
        "form": form,
        "chosen": chosen,
        "packs": [(one.name, say(one.zh, one.en)) for one in packs.shipped().values()],
    }
    return render(request, "protocols/propose.html", context, status=422 if form.errors else 200)


def _typed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _read(text: str, path: str) -> str:
    """A figure as typed, as a line has it: several numbers are a list."""
    form = form_at(path)
    numbers = text.replace("，", ",").replace("、", ",").strip(" []")
    if isinstance(form, Leaf) and form.kind in ("days", "hours"):
        return f"[{numbers}]"
    return _typed(text.strip()) if isinstance(form, Leaf) and form.kind in ("word", "text") else numbers
