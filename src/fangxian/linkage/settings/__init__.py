"""What each level of agreement is worth: versioned data, opened by Splink or compiled to SQL (docs/decisions/0003).

A settings file holds, for each comparison of `linkage.comparisons`, its levels with `m` (how often true pairs agree
so) and `u` (how often strangers do), and the three thresholds of a decision: `link` and `review` are probabilities,
`margin` is in bits of evidence by which the best candidate must lead the next. `frequency: true` on a level replaces
its `u` by the share of residents who bear that name: 王伟 is no evidence, 尉迟睿涵 is.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CURRENT = "people-2"


@dataclass(frozen=True)
class Level:
    """One level of agreement of one comparison."""

    label: str
    m: float
    u: float
    frequency: bool = False

    @property
    def bits(self) -> float:
        """log2(m / u): evidence for (positive) or against."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class Settings:
    """One version of the weights and thresholds."""

    id: str
    link: float
    review: float
    margin: float
    comparisons: dict[str, list[Level]]

    def __iter__(self) -> Iterator[tuple[str, list[Level]]]:
        return iter(self.comparisons.items())


def load(name: str = CURRENT, folder: Path = Path(__file__).parent) -> Settings:
    """The settings of that name; each comparison's m and u must each add up to 1 (within a hundredth)."""
    return read(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))


def read(said: dict[str, Any]) -> Settings:
    """Settings from their JSON form."""
    comparisons = {
        name: [Level(label, level["m"], level["u"], level.get("frequency", False)) for label, level in levels.items()]
        for name, levels in said["comparisons"].items()
    }
    return Settings(said["id"], said["link"], said["review"], said["margin"], comparisons)


def bits(comparison: str, levels: list[Level], level: str, share: str) -> str:
    """The SQL for one comparison's evidence in bits: `level` is the expression that names the level, `share` the
    expression for how frequent the resident's name is among residents (0..1)."""
    del comparison
    cases = []
    for said in levels:
        worth = f"{double(math.log2(said.m))} - log2({share})" if said.frequency else double(said.bits)
        cases.append(f"WHEN '{said.label}' THEN {worth}")
    return f"CASE {level} {' '.join(cases)} ELSE {double(0.0)} END"


def double(value: float) -> str:
    """A number as a SQL literal of double precision: without an exponent an engine reads a decimal."""
    return repr(value) if "e" in repr(value) else f"{value!r}e0"


def write(settings: Settings) -> str:
    """The JSON form of settings, one level a line, as the file holds it."""
    head = {"id": settings.id, "link": settings.link, "review": settings.review, "margin": settings.margin}
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    blocks = []
    for name, levels in settings:
        inner = [f"      {json.dumps(level.label)}: {_said(level)}" for level in levels]
        blocks.append(f"    {json.dumps(name)}: {{\n" + ",\n".join(inner) + "\n    }")
    return "{\n" + "\n".join(lines) + '\n  "comparisons": {\n' + ",\n".join(blocks) + "\n  }\n}\n"


def _said(level: Level) -> str:
    said: dict[str, Any] = {"m": level.m, "u": level.u}
    if level.frequency:
        said["frequency"] = True
    return json.dumps(said)
