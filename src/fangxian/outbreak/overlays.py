"""A district's own figures on a pack: path -> value, with a label in both languages and a reason. Recorded as such:
nobody has to guess which figure is the edition's and which the district's."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.outbreak.faults import PackFault
from fangxian.outbreak.packs import toml, unread, unsound
from fangxian.outbreak.reading import Problem, Reading, known, leaf
from fangxian.outbreak.shape import PACK, Leaf, Table, form_at

_SHIPPED = Path(__file__).parent / "data" / "overlays"


@dataclass(frozen=True)
class Overlay:
    """What a district sets on a pack. `set`: path -> plain value ('classes.infected.phases.hospital.days' -> 7)."""

    zh: str = ""
    en: str = ""
    reason: str = ""
    set: Mapping[str, Any] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """As plain data, which `of` reads."""
        return {"zh": self.zh, "en": self.en, "reason": self.reason, "set": dict(self.set)}


#: The pack as it is.
NONE = Overlay()


@cache
def shipped() -> Mapping[str, Overlay]:
    """Name -> overlay that ships."""
    return {path.stem: load(path) for path in sorted(_SHIPPED.glob("*.toml"))}


def load(path: Path) -> Overlay:
    """An overlay of a TOML or JSON file. Raises PackFault."""
    try:
        return sent(path.name, path.read_bytes())
    except OSError:
        raise unread(path) from None


def sent(name: str, content: bytes) -> Overlay:
    """An overlay of a file's name and bytes: JSON by its ending, else TOML. Raises PackFault."""
    if not name.endswith(".json"):
        return of(toml(name, content), name)
    try:
        said = json.loads(content)
    except ValueError:
        said = None
    if not isinstance(said, Mapping):
        raise PackFault(
            en=f"{name} is no JSON that can be read as an overlay: compare it with a file that ships.",
            zh=f"{name} 不是可读取的 JSON 叠加规则：请对照自带文件修改。",
        )
    return of(said, name)


def typed(text: str, *, zh: str, en: str, reason: str) -> Overlay:
    """An overlay of lines as a person types them (path = value, as in the `[set]` of a file). Raises PackFault."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackFault(
            en=f'The lines are not as they have to be ({error}): one a line, "path" = value.',
            zh=f'内容格式不符（{error}）：每行一项，写作 "路径" = 值。',
        ) from None
    return of({"zh": zh, "en": en, "reason": reason, "set": said}, "overlay")


def of(said: Mapping[str, Any], name: str) -> Overlay:
    """An overlay of plain data: its paths are paths of a pack, its values have their form, it says whose it is and why.
    Raises PackFault with every mistake."""
    reading = Reading()
    for part in said:
        known(reading, part, ["zh", "en", "reason", "set"], part)
    values = dict(_flat(said.get("set", {})))
    for part in ("zh", "en", "reason"):
        if values and not (isinstance(said.get(part), str) and said[part].strip()):
            reading.wrong(
                part,
                "an overlay has a label in both languages (zh, en) and a reason: write it.",
                "叠加规则须有中英文名称（zh、en）和理由（reason）：请补充。",
            )
    for path, value in values.items():
        _judge(reading, path, value)
    if reading.problems:
        raise unsound(name, reading.problems)
    zh, en, reason = (str(said.get(part, "")).strip() for part in ("zh", "en", "reason"))
    return Overlay(zh, en, reason, values)


def laid_on(tree: Mapping[str, Any], overlay: Overlay) -> tuple[dict[str, Any], list[Problem]]:
    """A pack's tree with an overlay's values; the pack's own stays as it is. Problems: what it sets in nothing that the
    pack has."""
    laid, reading = _copy(tree), Reading()
    for path, value in overlay.set.items():
        *above, last = path.split(".")
        at, here = laid, ""
        for name in above:
            here = f"{here}.{name}".lstrip(".")
            if name not in at and isinstance(form_at(here), Table):
                known(reading, name, list(at), path)
                break
            at = at.setdefault(name, {})
        else:
            at[last] = value
    return laid, reading.problems


def _judge(reading: Reading, path: str, value: Any) -> None:
    form = form_at(path)
    if isinstance(form, Leaf):
        leaf(reading, value, form, path)
        return
    above = path
    while above and form_at(above) is None:
        above = above.rpartition(".")[0]
    holder = form_at(above) if above else PACK
    parts = list(holder.parts) if isinstance(holder, Table) else []
    wrong = path.removeprefix(above).lstrip(".").partition(".")[0]
    if wrong:
        known(reading, wrong, parts, path)
    else:
        reading.wrong(path, "this has parts: set one of them.", "该项有下级项：请设置其中一项。")


def _flat(said: Any, path: str = "") -> list[tuple[str, Any]]:
    """Tables and dotted names alike as paths: TOML reads a."b.c".d as both."""
    if not isinstance(said, Mapping):
        return [(path, said)]
    return [pair for name, one in said.items() for pair in _flat(one, f"{path}.{name}" if path else name)]


def _copy(tree: Any) -> Any:
    return {name: _copy(one) for name, one in tree.items()} if isinstance(tree, Mapping) else tree
