"""The words a pack may use where it has a choice: data/vocabulary.toml; the closed list of reasons: reasons.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.lib.words import Words, words_of

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Reason(Words):
    """Why somebody may be restricted, in words that a resident understands; what officers and published figures call
    it; the kinds of evidence that carry it."""

    evidence: tuple[str, ...]
    short: Words


@cache
def lists() -> Mapping[str, Mapping[str, Words]]:
    """List -> word -> what it is called: 'phases' -> 'home' -> 居家隔离."""
    return {name: words_of(said) for name, said in _read("vocabulary.toml").items()}


@cache
def reasons() -> Mapping[str, Reason]:
    """Name -> reason, in the order of the file. Nothing else may restrict anybody."""
    read = _read("reasons.toml")
    return {
        name: Reason(said["zh"], said["en"], tuple(said["evidence"]), Words(said["short_zh"], said["short_en"]))
        for name, said in read.items()
    }


@cache
def sources() -> Mapping[str, str]:
    """The key that a figure names as its source -> where it was read."""
    return _read("sources.toml")


def called(among: str, word: str) -> Words:
    """What a word of a list is called; itself where it is on none."""
    return lists().get(among, {}).get(word, Words(word, word))


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / file).read_text("utf-8"))
