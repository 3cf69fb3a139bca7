"""People who are registered twice: found, made one, and two again."""

from fangxian.access.reader import Reader
from fangxian.catalogue import actions as catalogue
from fangxian.exchange import turns, twins
from fangxian.identity import actions as identity
from fangxian.identity import queries
from fangxian.lib.fault import Fault
from fangxian.linkage.settings import CURRENT
from fangxian.registry.queries import whereabouts

#: Digits of the codes of areas.
_LEVELS = (15, 12, 9, 6)


def find(*, by: str) -> int:
    """Holds the registry against itself, and keeps who may be one for somebody to decide; answers how many pairs are
    new. Raises turns.Taken while a load runs."""
    with turns.turn(), catalogue.job("twins", by=by):
        found = twins.found()
        where = whereabouts({one for pair in found for one in (pair.first, pair.second)})
        pairs = {
            (one.first, one.second): {
                "area_code": _both(where[one.first].area_code, where[one.second].area_code),
                "score": one.score,
                "agreed": one.agreed,
                "weights": [list(weight) for weight in one.weights],
                "reason": one.reason,
                "settings": CURRENT,
            }
            for one in found
            if one.first in where and one.second in where
        }
        return identity.propose(pairs, by=by)


def merge(*, pair: int, kept: int, by: Reader) -> int:
    """Makes the two of a pair one, as `kept`; answers the merge's key. Raises as identity.actions.merge, and a Fault
    for somebody who is neither of them."""
    found = queries.alike_pair(by, pair)
    both = (found.first, found.second)
    if kept not in both:
        raise Fault(en="Choose which of the two records is kept.", zh="请选择保留其中哪一份档案。")
    other = both[kept == found.first]
    return identity.merge(kept=kept, absorbed=other, settings=found.settings, by=by).pk


def two(*, pair: int, by: Reader) -> None:
    """The two of a pair are two people. Raises as identity.actions.say_not_the_same."""
    found = queries.alike_pair(by, pair)
    identity.say_not_the_same(one=found.first, other=found.second, by=by)


def undo(*, pair: int, by: Reader) -> None:
    """Takes back what was decided of a pair: the two wait again. Raises as identity.actions.unmerge, and `unsay`."""
    found = queries.alike_pair(by, pair)
    merged = queries.merge_between(found.first, found.second)
    if merged is None:
        identity.unsay(pair=pair, by=by)
    else:
        identity.unmerge(merge=merged.pk, by=by)


def _both(one: str, other: str) -> str:
    """The least area that holds two."""
    return next((one[:digits] for digits in _LEVELS if len(one) >= digits and one[:digits] == other[:digits]), "")
