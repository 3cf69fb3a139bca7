"""What an outbreak may be of, and on what law it may stand: data/diseases/*.toml, data/legal_bases.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.outbreak.packs import toml, unsound
from fangxian.outbreak.reading import read
from fangxian.outbreak.shape import DISEASE, Figure

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Entry:
    """One entry of a list: its name, in two languages, and whatever else its file says of it, as plain values; with the
    figures by path, where they have sources."""

    name: str
    zh: str
    en: str
    more: Mapping[str, Any]
    figures: Mapping[str, Figure] = field(default_factory=dict)


@cache
def diseases() -> Mapping[str, Entry]:
    """Name -> disease. Raises PackFault for a file that is not sound."""
    return {path.stem: disease(path) for path in sorted((_DATA / "diseases").glob("*.toml"))}


@cache
def legal_bases() -> Mapping[str, Entry]:
    """Name -> legal basis; `more['article']` says where the power lies, in 'zh' and 'en'."""
    said = tomllib.loads((_DATA / "legal_bases.toml").read_text("utf-8"))
    return {name: Entry(name, one.pop("zh"), one.pop("en"), one) for name, one in said.items()}


def disease(path: Path) -> Entry:
    """The profile of a file. Raises PackFault with every mistake."""
    reading = read(toml(path.name, path.read_bytes()), DISEASE)
    if reading.problems:
        raise unsound(path.name, reading.problems)
    return Entry(path.stem, reading.tree.pop("zh"), reading.tree.pop("en"), reading.tree, reading.figures)
