"""Law 8, while people decide: after each single act the boards are what they would be if they were built anew."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.registering import AUGUST, GRID, OTHER, homes, lay_out, people

from fangxian.access.reader import Reader
from fangxian.boards import actions as boards
from fangxian.boards import following, measures, queries
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.lib import clock
from fangxian.registry import actions
from fangxian.registry import events as registry
from fangxian.registry.models import Dwelling, Person

pytestmark = pytest.mark.django_db

WORKER = Reader(
    "wang", areas=("230108",), roles=("street_office",), may=frozenset({"people.verify", "people.read", "counts.read"})
)


def door(code: str) -> int:
    return Dwelling.objects.get(code=code).pk


def state() -> tuple[list[Any], list[Any]]:
    return (
        list(PersonCard.rows.order_by("pk").values_list()),
        list(AreaCount.objects.order_by("measure", "area_code").values_list("measure", "area_code", "count", "at")),
    )


def count(measure: str, area: str) -> int:
    return sum(AreaCount.objects.filter(measure=measure, area_code=area).values_list("count", flat=True))


@pytest.fixture
def zhang() -> int:
    """One who lives at D1, with a neighbour, both counted."""
    lay_out()
    _, (zhang, li) = people(
        {"newcomer": 0, "name": "张伟", "sex": "M"}, {"newcomer": 1, "name": "李娜", "sex": "F", "area_code": OTHER}
    )
    homes({"person": zhang, "dwelling": "D1"}, {"person": li, "dwelling": "D3", "area_code": OTHER})
    actions.settle_whereabouts(source="test", by="test")
    boards.rebuild()
    return zhang


ACTS: dict[str, Callable[[int], object]] = {
    "corrected": lambda one: actions.correct_person(
        person=one, said={"name": "张玮"}, reason="typing_error", by=WORKER
    ),
    "moved": lambda one: actions.move_person(person=one, dwelling=door("D3"), by=WORKER),
    "moved away": lambda one: actions.move_person(person=one, dwelling=None, elsewhere="江边工棚", by=WORKER),
    "left": lambda one: actions.move_person(person=one, dwelling=None, by=WORKER),
    "met": lambda one: actions.meet_person(person=one, by=WORKER),
    "verified": lambda one: actions.verify_residence(person=one, by=WORKER),
    "entered": lambda _: actions.enter_person(said={"name": "王芳"}, dwelling=door("D2"), by=WORKER),
    "met, of a day's visits": lambda one: actions.meet_people([one], by=WORKER, at=clock.now()),
    "left, of a day's visits": lambda one: actions.leave_people({one: "江边工棚"}, by=WORKER, at=clock.now()),
    "entered, of a day's visits": lambda _: actions.enter_people(
        [actions.Newcomer({"name": "王芳"}, door("D2"))], by=WORKER, at=clock.now()
    ),
    "two records made one": lambda one: actions.stand_for({Person.rows.get(name="李娜").pk: one}, by="wu"),
}


@pytest.mark.parametrize("act", ACTS)
def test_after_an_act_they_are_what_would_be_built(zhang: int, act: str) -> None:
    before = state()
    ACTS[act](zhang)
    followed = state()
    assert followed != before, "the act shows"
    boards.rebuild(at=queries.built_at())
    assert state() == followed
    assert not queries.behind()


def test_every_event_of_one_person_is_followed() -> None:
    told = {value for name, value in vars(registry).items() if name.isupper()}
    of_many = {registry.APPLIED, registry.VISITED, registry.STANDS_FOR, registry.ORGANISATIONS_STAND_FOR}
    assert told - of_many == set(following.ABOUT_ONE)


def test_a_day_of_more_visits_than_can_be_followed_is_built_anew(zhang: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MANY", 0)
    before = state()
    actions.meet_people([zhang], by=WORKER, at=clock.now())
    assert state() == before and queries.behind()


def test_a_day_of_visits_does_not_stand_for_a_file_before_it(zhang: int) -> None:
    people({"newcomer": 0, "name": "王芳"})
    actions.meet_people([zhang], by=WORKER, at=clock.now())
    assert queries.behind()


def test_a_number_and_its_list_move_together(zhang: int) -> None:
    actions.move_person(person=zhang, dwelling=door("D3"), by=WORKER)
    assert (count("present", GRID), count("present", OTHER), count("present", "230108")) == (0, 2, 2)
    assert not AreaCount.objects.filter(count=0).exists()
    assert queries.cards(WORKER, "present", OTHER).count() == 2


def test_what_was_put_back_is_as_it_was(zhang: int) -> None:
    before = state()
    kept = actions.recorded(person=zhang, by=WORKER)
    actions.meet_person(person=zhang, by=WORKER)
    actions.put_back(person=zhang, before=kept, by=WORKER)
    assert state() == before


def test_a_first_household_is_counted(zhang: int) -> None:
    homes({"person": zhang, "dwelling": "D1", "household": "H1"}, day=AUGUST)
    boards.follow([zhang], caught_up=True)
    assert count("households", GRID) == count("households", "230108") == 1
    followed = state()
    boards.rebuild(at=queries.built_at())
    assert state() == followed


def test_where_nothing_was_counted_there_is_nothing_to_follow() -> None:
    lay_out()
    people({"newcomer": 0, "name": "张伟"})
    boards.follow(list(Person.rows.values_list("pk", flat=True)))
    assert not PersonCard.rows.exists() and not AreaCount.objects.exclude(measure__startswith=measures.ROUND).exists()


def test_many_people_are_behind_until_they_are_built_anew(zhang: int) -> None:
    people({"newcomer": 0, "name": "王芳"})
    assert queries.behind()
    boards.follow([zhang])
    assert queries.behind(), "one who is followed does not stand for the others"
    boards.rebuild()
    assert not queries.behind()


def test_a_follower_asks_no_more_in_a_large_district(zhang: int) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            boards.follow([zhang])
        return len(questions)

    few = asked()
    people(*({"newcomer": place, "name": f"张{place}"} for place in range(40)))
    boards.rebuild()
    assert asked() == few
