"""Held rows in words: why each waits, what became of it, and how its cells are shown to whom."""

from collections.abc import Iterable
from typing import Any

from fangxian.access import gate
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.desk.words import DATASETS
from fangxian.catalogue.settling import reasons
from fangxian.contracts import library
from fangxian.contracts.field import Field
from fangxian.contracts.reasons import all_reasons
from fangxian.runs.mending import kind_of
from fangxian.web.language import say

#: Why rows are held, in a word or two; the sentences stand in contracts/reasons.toml.
SHORT = {
    "blank": ("空行", "Blank"),
    "total": ("合计行", "Totals"),
    "header": ("重复的表头", "Repeated header"),
    "cut": ("中断的行", "Cut off"),
    "missing": ("必填项空着", "Something missing"),
    "no_identity": ("无从认人", "Says not who"),
    "cut_number": ("号码被截断", "Number cut off"),
    "unreadable": ("无法识别", "Cannot be read"),
    "bad_code": ("编码有误", "Wrong code"),
    "unknown_area": ("区划不存在", "Unknown area"),
    "no_parent": ("上级不存在", "Nothing around it"),
    "future": ("日期在未来", "In the future"),
    "unknown_category": ("类别不认识", "Unknown category"),
    "outside_china": ("坐标在境外", "Outside the country"),
    "bad_polygon": ("边界有误", "Wrong outline"),
}
#: What became of a row -> its words, and the colour of its tag.
SETTLED = {
    "waiting": ("待处理", "Waits", "warn"),
    "not_needed": ("无需处理", "Not needed", ""),
    "sent_back": ("已退回报送单位", "Sent back", "accent"),
    "mended": ("已更正", "Mended", "good"),
}


def dataset(one: Any) -> str:
    """What a dataset is called."""
    return called(one.code, one.label)


def called(code: str, label: str) -> str:
    """What the dataset of a contract is called."""
    return say(*both(code, label))


def both(code: str, label: str) -> tuple[str, str]:
    """The same in Chinese, its label, and in English."""
    return label, DATASETS[code][1] if code in DATASETS else code.replace("_", " ").capitalize()


def short(code: str) -> str:
    """A reason in a word or two."""
    return say(*SHORT[code]) if code in SHORT else code.replace("_", " ")


def state(code: str) -> tuple[str, str]:
    """What became of a row, and the colour of its tag."""
    zh, en, colour = SETTLED[code or "waiting"]
    return say(zh, en), colour


def named(dataset: str) -> str:
    """What the dataset of this name is called; one that has no contract, as it is."""
    return called(dataset, library.load(dataset).label) if dataset in library.every() else dataset


def rows_of(held: Iterable[Any]) -> list[dict[str, Any]]:
    """Held rows with the sentence of each one's reason, about the field that its contract names."""
    found = list(held)
    signed = signatures(one.settled_by for one in found if one.settled_by)
    return [_row(one, signed) for one in found]


def _row(one: Any, signed: dict[str, str]) -> dict[str, Any]:
    dataset = one.batch.dataset_id
    fields = {field.name: field for field in library.load(dataset).fields} if dataset in library.every() else {}
    words, colour = state(one.settlement)
    why = reasons().get(one.why)
    return {
        "row": one,
        "sentence": _said(one.reason, fields.get(one.column)),
        "column": say(fields[one.column].label, one.column) if one.column in fields else one.column,
        "state": words,
        "colour": colour,
        "why": say(why.zh, why.en) if why else "",
        "settled_by": signed.get(one.settled_by, one.settled_by),
    }


def _said(code: str, field: Field | None) -> str:
    reason = all_reasons().get(code)
    if reason is None:
        return short(code)
    english, chinese = reason.said(field)
    return say(chinese, english)


def cells_for(reader: Reader, dataset: str, cells: dict[str, str]) -> list[dict[str, Any]]:
    """The cells of a row in the order of its contract, each as the reader may see it; `whole`: all of it is shown."""
    found = []
    for field in library.load(dataset).fields:
        value = cells.get(field.name, "")
        kind = kind_of(dataset, field)
        whole = kind is None or reader.shows(kind) == "whole"
        shown = value if kind is None or whole else gate.show(reader, kind, value)
        label = say(field.label, field.name.replace("_", " ").capitalize())
        found.append({"name": field.name, "label": label, "value": shown, "whole": whole})
    return found
