"""Small numbers, before anything is published.

**The rule.** A published area has at least `SMALLEST` people. The areas of one parent with fewer are shown as one row
without code or name; if even together they have fewer than `SMALLEST`, they are counted with the smallest of their
larger neighbours, which keeps its name and says so. So no published count concerns fewer than `SMALLEST` people, and
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
#: Stands in a path for areas that are shown as one row.
MERGED = "+"


def publishable(areas: Iterable[AreaCoverage]) -> list[AreaCoverage]:
    """The same people in rows of at least `SMALLEST`, widest first; what is publishable already stays as it is."""
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
            for members in _rows(family):
                row = _row(members, parent)
                shown.append(row)
                shown_as |= {area.path: row.path for area in members}
    return sorted(shown, key=lambda area: (len(area.path), area.path))


def _rows(family: Sequence[AreaCoverage]) -> list[list[AreaCoverage]]:
    """One parent's areas in the rows in which they are shown; a row that bears a name begins with its bearer."""
    ordered = sorted(family, key=lambda area: (area.people, area.path))
    small = [area for area in ordered if area.people < SMALLEST]
    large = [[area] for area in ordered if area.people >= SMALLEST]
    if not small:
        return large
    if large and sum(area.people for area in small) < SMALLEST:
        large[0] += small
        return large
    return [*large, small]


def _row(members: Sequence[AreaCoverage], parent: tuple[str, ...]) -> AreaCoverage:
    """Areas as one row under the row of their parent; it bears the name of the first if that one is large enough."""
    first = members[0]
    named = first.people >= SMALLEST
    if named and len(members) == 1 and first.path[:-1] == parent:
        return first
    own = (first.path[-1] or "/".join(first.path)) if first.path[:-1] != parent else first.path[-1]
    return replace(
        first,
        code=first.code if named else "",
        name=first.name if named else "",
        people=sum(area.people for area in members),
        tested=sum(area.tested for area in members),
        pending=sum(area.pending for area in members),
        in_review=sum(area.in_review for area in members),
        untested=sum(area.untested for area in members),
        path=(*parent, own if named else MERGED),
        areas=sum(area.areas for area in members),
    )
