"""Closed lists that a person can read: TOML files of names, each with what it is called in two languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Words:
    """What an entry of a list is called."""

    zh: str
    en: str


def words_of(said: Mapping[str, Mapping[str, str]]) -> dict[str, Words]:
    """Name -> words, of tables that say `zh` and `en` and nothing else. Raises TypeError for another."""
    return {name: Words(**one) for name, one in said.items()}


def read(path: Path) -> dict[str, Words]:
    """The same of a file, in its order."""
    return words_of(tomllib.loads(path.read_text("utf-8")))
