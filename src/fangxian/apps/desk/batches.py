"""Batches: what was received, what became of each row, and what waits for somebody."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.catalogue import queries as catalogue
from fangxian.contracts import library
from fangxian.contracts.field import Field
from fangxian.contracts.reasons import all_reasons
from fangxian.web.language import say
from fangxian.web.paging import page

FATES = ("accepted", "repaired", "duplicate", "held")
STATES = {
    "received": ("已收，未入库", "Received", "warn"),
    "promoted": ("已入库", "In the registry", "good"),
    "withdrawn": ("已撤回", "Withdrawn", "bad"),
}


@requires("batches.read")
def batches(request: HttpRequest) -> HttpResponse:
    """The datasets, and the batches of all or of one, the latest first."""
    chosen = request.GET.get("dataset", "")
    datasets = list(catalogue.datasets())
    found = catalogue.batches(chosen)
    whole = sum(getattr(one, "times", 0) for one in datasets if not chosen or one.code == chosen)
    shown = page(found, ("-received_at", "-pk"), request.GET.get("after", ""), whole=whole)
    running = catalogue.jobs().filter(ended_at=None).first()
    context = {
        "section": "desk:batches",
        "datasets": datasets,
        "chosen": chosen,
        "page": shown,
        "rows": [_row(one) for one in shown.rows],
        "running": running,
    }
    return render(request, "desk/batches.html", context)


@requires("batches.read")
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """One batch: where each of its rows went, and those that are held, by reason."""
    found = catalogue.batches().filter(pk=number).first()
    if found is None:
        raise NotHere.of("batch")
    reason = request.GET.get("reason", "")
    held = catalogue.held(found.pk)
    by_reason = Counter[str]()
    for code, _, many in catalogue.held_by_reason(found.pk):
        by_reason[code] += many
    shown = page(
        held.filter(reason=reason) if reason else held,
        ("row", "pk"),
        request.GET.get("after", ""),
        whole=by_reason[reason] if reason else by_reason.total(),
    )
    context = _row(found) | {
        "section": "desk:batches",
        "reasons": [(code, short(code), many) for code, many in by_reason.most_common()],
        "reason": reason,
        "page": shown,
        "held_rows": _held(found.dataset.code, shown.rows),
        "fates": [(name, _fate(name), getattr(found, name)) for name in FATES],
        "sum": sum(getattr(found, name) for name in FATES),
    }
    return render(request, "desk/batch.html", context)


def _row(one: Any) -> dict[str, Any]:
    zh, en, colour = STATES[one.state]
    return {"batch": one, "state": say(zh, en), "colour": colour}


def _fate(name: str) -> str:
    words = {
        "accepted": ("原样接收", "Accepted"),
        "repaired": ("修正后接收", "Repaired"),
        "duplicate": ("重复", "Duplicate"),
        "held": ("问题数据", "Held"),
    }
    return say(*words[name])


#: Why rows are held, in a word or two; the sentences stand in contracts/reasons.toml.
SHORT = {
    "blank": ("空行", "Blank"),
    "total": ("合计行", "Totals"),
    "header": ("重复的表头", "Repeated header"),
    "cut": ("中断的行", "Cut off"),
    "missing": ("必填项空着", "Something missing"),
    "no_identity": ("无从认人", "Says not who"),
    "unreadable": ("无法识别", "Cannot be read"),
    "bad_code": ("编码有误", "Wrong code"),
    "unknown_area": ("区划不存在", "Unknown area"),
    "no_parent": ("上级不存在", "Nothing around it"),
    "future": ("日期在未来", "In the future"),
    "unknown_category": ("类别不认识", "Unknown category"),
    "outside_china": ("坐标在境外", "Outside the country"),
    "bad_polygon": ("边界有误", "Wrong outline"),
}


def short(code: str) -> str:
    """A reason in a word or two."""
    return say(*SHORT[code]) if code in SHORT else code.replace("_", " ")


def _held(dataset: str, rows: list[Any]) -> list[dict[str, Any]]:
    """Each held row with the sentence of its reason, about the field that its contract names."""
    fields = {one.name: one for one in library.load(dataset).fields} if dataset in library.SIDES else {}
    signed = signatures(one.settled_by for one in rows if one.settled_by)
    return [
        {
            "row": one,
            "sentence": _said(one.reason, fields.get(one.column)),
            "column": _label(one.column, fields),
            "settled_by": signed.get(one.settled_by, one.settled_by),
        }
        for one in rows
    ]


def _label(column: str, fields: dict[str, Field]) -> str:
    return say(fields[column].label, column) if column in fields else column


def _said(code: str, field: Field | None) -> str:
    reason = all_reasons().get(code)
    if reason is None:
        return short(code)
    english, chinese = reason.said(field)
    return say(chinese, english)
