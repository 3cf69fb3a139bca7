"""Whether a file is unlike those that came before it from the same sender: columns that moved, changed their meaning or
are empty all of a sudden. Rules over counts (intake.profile), and nothing else; how much is too much stands in
drift.toml.

A file is held against each of the last ones. It counts as unlike when it is unlike every one of them: what a week
brings anyway (fewer rows on a Sunday, another form from another office) is there once, and is like it the next time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

from fangxian.intake.profile import Column, Profile
from fangxian.lib.described import Table, loaded

_FILE = Path(__file__).with_name("drift.toml")


@dataclass(frozen=True)
class Limits:
    """Shares in points of a hundred, `variety` in times, `chance` in standard errors (drift.toml)."""

    batches: int
    at_least: int
    chance: float
    fits: int
    empty: int
    forms: int
    variety: float
    variety_of: int
    short: int


@dataclass(frozen=True)
class Change:
    """What changed of a field: `measure` (MEASURES), as it was in the batch before and as it is now, to be shown."""

    field: str
    measure: str
    before: str
    now: str


@cache
def limits() -> Limits:
    """What drift.toml says."""
    return Table(_FILE).read(Limits, loaded(_FILE))


def changes(now: Profile, before: Sequence[Profile], limits: Limits) -> list[Change]:
    """What is unlike every one of the profiles `before` (the latest first), one change a field."""
    found = []
    for name, column in now.columns.items():
        known = [(one.rows, one.columns[name]) for one in before if name in one.columns]
        change = next(_changed(name, (now.rows, column), known, limits), None)
        if change is not None:
            found.append(change)
    return found


def is_short(rows: int, before: Sequence[int], percent: int) -> bool:
    """Whether a delivery has less than so many per cent of the rows of each of those before."""
    return bool(before) and all(100 * rows < percent * one for one in before)


#: Rows that were looked at, and what they hold of a field.
_Seen = tuple[int, Column]


def _changed(name: str, now: _Seen, before: Sequence[_Seen], limits: Limits) -> Iterator[Change]:
    for measure, (cells, unlike, shown) in _MEASURES.items():
        if cells(now) < limits.at_least:
            continue
        known = [one for one in before if cells(one) >= limits.at_least]
        if known and all(unlike(now, one, limits) for one in known):
            yield Change(name, measure, shown(known[0]), shown(now))


def _empty(now: _Seen, before: _Seen, limits: Limits) -> bool:
    left, right = _share_empty(now), _share_empty(before)
    return abs(left - right) >= limits.empty / 100 + limits.chance * _error(left, right, now[0], before[0])


def _fits(now: _Seen, before: _Seen, limits: Limits) -> bool:
    left, right = _share_fit(now), _share_fit(before)
    return right - left >= limits.fits / 100 + limits.chance * _error(left, right, now[1].filled, before[1].filled)


def _forms(now: _Seen, before: _Seen, limits: Limits) -> bool:
    """Half the sum of the differences of all shares: the share of cells that would have to look otherwise."""
    left, right = _shares(now[1]), _shares(before[1])
    apart = sum(abs(left.get(form, 0) - right.get(form, 0)) for form in left.keys() | right.keys()) / 2
    return apart >= limits.forms / 100 + limits.chance * _error(0.5, 0.5, now[1].filled, before[1].filled)


def _variety(now: _Seen, before: _Seen, limits: Limits) -> bool:
    """What is nearly all different is as different in a short file as in a long one."""
    most = min(now[1].filled, before[1].filled)
    if most < limits.variety_of:
        return False
    less, more = sorted((min(_different(now[1]), most), min(_different(before[1]), most)))
    return more >= limits.variety * less


def _different(column: Column) -> float:
    """How many different values, were they equally frequent, would repeat themselves as often (Simpson's index turned
    over): the same for a part of a column as for all of it."""
    pairs = column.filled * (column.filled - 1)
    return min(column.filled, pairs / column.alike) if column.alike else column.filled


def _share_empty(seen: _Seen) -> float:
    rows, column = seen
    return 1 - column.filled / rows


def _share_fit(seen: _Seen) -> float:
    return seen[1].fits / seen[1].filled


def _shares(column: Column) -> dict[str, float]:
    """Forms with their shares; what is none of those that were kept stands under ''."""
    kept = {form: many / column.filled for form, many in column.forms.items()}
    return kept | {"": 1 - sum(kept.values())}


def _error(share: float, other: float, cells: int, others: int) -> float:
    """The standard error of the difference of two shares."""
    return sqrt(share * (1 - share) / cells + other * (1 - other) / others)


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"


def _commonest(seen: _Seen) -> str:
    form, share = max(_shares(seen[1]).items(), key=lambda one: (one[0] != "", one[1]))
    return f"{form} {_percent(share)}"


def _rows(seen: _Seen) -> int:
    return seen[0]


def _filled(seen: _Seen) -> int:
    return seen[1].filled


#: What is compared of a column, what tells most first: how many cells speak of it, whether it is unlike, how it is
#: shown.
_MEASURES: dict[str, tuple[Callable[[_Seen], int], Callable[[_Seen, _Seen, Limits], bool], Callable[[_Seen], str]]] = {
    "empty": (_rows, _empty, lambda seen: _percent(_share_empty(seen))),
    "fits": (_filled, _fits, lambda seen: _percent(_share_fit(seen))),
    "forms": (_filled, _forms, _commonest),
    "variety": (_filled, _variety, lambda seen: f"{round(_different(seen[1])):,}"),
}
MEASURES = tuple(_MEASURES)
