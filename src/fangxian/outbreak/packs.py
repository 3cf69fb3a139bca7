"""Packs: what one edition of the rules says of whom, for how long, on which days, as its file has it with each figure's
source. The files that ship lie in data/packs; a district's own differences are an overlay, never an edited file."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.lib.words import Words
from fangxian.outbreak import soundness
from fangxian.outbreak.faults import PackFault
from fangxian.outbreak.reading import Problem, read
from fangxian.outbreak.shape import PACK, Figure

SHIPPED = Path(__file__).parent / "data" / "packs"

#: In force on a new installation: it restricts nobody (law 16).
DEFAULT = "CN-BB"


@dataclass(frozen=True)
class Pack:
    """A file that is sound.

    tree     what it says, as plain values; None where a source is missing
    figures  path -> value, source and grade, or what is missing
    digest   SHA-256 (hex) of the file
    """

    name: str
    zh: str
    en: str
    issued: str
    tree: Mapping[str, Any]
    figures: Mapping[str, Figure]
    digest: str

    @property
    def open(self) -> dict[str, Words]:
        """What needs a source: path -> what is missing."""
        return {path: one.needs for path, one in self.figures.items() if one.needs is not None}


@cache
def shipped() -> Mapping[str, Pack]:
    """Name -> pack, the oldest edition first."""
    found = [load(path) for path in SHIPPED.glob("*.toml")]
    return {one.name: one for one in sorted(found, key=lambda one: one.issued)}


def named(name: str) -> Pack:
    """A pack that ships. Raises PackFault."""
    found = shipped().get(name)
    if found is None:
        among = ", ".join(shipped())
        raise PackFault(
            en=f"There is no pack {name}: choose one of {among}.", zh=f"没有规则包 {name}：请从 {among} 中选择。"
        )
    return found


def load(path: Path) -> Pack:
    """A pack of a file, called after it. Raises PackFault with every mistake, its place, and what to write."""
    try:
        content = path.read_bytes()
    except OSError:
        raise unread(path) from None
    reading = read(toml(path.name, content), PACK)
    problems = reading.problems or soundness.judge(reading.tree)
    if problems:
        raise unsound(path.name, problems)
    tree = reading.tree
    digest = hashlib.sha256(content).hexdigest()
    return Pack(path.stem, tree["zh"], tree["en"], tree["issued"], tree, reading.figures, digest)


def toml(name: str, content: bytes) -> dict[str, Any]:
    """What TOML says. Raises PackFault for what cannot be read."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise PackFault(en=f"{name} is not UTF-8: save it as UTF-8.", zh=f"{name} 不是 UTF-8 编码：请另存。") from None
    except tomllib.TOMLDecodeError as error:
        raise PackFault(
            en=f"{name} is not TOML: {error}. Compare with a file that ships.",
            zh=f"{name} 不符合 TOML 格式：{error}。请对照自带文件修改。",
        ) from None


def unread(path: Path) -> PackFault:
    """The fault of a file that is not there, or may not be read."""
    return PackFault(
        en=f"{path} cannot be read: check the name and the rights.", zh=f"{path} 无法读取：请检查文件名和权限。"
    )


def unsound(name: str, problems: Iterable[Problem]) -> PackFault:
    """The fault that lists mistakes of a file or an overlay."""
    found = tuple(problems)
    return PackFault(
        en="\n".join(f"{name}, {one.path}: {one.en}" for one in found),
        zh="\n".join(f"{name}，{one.path}：{one.zh}" for one in found),
        problems=found,
    )
