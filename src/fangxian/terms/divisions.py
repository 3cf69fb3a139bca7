"""Administrative divisions: the names behind the codes (GB/T 2260, and the statistics bureau's codes below it).

Two digits are a province, four a city, six a district, nine a street or town, twelve a community or village.
`data/divisions.csv` holds the demo city's, from the statistics bureau's list of 2023 (china-division 2.7.0, MIT).
Lists differ from year to year: a code that is not here is not wrong, it has no name.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Level = Literal["province", "city", "district", "street", "community"]
LEVELS: dict[int, Level] = {2: "province", 4: "city", 6: "district", 9: "street", 12: "community"}


def name(code: str) -> str | None:
    """The name of a division, or None if the list does not know the code."""
    return names().get(code)


def level(code: str) -> Level | None:
    """What a code of this length is the code of, or None."""
    return LEVELS.get(len(code)) if code.isascii() and code.isdigit() else None


def parent(code: str) -> str | None:
    """The code of the division that holds this one, or None for a province or no code.

    >>> parent("230108001002")
    '230108001'
    """
    lengths = [length for length in LEVELS if length < len(code)]
    return code[: lengths[-1]] if level(code) and lengths else None


def children(code: str) -> list[str]:
    """The codes directly below this one, in order."""
    return sorted(one for one in names() if parent(one) == code)


@cache
def names() -> Mapping[str, str]:
    """All codes that are known, with their names."""
    path = Path(__file__).parent / "data" / "divisions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
