"""People and organisations that are registered twice: found, made one, and two again."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from fangxian.access.reader import Reader
from fangxian.catalogue import actions as catalogue
from fangxian.exchange import turns, twins
from fangxian.identity import actions as identity
from fangxian.identity import queries
from fangxian.identity.events import ORGANISATION, PERSON
from fangxian.lib.fault import Fault
from fangxian.linkage import organisations
from fangxian.linkage.settings import CURRENT
from fangxian.registry.queries import areas_of_organisations, root, whereabouts

#: Digits of the codes of areas.
_LEVELS = (15, 12, 9, 6)


def find(*, by: str) -> int:
    """Holds the registry against itself, and keeps who may be one for somebody to decide; answers how many pairs are
    new. Raises turns.Taken while a load runs."""
    with turns.turn(), catalogue.job("twins", by=by):
        found = twins.found()
        where = whereabouts({one for pair in found for one in (pair.first, pair.second)})
        there = [one for one in found if one.first in where and one.second in where]
        pairs = _pairs(there, lambda one: _around({where[one.first].area_code, where[one.second].area_code}), CURRENT)
        return identity.propose(pairs, by=by)


def find_organisations(*, by: str) -> int:
    """The same of organisations. It works beside a load: it reads nothing that a load has only half written."""
    with catalogue.job("doubles", by=by):
        found = twins.organisations()
        where = areas_of_organisations({one for pair in found for one in (pair.first, pair.second)})
        top = root()
        area = lambda one: _around((where[one.first] | where[one.second]) - {""}) or top  # noqa: E731
        pairs = _pairs(found, area, organisations.CURRENT)
        return identity.propose(pairs, by=by, kind=ORGANISATION)


def _pairs(found: Iterable[Any], area: Callable[[Any], str], settings: str) -> dict[tuple[int, int], dict[str, Any]]:
    """Pairs as they are proposed, each in the least area that holds both."""
    return {
        (one.first, one.second): {
            "area_code": area(one),
            "score": one.score,
            "agreed": one.agreed,
            "weights": [list(weight) for weight in one.weights],
            "reason": one.reason,
            "settings": settings,
        }
        for one in found
    }


def merge(*, pair: int, kept: int, by: Reader, kind: str = PERSON) -> int:
    """Makes the two of a pair one, as `kept`; answers the merge's key. Raises as identity.actions.merge, and a Fault
    for a record that is neither of them."""
    found = queries.alike_pair(by, pair, kind=kind)
    both = (found.first, found.second)
    if kept not in both:
        raise Fault(en="Choose which of the two records is kept.", zh="请选择保留其中哪一份档案。")
    other = both[kept == found.first]
    return identity.merge(kept=kept, absorbed=other, settings=found.settings, by=by, kind=kind).pk


def two(*, pair: int, by: Reader, kind: str = PERSON) -> None:
    """The two of a pair are two. Raises as identity.actions.say_not_the_same."""
    found = queries.alike_pair(by, pair, kind=kind)
    identity.say_not_the_same(one=found.first, other=found.second, by=by, kind=kind)


def undo(*, pair: int, by: Reader, kind: str = PERSON) -> None:
    """Takes back what was decided of a pair: the two wait again. Raises as identity.actions.unmerge, and `unsay`."""
    found = queries.alike_pair(by, pair, kind=kind)
    merged = queries.merge_between(found.first, found.second, kind=kind)
    if merged is None:
        identity.unsay(pair=pair, by=by)
    else:
        identity.unmerge(merge=merged.pk, by=by)


def _around(areas: Collection[str]) -> str:
    """The least area that holds all of some; '' where there are none, or none does."""
    for digits in _LEVELS:
        around = {one[:digits] for one in areas if len(one) >= digits}
        if len(around) == 1 and all(len(one) >= digits for one in areas):
            return around.pop()
    return ""
