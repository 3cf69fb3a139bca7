"""What an outbreak may be of, and on what law it may stand: data/*.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Entry:
    """One entry of a list: its name in the file, in two languages, and whatever else the file says of it."""

    name: str
    zh: str
    en: str
    more: Mapping[str, Any]


@cache
def diseases() -> Mapping[str, Entry]:
    """Name -> disease."""
    return _entries("diseases.toml")


@cache
def legal_bases() -> Mapping[str, Entry]:
    """Name -> legal basis; `more['article']` says where the power lies, in 'zh' and 'en'."""
    return _entries("legal_bases.toml")


def _entries(file: str) -> Mapping[str, Entry]:
    read = tomllib.loads((_DATA / file).read_text("utf-8"))
    return {name: Entry(name, said.pop("zh"), said.pop("en"), said) for name, said in read.items()}
