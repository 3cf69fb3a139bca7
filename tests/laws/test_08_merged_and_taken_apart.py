"""Law 8 for merges: whatever was merged and taken apart, what stands follows from the merges that stand; and when none
does, all is as if nobody had ever been merged."""

from typing import Any

from hypothesis import given, settings
from hypothesis.extra.django import TestCase
from tests.merging import Step, histories, take, take_apart
from tests.registering import GRID, OTHER, groups, homes, lay_out, people

from fangxian.boards import actions as boards
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.identity import actions
from fangxian.registry import actions as registry
from fangxian.registry.models import Absorbed, Person
from fangxian.registry.queries import kept_records, records_of

PEOPLE = 4


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
    @given(histories(PEOPLE))
    def test_merging_and_unmerging_is_as_if_nothing_had_been(self, said: list[Step]) -> None:
        keys = self.district()
        before = state()
        for step, one, other in said:
            take(step, keys[one], keys[other])
            followed = state()
            assert actions.rebuild(by="test") == 0
            boards.rebuild()
            assert state() == followed, "what follows at once is what would be built anew"
            assert sum(card.status == "merged" for card in PersonCard.rows.all()) == 0
            assert PersonCard.rows.count() == len({records_of(key)[0] for key in keys})
        take_apart()
        assert state() == before and kept_records() == {}

    @settings(max_examples=10, deadline=None)
    @given(histories(PEOPLE))
    def test_who_stands_for_whom_is_made_anew_of_the_merges(self, said: list[Step]) -> None:
        keys = self.district()
        for step, one, other in said:
            take(step, keys[one], keys[other])
        running = kept_records()
        Absorbed.objects.all().delete()
        actions.rebuild(by="test")
        assert kept_records() == running
