"""Law 8 for merges: whatever was merged and taken apart, what stands follows from the merges that stand; and when none
does, all is as if nobody had ever been merged."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.registering import GRID, OTHER, groups, homes, lay_out, people

from fangxian.access.reader import Reader
from fangxian.boards import actions as boards
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.identity import actions
from fangxian.identity.models import Merge
from fangxian.lib.fault import Fault
from fangxian.registry import actions as registry
from fangxian.registry.models import Absorbed, Person
from fangxian.registry.queries import kept_records, records_of

STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"links.review"}), (), 1, "data_quality")
PEOPLE = 4
steps = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("unmerge"), st.integers(0, PEOPLE - 1), st.just(0)),
    ),
    max_size=10,
)


def state() -> list[Any]:
    """People, their cards and all counts, without moments."""
    return [
        list(Person.rows.order_by("pk").values_list("pk", "status", "area_code")),
        list(PersonCard.rows.order_by("pk").values_list()),
        list(AreaCount.objects.order_by("measure", "area_code").values_list("measure", "area_code", "count")),
    ]


class Merges(TestCase):
    """Random histories of merges."""

    def district(self) -> list[int]:
        lay_out()
        _, keys = people(*({"newcomer": one, "name": f"张{one}"} for one in range(PEOPLE)))
        homes({"person": keys[0], "dwelling": "D1", "kind": "registered"}, source="household_register/1")
        homes(
            {"person": keys[1], "dwelling": "D1"},
            {"person": keys[2], "dwelling": "D3", "area_code": OTHER},
            {"person": keys[3], "elsewhere": "江边", "area_code": GRID},
        )
        groups({"person": keys[2], "group": "disabled"}, {"person": keys[0], "group": "living_alone"})
        registry.settle_whereabouts(source="test", by="test")
        boards.rebuild()
        return keys

    @settings(max_examples=25, deadline=None)
    @given(steps)
    def test_merging_and_unmerging_is_as_if_nothing_had_been(self, said: list[tuple[str, int, int]]) -> None:
        keys = self.district()
        before = state()
        for step, one, other in said:
            self.take(step, keys[one], keys[other])
            followed = state()
            assert actions.rebuild(by="test") == 0
            boards.rebuild()
            assert state() == followed, "what follows at once is what would be built anew"
            assert sum(card.status == "merged" for card in PersonCard.rows.all()) == 0
            assert PersonCard.rows.count() == len({records_of(key)[0] for key in keys})
        for made in Merge.objects.filter(undone_at=None):
            actions.unmerge(merge=made.pk, by=STEWARD)
        assert state() == before and kept_records() == {}

    @settings(max_examples=10, deadline=None)
    @given(steps)
    def test_who_stands_for_whom_is_made_anew_of_the_merges(self, said: list[tuple[str, int, int]]) -> None:
        keys = self.district()
        for step, one, other in said:
            self.take(step, keys[one], keys[other])
        running = kept_records()
        Absorbed.objects.all().delete()
        actions.rebuild(by="test")
        assert kept_records() == running

    def take(self, step: str, one: int, other: int) -> None:
        if step == "unmerge":
            for made in Merge.objects.filter(absorbed=one, undone_at=None):
                actions.unmerge(merge=made.pk, by=STEWARD)
            return
        try:
            actions.merge(kept=one, absorbed=other, settings="people-2", by=STEWARD)
        except Fault:
            assert one == other or {one, other} & kept_records().keys()
