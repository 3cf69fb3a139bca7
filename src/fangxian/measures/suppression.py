"""Small numbers, before anything is published.

**The rule.** A published area has at least `SMALLEST` people. An area with fewer is shown merged with the other small
areas of the same parent and, if these are still fewer than `SMALLEST` together, with the next smallest of its
neighbours; a merged row bears neither code nor name. So no published count concerns fewer than `SMALLEST` people, and
none can be had by subtracting published rows from each other or from the row of their parent either.

**Why.** "Grid 7: 3 people, 1 not tested" points at a household. Counts of the whole district (its positives, its
results by hour, its kinds of dirt) name no place and are shown as they are.

**Its limit.** A file of fewer than `SMALLEST` people in all becomes a single row without a name: its totals stand in
summary.json anyway, for the people who made the comparison.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fangxian.measures.areas import AreaCoverage

#: People. Customary for health counts by small area; see the rule above.
SMALLEST = 10
#: Stands in a path for the areas that were merged.
MERGED = "+"


def publishable(areas: Iterable[AreaCoverage]) -> list[AreaCoverage]:
    """The same people in rows of at least `SMALLEST`, level by level; what is publishable already stays as it is."""
    rows = sorted(areas, key=lambda area: len(area.path))
    shown: list[AreaCoverage] = []
    shown_as: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}
    for depth in sorted({len(area.path) for area in rows}):
        families: dict[tuple[str, ...], list[AreaCoverage]] = {}
        for area in rows:
            if len(area.path) == depth:
                above = area.path[:-1]
                families.setdefault(shown_as.get(above, above), []).append(area)
        for parent, family in families.items():
            small = _too_small(family)
            together = (*parent, MERGED)
            large = [(area, _under(parent, area)) for area in family if area not in small]
            shown_as |= {area.path: moved.path for area, moved in large} | {area.path: together for area in small}
            shown += [moved for _, moved in large]
            if small:
                shown.append(_merged(small, together))
    return shown


def _too_small(family: Sequence[AreaCoverage]) -> list[AreaCoverage]:
    """Those of one parent's areas that must be shown as one: [] or areas with `SMALLEST` people together."""
    ordered = sorted(family, key=lambda area: (area.people, area.path))
    taken: list[AreaCoverage] = []
    people = 0
    for area in ordered:
        if area.people >= SMALLEST and (not taken or people >= SMALLEST):
            break
        taken.append(area)
        people += area.people
    return taken


def _under(parent: tuple[str, ...], area: AreaCoverage) -> AreaCoverage:
    """The area as a child of the row in which its own parent is shown."""
    if area.path[:-1] == parent:
        return area
    return replace(area, path=(*parent, area.path[-1] or "/".join(area.path)))


def _merged(small: Sequence[AreaCoverage], path: tuple[str, ...]) -> AreaCoverage:
    return replace(
        small[0],
        code="",
        name="",
        people=sum(area.people for area in small),
        tested=sum(area.tested for area in small),
        pending=sum(area.pending for area in small),
        in_review=sum(area.in_review for area in small),
        untested=sum(area.untested for area in small),
        path=path,
        areas=sum(area.areas for area in small),
    )
