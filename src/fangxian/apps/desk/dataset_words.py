"""Datasets in words: what each is for, whether it is fresh, how its fields are read, and what is filled from it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from fangxian.catalogue.rules import late_by
from fangxian.contracts import Contract, Field, library, own
from fangxian.lib import words
from fangxian.lib.words import Words
from fangxian.registry.rules import authority
from fangxian.web import formats
from fangxian.web.language import current, say

_HERE = Path(__file__).parent
SHARING = {
    "unconditional": ("无条件共享", "Shared unconditionally"),
    "conditional": ("有条件共享", "Shared on conditions"),
    "not_shared": ("不予共享", "Not shared"),
}
#: What is filled from a dataset -> its words, and the page and verb of what there is to see of it.
FILLS = {
    "areas": ("区划", "Areas", "desk:home", "counts.read"),
    "people": ("人口底账", "Registry of people", "desk:people", "people.search"),
    "homes": ("房屋底账", "Registry of homes", "desk:compounds", "places.read"),
    "organisations": ("法人底账", "Registry of organisations", "desk:organisations", "organisations.read"),
    "rounds": ("检测轮次", "Testing rounds", "", ""),
    "evidence": ("疫情佐证（随疫情销毁）", "Evidence of the outbreak (destroyed with it)", "", ""),
}
#: Of what the contracts say how much a word on it counts.
RANKED = {
    "name": ("姓名", "name"),
    "sex": ("性别", "sex"),
    "born": ("出生日期", "date of birth"),
    "number": ("证件号码", "number"),
    "phone": ("电话", "phone"),
    "lives": ("现住处", "where they live"),
    "registered": ("户籍地", "where they are registered"),
}
#: How a dataset stands -> its words, and the colour of its tag; what somebody has to see to first.
STATES = {
    "late": ("逾期 {}", "Late by {}", "bad"),
    "never": ("尚未收到", "Nothing came yet", "warn"),
    "fresh": ("按时", "In time", "good"),
    "unpromised": ("未约定频率", "No promise", ""),
    "rests": ("无疫情，不收", "No outbreak: not due", ""),
    "no_round": ("无进行中的轮次，不收", "No round is open: not due", ""),
    "beside": ("随比对给出，不单独报送", "Comes with a comparison: not sent", ""),
}
#: The same where they are counted.
SHORT = {name: (zh, en) for name, (zh, en, _) in STATES.items()} | {"late": ("逾期", "Late")}


@dataclass(frozen=True)
class About:
    """What a dataset is for, what is filled from it, and whether somebody sends it by itself."""

    zh: str
    en: str
    fills: tuple[str, ...]
    sent: bool = True


@dataclass(frozen=True)
class Freshness:
    """How a dataset stands against its promise: `state` of STATES, its words and the colour of its tag."""

    state: str
    words: str
    colour: str


@cache
def about() -> Mapping[str, About]:
    """Dataset -> what it is for (datasets.toml); an installation's own are not in it."""
    read = tomllib.loads((_HERE / "datasets.toml").read_text("utf-8"))
    return {name: About(**one | {"fills": tuple(one["fills"])}) for name, one in read.items()}


@cache
def elements() -> Mapping[str, Words]:
    """Standard element -> its words (elements.toml)."""
    return words.read(_HERE / "elements.toml")


@dataclass(frozen=True)
class Due:
    """What makes evidence due: an outbreak that is in force, and for results a round that is open."""

    outbreak: bool
    round: bool

    def rests(self, dataset: str) -> str:
        """Why a dataset is not due now (of STATES); '' where it is."""
        said = about().get(dataset)
        if said and not said.sent:
            return "beside"
        if dataset in library.registers():
            return ""
        if not self.outbreak:
            return "rests"
        return "no_round" if said and "rounds" in said.fills and not self.round else ""


def freshness(contract: Contract, last: datetime | None, now: datetime, *, due: Due) -> Freshness:
    """How a dataset stands whose last delivery came then."""
    if why := due.rests(contract.name):
        return _stands(why)
    if last is None:
        return _stands("never")
    if not contract.every_hours:
        return _stands("unpromised")
    late = late_by(last, contract.every_hours, now)
    return _stands("late", formats.span(late)) if late else _stands("fresh")


def often(hours: int | None) -> str:
    """A promise: 每 7 天, every 12 hours."""
    if not hours:
        return say("未约定", "Not said")
    if hours % 24:
        return say(
            "每小时" if hours == 1 else f"每 {hours} 小时", "Every hour" if hours == 1 else f"Every {hours} hours"
        )
    days = hours // 24
    return say("每天" if days == 1 else f"每 {days} 天", "Every day" if days == 1 else f"Every {days} days")


def sharing(contract: Contract) -> str:
    """Whether departments may share it."""
    return say(*SHARING[contract.sharing]) if contract.sharing in SHARING else say("未说明", "Not said")


def element(field: Field) -> str:
    """How a field's cells are read."""
    found = elements().get(field.term)
    return say(found.zh, found.en) if found else field.term


def label(field: Field) -> str:
    """What a field is called."""
    return say(field.label, field.name.replace("_", " ").capitalize())


def headings(field: Field) -> str:
    """Everything that a field is called, in both languages, to be looked through."""
    known = [field.label, field.name, *(heading for equals in field.synonyms for heading in equals)]
    return " ".join(known).casefold().replace("_", " ")


def described(dataset: str) -> tuple[str, Mapping[str, str]]:
    """What a contract itself says: its purpose, and each field's description. Those that ship are written in English;
    an installation's own in whichever language its author chose."""
    if dataset in library.SIDES:
        if current() == "zh":
            return "", {}
        said = library.document(dataset)
    else:
        said = library.opened(own.files()[dataset])[0]
    (schema,) = said["schema"]
    purpose = str(said.get("description", {}).get("purpose", ""))
    return purpose, {one["name"]: str(one.get("description", "")) for one in schema["properties"]}


def ranks(dataset: str) -> list[tuple[str, int, int]]:
    """Of whom it speaks: (what is known of a person, the rank of this dataset's word on it from 1, of how many)."""
    return [
        (say(*RANKED[known]), place, len(order))
        for known, order in authority().items()
        for place, equals in enumerate(order, 1)
        if dataset in equals
    ]


def _stands(state: str, *said: str) -> Freshness:
    zh, en, colour = STATES[state]
    return Freshness(state, say(zh, en).format(*said), colour)
