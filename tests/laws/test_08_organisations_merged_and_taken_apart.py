"""Law 8 for organisations: whatever was merged and taken apart, what stands follows from the merges that stand, counts
go with it at once; and when none does, all is as if none had ever been merged."""

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis.extra.django import TestCase
from tests.merging import STEWARD, Step, histories, take, take_apart
from tests.registering import GRID, OTHER, lay_out

from fangxian.boards import actions as boards
from fangxian.boards.models import AreaCount
from fangxian.identity import actions
from fangxian.identity.events import ORGANISATION
from fangxian.registry import actions as registry
from fangxian.registry import queries
from fangxian.registry.models import Organisation

#: Where each has its sites: two in one grid, one in both, one in no grid that is known.
SITES = ((GRID,), (GRID,), (GRID, OTHER), (OTHER,), ("230108",))
MANY = len(SITES)


def entered() -> list[int]:
    """The organisations, with their sites."""
    lay_out()
    blank = {
        "kind": "shop",
        "industry": "",
        "status": "active",
        "established": None,
        "longitude": None,
        "latitude": None,
    }
    lines = [
        blank
        | {"uscc": f"9223010800000000{one}X", "name": f"金源{one}", "address": f"友协大街{area}号", "area_code": area}
        for one, areas in enumerate(SITES)
        for area in areas
    ]
    registry.apply_organisations(pa.Table.from_pylist(lines), source="organisations/1", by="test")
    boards.rebuild()
    return list(Organisation.objects.order_by("uscc").values_list("pk", flat=True))


def state() -> list[Any]:
    return [
        list(Organisation.objects.order_by("pk").values_list("pk", "kept")),
        list(AreaCount.objects.order_by("measure", "area_code").values_list("measure", "area_code", "count")),
        list(queries.sites(STEWARD, "230108").values_list("pk", flat=True)),
    ]


class Merges(TestCase):
    """Random histories of merges."""

    @settings(max_examples=30, deadline=None)
    @given(histories(MANY))
    def test_merging_and_unmerging_is_as_if_nothing_had_been(self, said: list[Step]) -> None:
        keys = entered()
        before = state()
        for step, one, other in said:
            take(step, keys[one], keys[other], kind=ORGANISATION)
            followed = state()
            assert actions.rebuild(by="test") == 0
            boards.rebuild()
            assert state() == followed, "what follows at once is what would be built anew"
            for area in (GRID, OTHER):
                kept = [one.organisation.as_kept.pk for one in queries.sites(STEWARD, area)]
                assert len(kept) == len({*kept}), "in a grid each is listed once"
                found = AreaCount.objects.filter(measure="organisations", area_code=area).values_list(
                    "count", flat=True
                )
                assert len(kept) == sum(found), "a number opens its list"
        take_apart()
        assert state() == before and queries.kept_organisations() == {}

    @settings(max_examples=15, deadline=None)
    @given(histories(MANY))
    def test_which_stands_for_which_is_made_anew_of_the_merges(self, said: list[Step]) -> None:
        keys = entered()
        for step, one, other in said:
            take(step, keys[one], keys[other], kind=ORGANISATION)
        running = queries.kept_organisations()
        assert all(kept not in running for kept in running.values()), "what stands for another stands for itself"
        Organisation.objects.update(kept=None)
        actions.rebuild(by="test")
        assert queries.kept_organisations() == running
