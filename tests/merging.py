"""Random histories of merges: what may happen, each of it done, and all of it taken apart."""

from hypothesis import strategies as st

from fangxian.access.reader import Reader
from fangxian.identity import actions
from fangxian.identity.events import ORGANISATION, PERSON
from fangxian.identity.models import Merge
from fangxian.lib.fault import Fault
from fangxian.registry.queries import kept_organisations, kept_records

Step = tuple[str, int, int]
STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"links.review"}), (), 1, "data_quality")
_OF = {PERSON: ("people-2", kept_records), ORGANISATION: ("organisations-1", kept_organisations)}


def histories(many: int, *more: st.SearchStrategy[Step]) -> st.SearchStrategy[list[Step]]:
    """Merges among so many, by their places, and merges taken back; `more`: what else may happen."""
    place = st.integers(0, many - 1)
    merge, unmerge = st.tuples(st.just("merge"), place, place), st.tuples(st.just("unmerge"), place, st.just(0))
    return st.lists(st.one_of(merge, unmerge, *more), max_size=10)


def take(step: str, one: int, other: int, *, kind: str = PERSON) -> None:
    """Does it; what is refused had to be."""
    if step == "unmerge":
        take_apart(absorbed=one)
        return
    settings, standing = _OF[kind]
    try:
        actions.merge(kept=one, absorbed=other, settings=settings, by=STEWARD, kind=kind)
    except Fault:
        assert one == other or {one, other} & standing().keys()


def take_apart(**which: int) -> None:
    """Takes back the merges that stand."""
    for made in Merge.objects.filter(undone_at=None, **which):
        actions.unmerge(merge=made.pk, by=STEWARD)
