"""An area of the residents' file, its people, and where a grid code says it lies."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Level = Literal["district", "street", "community", "grid"]
#: From the widest to the narrowest.
LEVELS: tuple[Level, ...] = ("district", "street", "community", "grid")
#: Lengths of the national division codes (GB/T 2260, and the statistics bureau's street and community codes).
DISTRICT, STREET, COMMUNITY = 6, 9, 12
#: Lengths of the codes that are read as divisions with a grid behind them: 15 digits, 17 with a micro-grid, or fewer.
#: Eleven digits are a telephone number, eighteen a resident's.
DIVIDED = frozenset({6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17})
#: What may stand in the wrong column and is no grid: a mobile number, a resident's number, a door, a sentence.
_NO_GRID = re.compile(r"1[3-9][0-9]{9}|[0-9]{17}[0-9Xx]|.*(?:室|单元|栋|幢|号楼).*|.{21,}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """The people of one area and how far they have come; people = tested + pending + in_review + untested.

    `path` is the area's code with those above it, widest first ('' where the file gives none). Rows of one level never
    overlap, and together they hold everybody. `areas` is more than 1 where small areas were merged.
    """

    level: Level
    code: str
    name: str
    people: int
    tested: int
    pending: int
    in_review: int
    untested: int
    path: tuple[str, ...]
    areas: int = 1

    @property
    def share(self) -> float:
        """The share of its people who were tested, 0 to 1 (0 for nobody)."""
        return self.tested / self.people if self.people else 0.0


def placed(grid: str | None) -> tuple[str, str, str, str]:
    """District, street, community and grid of a grid code; '' where the code does not say.

    >>> placed("230108001002003")
    ('230108', '230108001', '230108001002', '230108001002003')
    >>> placed("东区-7")
    ('', '', '', '东区-7')
    """
    code = unicodedata.normalize("NFKC", grid or "").strip().removesuffix(".0")
    if code.isascii() and code.isdigit() and len(code) in DIVIDED and "11" <= code[:2] <= "82":
        street = code[:STREET] if len(code) >= STREET else ""
        community = code[:COMMUNITY] if len(code) >= COMMUNITY else ""
        return (code[:DISTRICT], street, community, "" if code in (code[:DISTRICT], street, community) else code)
    return ("", "", "", "" if _NO_GRID.fullmatch(code) else code)
