"""What may be found of whom, why somebody is asked, and whose list a task has reached. Pure: the files beside this one,
and what follows from them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.lib import words
from fangxian.lib.fault import Fault
from fangxian.lib.words import Words

_HERE = Path(__file__).parent

#: Kinds of tasks: who has no sample; who has one and is not expected; who has one from elsewhere.
REMINDER, VERIFICATION, WHEREABOUTS = "reminder", "verification", "whereabouts"
#: Somebody in need whom a restriction must not leave alone (law 15); whom a lead holds until a single re-test (law 13).
CARE, RETEST = "care", "retest"
#: Somebody who is followed: something due of them is overdue, or something was found.
FOLLOW_UP = "follow_up"
#: Reasons for which somebody is asked after who is on record as living elsewhere.
RETURNING = frozenset({"known_elsewhere"})
#: For so long a task is one's own who set out for it.
HELD = timedelta(hours=2)
#: After so long beyond its time a task of the community's is the street's as well.
STREET_AFTER = timedelta(hours=24)
#: Until so long after, what somebody reported can be taken back.
UNDONE_WITHIN = timedelta(hours=24)
#: For what a line is closed while another record of the same person is asked for.
SAME_PERSON = "same_person"
#: For what a task is closed that was done.
VISITED = "visited"


@dataclass(frozen=True)
class Line:
    """One of the people of a task that is asked for: a person of the registry, or what is said of somebody in none,
    sealed under the outbreak's key for the purpose `sealed_for`."""

    person: int | None
    details: bytes | None = None
    sealed_for: str = ""


@dataclass(frozen=True)
class Spec:
    """A task that is asked for; `key` is unique in its origin and kind."""

    kind: str
    key: str
    area_code: str
    dwelling: int | None
    due_at: datetime
    why: str
    parameters: Mapping[str, Any]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Outcome:
    """What may be found: see outcomes.toml."""

    name: str
    zh: str
    en: str
    kinds: tuple[str, ...]
    asks: tuple[str, ...]
    registry: str
    again: bool = False
    needed: tuple[str, ...] = field(init=False)
    fields: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needed", tuple(one for one in self.asks if not one.endswith("?")))
        object.__setattr__(self, "fields", tuple(one.removesuffix("?") for one in self.asks))


@cache
def outcomes() -> Mapping[str, Outcome]:
    """Name -> outcome, in the order of the file."""
    read = _outcomes()
    read.pop("causes")
    return {
        name: Outcome(name, **said | {"kinds": tuple(said["kinds"]), "asks": tuple(said["asks"])})
        for name, said in read.items()
    }


@cache
def causes() -> Mapping[str, Words]:
    """Why somebody cannot be tested: name -> words."""
    return words.words_of(_outcomes()["causes"])


@cache
def reasons() -> Mapping[str, Words]:
    """Why somebody is asked to go, or need not any more: name -> words, which name what {round} names."""
    return words.read(_HERE / "reasons.toml")


def offered(kind: str) -> list[Outcome]:
    """The outcomes that a task of this kind may have, in their order."""
    return [one for one in outcomes().values() if kind in one.kinds]


def checked(kind: str, outcome: str, said: Mapping[str, str]) -> tuple[Outcome, dict[str, str]]:
    """The outcome, and what was typed with it, bare. Raises a Fault for an outcome that a task of this kind has not,
    for what is missing, and for a cause that is none; it quotes nothing."""
    found = outcomes().get(outcome)
    if found is None or kind not in found.kinds:
        raise Fault(en="Choose what you found from the list.", zh="请从列表中选择上门结果。")
    typed = {name: said[name].strip() for name in found.fields if said.get(name, "").strip()}
    if set(found.needed) - set(typed):
        raise Fault(en="Say why: choose the cause from the list.", zh="请选择不能采样的原因。")
    if "cause" in typed and typed["cause"] not in causes():
        raise Fault(en="Choose the cause from the list.", zh="请从列表中选择原因。")
    if found.registry == "corrected" and not typed:
        raise Fault(en="Type what has to be corrected.", zh="请填写需要更正的内容。")
    return found, typed


def level(due_at: datetime, now: datetime) -> str:
    """Whose list a task has reached: the grid's; beyond its time the community's as well, a day later the street's.
    It follows from the clock, so that nothing has to run for it and no crash delays it."""
    if now < due_at:
        return "grid"
    return "community" if now < due_at + STREET_AFTER else "street"


def _outcomes() -> dict[str, Any]:
    return tomllib.loads((_HERE / "outcomes.toml").read_text("utf-8"))
