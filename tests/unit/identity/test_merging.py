"""Two records are made one person's, and two people's again: what is written of it, who may, and what is refused."""

import pytest
from tests.registering import GRID, OTHER, homes, lay_out, people

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.identity import actions, queries
from fangxian.identity.models import Alike, Merge, NotTheSame
from fangxian.ledger.models import Event
from fangxian.lib.fault import Fault
from fangxian.registry import actions as told
from fangxian.registry import queries as registry
from fangxian.registry.models import Person, Residence

pytestmark = pytest.mark.django_db

MAY = frozenset({"links.review", "people.read"})
STEWARD = Reader("wu", ("230108",), ("data_steward",), MAY, (), 3, "data_quality")
ELSEWHERE = Reader("he", ("230109",), ("data_steward",), MAY, (), 3, "data_quality")
FOUND = {"area_code": GRID[:12], "score": 0.99, "agreed": "name:same;phone:same", "reason": "", "settings": "people-2"}
WEIGHTS = [["name", "same", 11.2], ["phone", "same", 19.6]]


@pytest.fixture
def three() -> list[int]:
    """Two records of one man, and his neighbour."""
    lay_out()
    _, keys = people(
        {"newcomer": 0, "name": "张伟", "number": "230108199003070011", "number_kind": "resident"},
        {"newcomer": 1, "name": "张伟", "phone": "13812345678", "area_code": OTHER},
        {"newcomer": 2, "name": "李娜"},
    )
    homes({"person": keys[0], "dwelling": "D1", "kind": "registered"}, source="household_register/1")
    homes({"person": keys[1], "dwelling": "D3", "area_code": OTHER}, {"person": keys[2], "dwelling": "D2"})
    told.settle_whereabouts(source="census/1", by="test")
    return keys


def merge(kept: int, absorbed: int, by: Reader = STEWARD) -> Merge:
    return actions.merge(kept=kept, absorbed=absorbed, settings="people-2", by=by)


def test_a_merge_says_on_what_it_rests_and_moves_no_row(three: list[int]) -> None:
    actions.propose({(three[0], three[1]): FOUND | {"weights": WEIGHTS}}, by="night")
    before = list(Residence.objects.order_by("pk").values())
    made = merge(three[0], three[1])
    assert (made.score, made.agreed, made.weights, made.settings, made.by) == (
        *(0.99, "name:same;phone:same", WEIGHTS, "people-2", "wu"),
    )
    assert list(Residence.objects.order_by("pk").values()) == before
    assert registry.records_of(three[1]) == (three[0], three[1])
    assert not queries.alike(STEWARD).exists(), "it waits no more"
    assert Event.objects.filter(kind="identity.merged", subject=str(three[0])).count() == 1


def test_whoever_asks_for_either_finds_the_one(three: list[int]) -> None:
    merge(three[0], three[1])
    page = registry.person(STEWARD, three[1])
    assert (page.pk, page.records) == (three[0], (three[0], three[1]))
    assert {home.kind for home in page.homes} == {"registered", "lives"}
    kept, absorbed = Person.rows.get(pk=three[0]), Person.rows.get(pk=three[1])
    assert (kept.status, kept.area_code, absorbed.status) == ("present", OTHER, "merged")
    assert registry.whereabouts([three[1]])[three[1]] == registry.whereabouts([three[0]])[three[0]]
    assert [one.pk for one in registry.search(STEWARD, "13812345678").people] == [three[0]]
    assert [one.pk for one in registry.search(STEWARD, "张伟").people] == [three[0]]
    assert sorted(pk for pk, _ in registry.everybody()) == [three[0], three[2]]


def test_the_phone_that_only_the_other_record_has_is_shown(three: list[int]) -> None:
    whole = Reader("wu", ("230108",), ("x",), MAY, (("phone", "whole"),), 3, "data_quality")
    merge(three[0], three[1])
    assert registry.person(whole, three[0]).known.phone == "13812345678"


def test_taken_back_they_are_two_again_and_wait(three: list[int]) -> None:
    actions.propose({(three[0], three[1]): FOUND | {"weights": WEIGHTS}}, by="night")
    before = list(Person.rows.order_by("pk").values_list("pk", "status", "area_code"))
    made = merge(three[0], three[1])
    actions.unmerge(merge=made.pk, by=STEWARD)
    assert list(Person.rows.order_by("pk").values_list("pk", "status", "area_code")) == before
    assert registry.records_of(three[1]) == (three[1],)
    assert queries.alike(STEWARD).count() == 1
    assert (Merge.objects.get().undone_by, Event.objects.filter(kind="identity.unmerged").count()) == ("wu", 1)
    with pytest.raises(Fault):
        actions.unmerge(merge=made.pk, by=STEWARD)
    merge(three[0], three[1])
    assert Merge.objects.count() == 2, "what was decided before stays on record"


def test_three_records_of_one_person_come_apart_in_any_order(three: list[int]) -> None:
    one, two, third = three
    first = merge(two, third)
    second = merge(one, two)
    assert registry.records_of(third) == (one, two, third)
    actions.unmerge(merge=second.pk, by=STEWARD)
    assert registry.records_of(third) == (two, third) and registry.records_of(one) == (one,)
    again = merge(one, two)
    actions.unmerge(merge=first.pk, by=STEWARD)
    assert registry.records_of(two) == (one, two) and registry.records_of(third) == (third,)
    actions.unmerge(merge=again.pk, by=STEWARD)
    assert registry.kept_records() == {}


def test_only_who_may_and_only_in_their_areas(three: list[int]) -> None:
    with pytest.raises(NotAllowed):
        merge(three[0], three[1], Reader("x", ("230108",), (), frozenset()))
    with pytest.raises(NotHere):
        merge(three[0], three[1], ELSEWHERE)
    with pytest.raises(NotHere):
        merge(three[0], three[1], Reader("street", (GRID,), (), MAY))
    made = merge(three[0], three[1])
    with pytest.raises(NotHere):
        actions.unmerge(merge=made.pk, by=ELSEWHERE)
    assert not Event.objects.filter(kind="identity.unmerged").exists()


def test_who_was_merged_is_not_merged_again(three: list[int]) -> None:
    merge(three[0], three[1])
    for kept, absorbed in ((three[0], three[1]), (three[1], three[2]), (three[2], three[1]), (three[2], three[2])):
        with pytest.raises(Fault):
            merge(kept, absorbed)
    assert Merge.objects.count() == 1


def test_two_who_were_told_apart_are_not_asked_about_nor_merged(three: list[int]) -> None:
    actions.propose({(three[0], three[1]): FOUND | {"weights": WEIGHTS}}, by="night")
    actions.say_not_the_same(one=three[1], other=three[0], by=STEWARD)
    assert not queries.alike(STEWARD).exists()
    with pytest.raises(Fault):
        merge(three[0], three[1])
    merged = merge(three[2], three[1])
    with pytest.raises(Fault):
        merge(three[0], three[2])
    actions.unmerge(merge=merged.pk, by=STEWARD)
    pair = Alike.objects.get()
    with pytest.raises(Fault):
        actions.unsay(pair=pair.pk, by=Reader("he", ("230108",), (), MAY))
    actions.unsay(pair=pair.pk, by=STEWARD)
    assert queries.alike(STEWARD).count() == 1 and not NotTheSame.objects.exists()


def test_two_who_were_merged_are_not_said_to_be_two(three: list[int]) -> None:
    merge(three[0], three[1])
    with pytest.raises(Fault):
        actions.say_not_the_same(one=three[0], other=three[1], by=STEWARD)


def test_what_is_found_no_more_waits_no_more_and_what_was_decided_stays(three: list[int]) -> None:
    said = FOUND | {"weights": WEIGHTS}
    assert actions.propose({(three[0], three[1]): said, (three[1], three[2]): said}, by="night") == 2
    actions.say_not_the_same(one=three[0], other=three[1], by=STEWARD)
    assert actions.propose({(three[0], three[1]): said}, by="night") == 0
    assert list(Alike.objects.values_list("first", "second")) == [(three[0], three[1])]
    assert not queries.alike(STEWARD).exists()


def test_a_merge_that_cannot_be_written_down_changes_nothing(three: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    from fangxian.ledger import actions as ledger

    def broken(**_: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(ledger, "record_batch", broken)
    with pytest.raises(RuntimeError):
        merge(three[0], three[1])
    assert not Merge.objects.exists() and registry.kept_records() == {}
