"""Whose a row is: said by a batch, taken back by a person, restored by a person; nothing of it is ever rewritten."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.registering import GRID, OTHER, people

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.identity import actions, queries
from fangxian.identity.models import Doubt, NotTheSame, SourceLink
from fangxian.ledger.models import Event
from fangxian.lib.fault import Fault

pytestmark = pytest.mark.django_db

STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"links.review"}), (), 1, "data_quality")
WHERE = {"dataset": "census", "batch": "20220630-a"}


@pytest.fixture
def two() -> list[int]:
    rows = ({"newcomer": 1, "name": "张伟", "area_code": GRID}, {"newcomer": 2, "name": "李娜", "area_code": OTHER})
    return people(*rows)[1]


def link(*rows: tuple[int, int]) -> int:
    said = ((row, person, "probable", 0.97, "name:same") for row, person in rows)
    return actions.link_batch(said, settings="people-2", by="load", **WHERE)


def doubt(row: int, *candidates: int, area: str = GRID) -> int:
    said = {row: ("review", [{"person": one, "score": 0.6, "agreed": "name:same"} for one in candidates])}
    actions.doubt_batch(said, by="load", areas={row: area}, **WHERE)
    return Doubt.objects.get(row=row).pk


def test_a_batch_linked_again_changes_nothing(two: list[int]) -> None:
    assert link((1, two[0]), (2, two[1])) == 2
    assert link((1, two[0]), (2, two[1])) == 0
    assert queries.linked_rows("census", "20220630-a") == {1: two[0], 2: two[1]}
    assert Event.objects.filter(kind="identity.linked").count() == 1


def test_what_was_taken_back_stays_on_record_and_can_be_restored(two: list[int]) -> None:
    link((1, two[0]))
    actions.unlink(row=1, by=STEWARD, **WHERE)
    assert queries.sources_of(two[0]) == []
    actions.relink(row=1, by=STEWARD, **WHERE)
    first, second = queries.history_of("census", "20220630-a", 1)
    assert (first.undone_by, second.undone_at, second.by) == ("wu", None, "wu")
    assert (second.person, second.method, second.score, second.agreed) == (two[0], "probable", 0.97, "name:same")
    assert [one.pk for one in queries.sources_of(two[0])] == [second.pk]


def test_no_batch_makes_anew_what_somebody_took_back(two: list[int]) -> None:
    link((1, two[0]))
    actions.unlink(row=1, by=STEWARD, **WHERE)
    assert link((1, two[0])) == 0
    assert link((1, two[1])) == 1


@pytest.mark.parametrize("act", [actions.unlink, actions.relink])
def test_where_there_is_nothing_to_take_back_or_restore_it_is_said(two: list[int], act: Callable[..., object]) -> None:
    with pytest.raises(Fault, match=r"[Rr]ow 9"):
        act(row=9, by=STEWARD, **WHERE)


def test_a_link_that_stands_is_not_restored_again(two: list[int]) -> None:
    link((1, two[0]))
    with pytest.raises(Fault, match="nothing to restore"):
        actions.relink(row=1, by=STEWARD, **WHERE)


def test_a_doubt_waits_in_its_area_until_somebody_decides(two: list[int]) -> None:
    pk = doubt(3, *two)
    assert [one.row for one in queries.doubts(replace(STEWARD, areas=(GRID,)))] == [3]
    assert not queries.doubts(replace(STEWARD, areas=(OTHER,))).exists()
    actions.decide(doubt=pk, person=two[1], settings="people-2", by=STEWARD)
    assert not queries.doubts(STEWARD).exists()
    (made,) = queries.sources_of(two[1])
    assert (made.method, made.by, made.score) == (actions.BY_HAND, "wu", None)


def test_a_row_may_be_nobodys(two: list[int]) -> None:
    actions.decide(doubt=doubt(3, *two), person=None, settings="people-2", by=STEWARD)
    assert not SourceLink.objects.exists() and not queries.doubts(STEWARD).exists()


def test_what_is_decided_is_not_decided_again(two: list[int]) -> None:
    pk = doubt(3, *two)
    actions.decide(doubt=pk, person=None, settings="people-2", by=STEWARD)
    with pytest.raises(Fault, match="already"):
        actions.decide(doubt=pk, person=two[0], settings="people-2", by=STEWARD)


def test_a_doubt_is_asked_once(two: list[int]) -> None:
    assert doubt(3, *two) == doubt(3, *two)


def test_a_candidate_of_another_area_may_be_chosen_and_nobody_else_of_there(two: list[int]) -> None:
    of_grid = replace(STEWARD, areas=(GRID,))
    with pytest.raises(NotHere):
        actions.decide(doubt=doubt(3, two[0]), person=two[1], settings="people-2", by=of_grid)
    actions.decide(doubt=doubt(4, two[1]), person=two[1], settings="people-2", by=of_grid)
    assert [one.row for one in queries.sources_of(two[1])] == [4]


def test_two_people_are_said_to_be_two_once(two: list[int]) -> None:
    for one, other in (two, two[::-1]):
        actions.say_not_the_same(one=one, other=other, by=STEWARD)
    assert NotTheSame.objects.count() == Event.objects.filter(kind="identity.not_the_same").count() == 1
    assert queries.known_to_be_two(two) == {(two[0], two[1])}


ACTS: dict[str, Callable[[list[int], Reader], object]] = {
    "unlink": lambda two, by: actions.unlink(row=1, by=by, **WHERE),
    "relink": lambda two, by: actions.relink(row=2, by=by, **WHERE),
    "decide": lambda two, by: actions.decide(doubt=Doubt.objects.get().pk, person=two[0], settings="people-2", by=by),
    "two": lambda two, by: actions.say_not_the_same(one=two[0], other=two[1], by=by),
}


@pytest.fixture
def linked(two: list[int]) -> list[int]:
    """Row 1 linked, row 2 un-linked, row 3 in doubt."""
    link((1, two[0]), (2, two[0]))
    actions.unlink(row=2, by=STEWARD, **WHERE)
    doubt(3, two[0])
    return two


def state() -> list[object]:
    return [list(table.objects.order_by("pk").values()) for table in (SourceLink, Doubt, NotTheSame, Event)]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nobody_acts_outside_their_areas_or_their_role(linked: list[int], act: Callable[..., object]) -> None:
    before = state()
    with pytest.raises(NotHere):
        act(linked, replace(STEWARD, areas=(OTHER,)))
    with pytest.raises(NotAllowed):
        act(linked, replace(STEWARD, may=frozenset()))
    assert state() == before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_cannot_be_told_has_not_happened(
    linked: list[int], act: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the ledger is full")

    before = state()
    monkeypatch.setattr("fangxian.identity.actions.ledger.record", broken)
    with pytest.raises(RuntimeError):
        act(linked, STEWARD)
    assert state() == before
