"""A grid worker finds their people as they type, sees of them what their role may, and of other areas nothing."""

from dataclasses import replace
from datetime import date

import pytest
from tests.registering import AUGUST, GRID, OTHER, homes, people

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.ledger import queries as ledger
from fangxian.ledger.models import AuditEntry
from fangxian.registry import actions, queries
from fangxian.registry.models import Building, Dwelling

pytestmark = pytest.mark.django_db

SEES = tuple((kind, "whole") for kind in ("name", "number", "phone", "address", "born", "groups"))
VERBS = frozenset({"people.search", "people.read", "places.read", "organisations.read"})
STREET = Reader("li", ("230108001",), ("street_office",), VERBS, SEES, 3, "care")
WORKER = replace(STREET, account="wang", areas=(GRID,))
MASKED = replace(STREET, sees=(("name", "masked"), ("number", "masked"), ("phone", "hidden"), ("address", "masked")))


@pytest.fixture
def family(street: None) -> list[int]:
    """张伟 and 李娜 live behind one door; 张大伟 in another grid; all are known."""
    _, keys = people(
        {"newcomer": 1, "name": "张伟", "sex": "1", "born": date(1990, 3, 7), "phone": 13812345678}
        | {"number": "230108199003070011"},
        {"newcomer": 2, "name": "李娜", "sex": "2", "born": date(1992, 1, 1), "phone": 13900005678},
        {"newcomer": 3, "name": "张大伟", "sex": "1", "born": date(1960, 1, 1), "phone": 13800001111},
    )
    homes(*({"person": pk, "dwelling": door} for pk, door in zip(keys, ("D1", "D1", "D3"), strict=True)))
    actions.settle_whereabouts(source="census/1", by="test")
    return keys


@pytest.mark.parametrize(
    ("typed", "by", "found"),
    [
        ("张", "name", [0, 2]),
        ("张伟", "name", [0]),
        ("zw", "initials", [0]),
        ("Z", "initials", [2, 0]),
        ("ln", "initials", [1]),
        ("230108199003070011", "number", [0]),
        ("230108 1990 0307 0011", "number", [0]),
        ("13812345678", "phone", [0]),
        ("138-1234-5678", "phone", [0]),
        ("5678", "tail", [1, 0]),
        ("1111", "tail", [2]),
        ("9999", "tail", []),
        ("230108199003070038", "nothing", []),
        ("伟", "name", []),
    ],
)
def test_people_are_found_as_one_types(family: list[int], typed: str, by: str, found: list[int]) -> None:
    answer = queries.search(STREET, typed)
    assert answer.by == by
    assert sorted(line.pk for line in answer.people) == sorted(family[place] for place in found)


@pytest.mark.parametrize("typed", ["张", "zdw", "13800001111", "1111"])
def test_nobody_of_another_area_is_found(family: list[int], typed: str) -> None:
    assert family[2] not in [line.pk for line in queries.search(WORKER, typed).people]


def test_a_grid_worker_finds_a_phones_last_four_in_the_grid_alone(family: list[int]) -> None:
    found = {line.pk for line in queries.search(WORKER, "5678").people}
    assert found == {family[0], family[1]}


@pytest.mark.parametrize("typed", ["阳光小区1号楼1单元101", "阳光小区1-1-101", "阳光小区1栋1单元101室"])
def test_a_door_is_found_by_any_spelling(family: list[int], typed: str) -> None:
    (place,) = queries.search(STREET, typed).places
    assert (place.kind, place.pk) == ("dwelling", Dwelling.objects.get(code="D1").pk)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("阳光小区1号楼", ["D1", "D2"]),
        ("阳光小区1号楼1单元", ["D1", "D2"]),
        ("阳光小区1-1", ["D1", "D2"]),
        ("阳光小区1-1-2", ["D2"]),
        ("阳光小区1号楼2单元", []),
        ("阳光小区2栋", ["D3"]),
    ],
)
def test_doors_are_found_as_their_address_is_typed(street: None, typed: str, found: list[str]) -> None:
    assert [place.pk for place in queries.search(STREET, typed).places] == [
        Dwelling.objects.get(code=code).pk for code in found
    ]
    assert queries.search(replace(STREET, areas=("230109",)), typed).places == ()


def test_a_compound_is_found_by_the_beginning_of_its_name(street: None) -> None:
    answer = queries.search(STREET, "阳光")
    assert (answer.by, [place.title for place in answer.places]) == ("address", ["阳光小区"])


def test_a_person_is_shown_with_home_and_household(family: list[int]) -> None:
    page = queries.person(STREET, family[0])
    assert (page.known.name, page.known.number, page.known.phone) == ("张伟", "230108199003070011", "13812345678")
    assert [home.address for home in page.homes] == ["阳光小区1号楼1单元101"]
    assert [line.name for line in page.household] == ["李娜"]


def test_what_a_role_may_not_see_is_masked_or_left_out(family: list[int]) -> None:
    page = queries.person(MASKED, family[0])
    assert (page.known.name, page.known.number, page.known.phone, page.known.born) == (
        "张*", "2301**********0011", "", ""
    )  # fmt: skip
    assert page.homes[0].address == "阳光小区1号楼*"
    assert [line.name for line in queries.search(MASKED, "李").people] == ["李*"]


def test_somebody_of_another_area_is_not_there_and_nothing_is_noted(family: list[int]) -> None:
    with pytest.raises(NotHere):
        queries.person(WORKER, family[2])
    assert not AuditEntry.objects.filter(action="people.read").exists()


def test_opening_a_person_leaves_who_and_what_for(family: list[int]) -> None:
    queries.person(STREET, family[0])
    entry = AuditEntry.objects.get(action="people.read")
    assert (entry.actor, entry.subject, entry.purpose) == ("li", str(family[0]), "care")
    assert entry.details["shown"] == [str(family[1])], "those of the household were seen too"
    assert [one.actor for one in ledger.readers_of("person", family[1])] == ["li"]


def test_a_key_group_is_known_to_who_may_know_it(family: list[int]) -> None:
    import pyarrow as pa

    rows = [{"person": family[0], "group": group, "level": "", "since": None} for group in ("dialysis", "living_alone")]
    actions.apply_groups(pa.Table.from_pylist(rows), source="key_groups/1", by="t", day=AUGUST, whole=True)
    page = queries.person(replace(STREET, sensitivity=1), family[0])
    assert ([one.group for one in page.groups], page.groups_hidden) == (["living_alone"], 1)
    assert len(queries.person(STREET, family[0]).groups) == 2


def test_a_building_is_shown_floor_by_floor(family: list[int]) -> None:
    plan = queries.plan(STREET, Building.objects.get(name="1").pk)
    assert (plan.units, [floor for floor, _ in plan.floors]) == (("1",), [2, 1])
    assert [[(door.room, door.people) for door in doors] for _, (doors,) in plan.floors] == [[("201", 0)], [("101", 2)]]


def test_a_door_shows_who_lives_behind_it(family: list[int]) -> None:
    _, inside, elsewhere = queries.dwelling(STREET, Dwelling.objects.get(code="D1").pk)
    assert ({line.name for line in inside}, elsewhere) == ({"张伟", "李娜"}, ())
    with pytest.raises(NotHere):
        queries.dwelling(WORKER, Dwelling.objects.get(code="D3").pk)


def test_no_page_asks_more_as_the_household_grows(family: list[int], django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as small:
        queries.person(STREET, family[0])
    _, more = people(*({"newcomer": n, "name": f"张{n}", "born": date(2000, 1, 1)} for n in range(10, 30)))
    homes(*({"person": pk, "dwelling": "D1"} for pk in more), source="census/2")
    actions.settle_whereabouts(source="census/2", by="test")
    with django_assert_num_queries(len(small)):
        assert len(queries.person(STREET, family[0]).household) == 21


def test_areas_are_walked_down_to_the_readers_own(street: None) -> None:
    assert [one.code for one in queries.path(GRID)] == ["230108", "230108001", "230108001001", GRID]
    assert [one.code for one in queries.children(WORKER, "230108001")] == ["230108001001"]
    with pytest.raises(NotHere):
        queries.area(WORKER, OTHER)
