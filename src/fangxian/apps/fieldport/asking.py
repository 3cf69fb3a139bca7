"""What is asked with an outcome: which fields, which quick answers (quick.toml)."""

import tomllib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.http import QueryDict

from fangxian.apps.fieldport.words import SEX, TENURE
from fangxian.fieldwork import rules
from fangxian.fieldwork.rules import Outcome
from fangxian.lib import clock
from fangxian.web.language import say

#: Field -> its words, and what of it a telephone's keyboard needs: (zh, en, type, inputmode).
FIELDS = {
    "where": ("在哪里", "Where", "text", "text"),
    "when": ("什么时候", "When", "text", "text"),
    "note": ("说明", "Note", "text", "text"),
    "name": ("姓名", "Name", "text", "text"),
    "number": ("证件号码", "Identity number", "text", "text"),
    "phone": ("手机号", "Phone", "tel", "tel"),
    "born": ("出生日期", "Born on", "date", "numeric"),
}
#: What is asked of somebody who is entered.
RESIDENT = ("name", "number", "phone", "sex", "born", "tenure")
#: What was typed to find a door.
TYPED = "dwelling_q"
#: Ends the name of the field in which one types what none of the quick answers says.
OTHER = "_other"


@dataclass(frozen=True)
class Field:
    """A field of the small form under an outcome. `choices`: (value, words) to be picked with one tap."""

    name: str
    words: str
    needed: bool
    kind: str  # 'text', 'tel', 'date'; 'cause', 'sex', 'tenure': one of the choices and no more; 'dwelling'
    mode: str
    value: str
    other: str
    choices: tuple[tuple[str, str], ...]
    hint: str = ""


def fields(outcome: Outcome, said: Mapping[str, str], doors: Sequence[tuple[int, str]] = ()) -> list[Field]:
    """The fields that an outcome asks for, filled with what was said; `doors`: those that were found for it."""
    return [_field(outcome, name, said, doors) for name in outcome.fields]


def of_resident(said: Mapping[str, str]) -> list[Field]:
    """The fields of somebody who is entered at a door."""
    asks = Outcome("resident", "", "", (), tuple(one if one == "name" else f"{one}?" for one in RESIDENT), "resident")
    return fields(asks, said)


def new_click() -> str:
    """The name of one press of a button."""
    return str(uuid.uuid4())


def said(post: QueryDict) -> dict[str, str]:
    """What was typed or picked: what was typed counts before what was picked."""
    names = [*FIELDS, "cause", "sex", "tenure", "dwelling", TYPED]
    return {name: post.get(name + OTHER, "").strip() or post.get(name, "") for name in names}


def _field(outcome: Outcome, name: str, said: Mapping[str, str], doors: Sequence[tuple[int, str]]) -> Field:
    value, needed = said.get(name, ""), name in outcome.needed
    if name in CHOSEN:
        zh, en, choices = CHOSEN[name]
        picked = tuple((key, say(*pair)) for key, pair in choices().items())
        return Field(name, say(zh, en), needed, name, "", value, "", picked)
    if name == "dwelling":
        found = tuple((str(key), address) for key, address in doors)
        return Field(name, say("住在哪一户", "Which door"), needed, name, "", value, said.get(TYPED, ""), found)
    zh, en, kind, mode = FIELDS[name]
    choices = tuple(_quick(outcome.name, name))
    other = "" if value in dict(choices) else value
    hint = _read().get(outcome.name, {}).get(f"{name}_hint", {"zh": "", "en": ""})
    return Field(name, say(zh, en), needed, kind, mode, value, other, choices, say(hint["zh"], hint["en"]))


def _quick(outcome: str, name: str) -> list[tuple[str, str]]:
    """The quick answers: a day is kept as its date, so that 'tomorrow' means the same the day after."""
    found, now = [], clock.now()
    for one in _read().get(outcome, {}).get(name, []):
        if "days" not in one:
            found.append((one["zh"], say(one["zh"], one["en"])))
            continue
        if one["days"] == 0 and not one.get("from", 0) <= now.hour < one.get("until", 24):
            continue
        day = now.date() + timedelta(days=one["days"])
        found.append((f"{day.month}月{day.day}日{one['part']}", say(one["zh"], one["en"])))
    return found


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "quick.toml").read_text("utf-8"))


def _causes() -> dict[str, tuple[str, str]]:
    return {name: (one.zh, one.en) for name, one in rules.causes().items()}


#: Field with a closed list -> its words, and the list: value -> (zh, en).
CHOSEN: dict[str, tuple[str, str, Any]] = {
    "cause": ("原因", "Cause", _causes),
    "sex": ("性别", "Sex", lambda: SEX),
    "tenure": ("居住性质", "Tenure", lambda: TENURE),
}
