"""What an area is called: the official name, else what most of its addresses call it, else its code.

Addresses are personal; a word taken from them is shown only where it stands in most of at least `SMALLEST` people's
addresses, so that it can be nothing but the name of the place.
"""

from collections import Counter
from collections.abc import Callable, Collection

from fangxian.lake.engines.facade import Engine
from fangxian.measures.suppression import SMALLEST

#: Addresses looked at for each area without an official name; a name that most of them bear is found among these.
LOOKED_AT = 60
#: A street or town: the word before 街道, 镇 or 乡, from the end of the district's name on.
_STREET = "([^省市区县旗0-9A-Za-z ]{2,8}?(?:街道|镇|乡))"
#: A community, else a village, after the street's name (上海新村社区 is a community, whatever its name).
_COMMUNITY = "(?:街道|镇|乡)([^0-9A-Za-z ]{2,10}?社区)"
_VILLAGE = "(?:街道|镇|乡)([^0-9A-Za-z ]{2,10}?(?:村委会|居委会|村))"


class PlaceNames:
    """Names of the areas in `paths` (codes, widest first)."""

    def __init__(
        self, engine: Engine, paths: Collection[tuple[str, ...]], name_of: Callable[[str], str | None]
    ) -> None:
        self._known: dict[str, str] = {}
        unnamed = set()
        for path in paths:
            code = path[-1]
            if len(path) <= 3 and code:
                found = name_of(code)
                if found:
                    self._known[code] = found
                elif len(path) > 1:
                    unnamed.add(code)
        if unnamed:
            self._known |= _told_by_addresses(engine, unnamed)

    def of(self, path: tuple[str, ...]) -> str:
        """The name of an area; '' for one without a code. A grid is called by its community and its own last digits."""
        code = path[-1]
        if len(path) == 4 and code and path[2]:
            return f"{self._known[path[2]]} {code[len(path[2]) :]}" if path[2] in self._known else code
        return self._known.get(code, code)


def _told_by_addresses(engine: Engine, codes: Collection[str]) -> dict[str, str]:
    """Names that most of the addresses of an area agree on, for those of `codes` that have one."""
    ((people,),) = engine.rows("SELECT count(*) FROM outcome")
    every = max(1, people // (LOOKED_AT * len(codes)))
    told: dict[str, Counter[str]] = {code: Counter() for code in codes}
    for grid, street, community, addresses in engine.rows(
        f"SELECT substr(trim(o.grid), 1, 12) AS row_key, regexp_extract(w.address, '{_STREET}', 1) AS street, "
        f"coalesce(nullif(regexp_extract(w.address, '{_COMMUNITY}', 1), ''), "
        f"regexp_extract(w.address, '{_VILLAGE}', 1)) AS community, count(*) AS addresses "
        "FROM outcome o JOIN residents_raw w ON w.row_key = o.person_row "
        f"WHERE o.person_row % {every} = 0 AND w.row_key % {every} = 0 "
        "AND o.grid IS NOT NULL AND w.address IS NOT NULL "
        "GROUP BY 1, 2, 3"
    ):
        for code, name in ((grid[:9], street), (grid if len(grid) == 12 else "", community)):
            if code in told:
                told[code][name or ""] += addresses
    names = {}
    for code, counter in told.items():
        name, addresses = max(counter.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if name and addresses >= SMALLEST and addresses * 2 > counter.total():
            names[code] = name
    return names
