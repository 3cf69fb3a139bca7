"""The rule for small numbers: no published count concerns a handful of people, nor can one be had by subtracting."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.measures.areas import LEVELS, AreaCoverage
from fangxian.measures.suppression import SMALLEST, publishable


def areas_of(grids: dict[str, int]) -> list[AreaCoverage]:
    """All levels, from the people of each 15-digit grid; every third person of a grid is not tested."""
    counts: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for grid, people in grids.items():
        path = (grid[:6], grid[:9], grid[:12], grid)
        for depth in range(1, 5):
            counts[path[:depth]][0] += people - people // 3
            counts[path[:depth]][1] += people // 3
    return [
        AreaCoverage(LEVELS[len(path) - 1], path[-1], path[-1], sum(cell), cell[0], 0, 0, cell[1], path)
        for path, cell in counts.items()
    ]


def grid(street: int, community: int, number: int) -> str:
    return f"230108{street:03}{community:03}{number:03}"


def shown(areas: list[AreaCoverage], level: str) -> list[tuple[str, int, int]]:
    return sorted((area.name, area.people, area.areas) for area in areas if area.level == level)


def test_a_small_grid_is_counted_with_its_smallest_neighbour_which_keeps_its_name() -> None:
    areas = publishable(areas_of({grid(1, 1, 1): 3, grid(1, 1, 2): 40, grid(1, 1, 3): 500}))
    assert shown(areas, "grid") == [(grid(1, 1, 2), 43, 2), (grid(1, 1, 3), 500, 1)]


def test_small_grids_that_make_ten_together_need_no_neighbour() -> None:
    areas = publishable(areas_of({grid(1, 1, 1): 6, grid(1, 1, 2): 7, grid(1, 1, 3): 500}))
    assert shown(areas, "grid") == [("", 13, 2), (grid(1, 1, 3), 500, 1)]


def test_grids_of_different_communities_are_not_merged() -> None:
    areas = publishable(areas_of({grid(1, 1, 1): 3, grid(1, 1, 2): 40, grid(1, 2, 1): 4, grid(1, 2, 2): 50}))
    assert shown(areas, "grid") == [(grid(1, 1, 2), 43, 2), (grid(1, 2, 2), 54, 2)]


def test_the_grid_of_a_small_community_goes_where_its_community_went() -> None:
    areas = publishable(areas_of({grid(1, 1, 1): 3, grid(1, 2, 1): 50, grid(1, 3, 1): 400}))
    assert shown(areas, "community") == [("230108001002", 53, 2), ("230108001003", 400, 1)]
    assert shown(areas, "grid") == [(grid(1, 2, 1), 53, 2), (grid(1, 3, 1), 400, 1)]


def test_a_few_people_with_a_stray_code_do_not_take_the_district_its_name() -> None:
    areas = publishable([*areas_of({grid(1, 1, 1): 300}), *areas_of({"110101001001001": 2})])
    assert shown(areas, "district") == [("230108", 302, 2)]


def test_areas_of_ten_and_more_stay_as_they_are() -> None:
    areas = areas_of({grid(1, 1, 1): 10, grid(1, 2, 1): 30})
    assert sorted(publishable(areas), key=lambda area: area.path) == sorted(areas, key=lambda area: area.path)


def test_a_file_of_a_few_people_becomes_rows_without_a_name() -> None:
    areas = publishable(areas_of({grid(1, 1, 1): 3, grid(2, 1, 1): 4}))
    assert [(area.level, area.name, area.code, area.people) for area in areas] == [
        (level, "", "", 7) for level in LEVELS
    ]


grids = st.dictionaries(
    st.builds(grid, st.integers(1, 3), st.integers(1, 3), st.integers(1, 4)), st.integers(1, 30), min_size=1
)


@given(grids)
def test_no_row_has_fewer_than_ten_people_unless_the_whole_file_has(people: dict[str, int]) -> None:
    everybody = sum(people.values())
    assert all(area.people >= min(SMALLEST, everybody) for area in publishable(areas_of(people)))


@given(grids)
def test_everybody_still_stands_once_on_each_level(people: dict[str, int]) -> None:
    before, after = areas_of(people), publishable(areas_of(people))
    for level in LEVELS:
        for count in ("people", "tested", "untested", "areas"):
            told = [sum(getattr(area, count) for area in areas if area.level == level) for areas in (before, after)]
            assert told[0] == told[1]


@given(grids)
def test_children_add_up_to_their_parent_so_that_differences_are_rows(people: dict[str, int]) -> None:
    areas = publishable(areas_of(people))
    children: dict[tuple[str, ...], int] = defaultdict(int)
    for area in areas:
        children[area.path[:-1]] += area.people
    for area in areas:
        if area.level != "grid":
            assert children[area.path] == area.people


@given(grids)
def test_what_is_publishable_stays_as_it_is(people: dict[str, int]) -> None:
    once = publishable(areas_of(people))
    assert publishable(once) == once


@pytest.mark.parametrize("people", [1, 9])
def test_a_small_area_bears_neither_code_nor_name(people: int) -> None:
    areas = publishable(areas_of({grid(1, 1, 1): people, grid(1, 1, 2): 100, grid(1, 1, 3): 200}))
    assert grid(1, 1, 1) not in {area.code for area in areas} | {area.name for area in areas}
    assert grid(1, 1, 1) not in {code for area in areas for code in area.path}
