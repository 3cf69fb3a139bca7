"""What may be evidence, and what of it has to wait. Pure: kinds.toml, and what follows from it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.lib import words
from fangxian.lib.fault import Fault
from fangxian.lib.words import Words

#: Clocks of telephones and sensors run ahead by so much, and no more.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True)
class Kind:
    """A kind of evidence: see kinds.toml."""

    name: str
    zh: str
    en: str
    findings: frozenset[str]


class Refused(Fault):
    """Evidence that cannot be taken as it came; `reason` is a name of kinds.toml's `held`."""

    def __init__(self, reason: str) -> None:
        said = held()[reason]
        super().__init__(
            en=f"This was not taken as evidence: {said.en}. Correct it, and send it again.",
            zh=f"未作为佐证收取：{said.zh}。请更正后重新提交。",
        )
        self.reason = reason


@cache
def kinds() -> Mapping[str, Kind]:
    """Name -> kind, in the order of the file."""
    read = _read()
    return {
        name: Kind(name, said["zh"], said["en"], frozenset(said["findings"]))
        for name, said in read.items()
        if name not in ("findings", "held")
    }


@cache
def findings() -> Mapping[str, Words]:
    """Name -> what a finding is called."""
    return words.words_of(_read()["findings"])


@cache
def held() -> Mapping[str, Words]:
    """Name -> why something waits."""
    return words.words_of(_read()["held"])


def waits(kind: str, finding: str, at: datetime, now: datetime) -> str:
    """Why a fact cannot be taken ('' it can): its kind, its finding, its time."""
    if kind not in kinds():
        return "kind"
    if finding and finding not in kinds()[kind].findings:
        return "finding"
    return "future" if at > now + AHEAD else ""


def _read() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "kinds.toml").read_text("utf-8"))
