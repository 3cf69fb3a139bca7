"""The closed lists of appeals: what one may be about, and why it is answered as it is. Pure: the files beside this
one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.lib.words import Words

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class AppealClass(Words):
    """See appeal_classes.toml."""

    hint_zh: str
    hint_en: str
    hours: int
    urgent: bool
    settled_by: tuple[str, ...]


@dataclass(frozen=True)
class AnswerReason(Words):
    """See answers.toml."""

    outcome: str


@cache
def appeal_classes() -> Mapping[str, AppealClass]:
    """Name -> class, in the order of the file."""
    return {
        name: AppealClass(**said | {"settled_by": tuple(said["settled_by"])})
        for name, said in _read("appeal_classes.toml").items()
    }


@cache
def answer_reasons() -> Mapping[str, AnswerReason]:
    """Name -> reason, in the order of the file."""
    return {name: AnswerReason(**said) for name, said in _read("answers.toml").items()}


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / file).read_text("utf-8"))
