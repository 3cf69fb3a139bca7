"""How far a testing round has come: by place and by time.

    by_area(engine) -> list[AreaCoverage]   every area of the residents' file, at four levels
    by_hour(engine) -> Hours                samples taken and people reached, hour by hour

Both read the tables that a comparison leaves in the engine (`outcome`, `samples`, `sampled`) and hold counts only. What
is published passes `fangxian.measures.suppression` first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from fangxian.lake.engines.facade import Engine
from fangxian.measures.areas import LEVELS, AreaCoverage, Level, placed
from fangxian.measures.hours import HourCount, Hours, by_hour
from fangxian.measures.placenames import PlaceNames

__all__ = ["LEVELS", "AreaCoverage", "HourCount", "Hours", "Level", "by_area", "by_hour", "district_of", "placed"]

#: What an area without a code is called, by level.
UNPLACED: dict[Level, str] = {
    "district": "未注明区县",
    "street": "未分街道",
    "community": "未分社区",
    "grid": "未分网格",
}
#: The order in which an area's people are counted.
STATUSES = ("tested", "pending", "in_review", "untested")


def by_area(engine: Engine, *, name_of: Callable[[str], str | None] | None = None) -> list[AreaCoverage]:
    """Coverage of each district, street, community and grid, the widest first, in the order of their codes.

    `name_of(code)` gives a division's official name (by default that of `fangxian.terms.divisions`); where it knows
    none, the name found in most of the area's addresses is taken, else the code itself stands.
    """
    by_code: dict[str | None, list[int]] = {}
    for grid, status, people in engine.rows("SELECT grid, status, count(*) FROM outcome GROUP BY grid, status"):
        if grid not in by_code:
            by_code[grid] = [0] * len(STATUSES)
        by_code[grid][STATUSES.index(status)] += people
    counts = _rolled_up(by_code)
    names = PlaceNames(engine, counts, name_of or _official)
    return [_area(path, counts[path], names) for path in sorted(counts, key=lambda path: (len(path), path))]


def district_of(areas: Iterable[AreaCoverage]) -> AreaCoverage | None:
    """The district whose round this is: the one that holds nine tenths of all people, if there is one."""
    districts = [area for area in areas if area.level == "district"]
    everybody = sum(area.people for area in districts)
    return next((area for area in districts if area.code and area.people * 10 >= everybody * 9), None)


def _rolled_up(by_code: Mapping[str | None, Sequence[int]]) -> dict[tuple[str, ...], list[int]]:
    """Counts of each area on each level, from those of the grid codes as the file gives them."""
    counts: dict[tuple[str, ...], list[int]] = {}
    for grid, cell in by_code.items():
        path = placed(grid)
        for depth in range(1, len(LEVELS) + 1):
            sums = counts.setdefault(path[:depth], [0] * len(STATUSES))
            for column, people in enumerate(cell):
                sums[column] += people
    return counts


def _area(path: tuple[str, ...], cell: list[int], names: PlaceNames) -> AreaCoverage:
    level = LEVELS[len(path) - 1]
    tested, pending, in_review, untested = cell
    return AreaCoverage(
        level=level,
        code=path[-1],
        name=names.of(path) or UNPLACED[level],
        people=sum(cell),
        tested=tested,
        pending=pending,
        in_review=in_review,
        untested=untested,
        path=path,
    )


def _official(code: str) -> str | None:
    from fangxian.terms import divisions

    return divisions.name(code)
