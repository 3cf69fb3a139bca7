"""The desk of records that may be one person's: side by side with what agrees, decided, taken back; the person's page
says of whom it was made."""

import pytest
from django.test import Client
from tests.deciding import only_who_may, put_off_comes_again
from tests.registering import homes, people
from tests.signed_in import client
from tests.small_district import Size, build

from fangxian.access.reader import Reader
from fangxian.identity import actions
from fangxian.identity.models import Alike, Merge, NotTheSame
from fangxian.ledger.models import AuditEntry
from fangxian.registry import actions as registry
from fangxian.registry import queries
from fangxian.registry.models import Dwelling, Person

pytestmark = pytest.mark.django_db

WEIGHTS = [["name", "same", 8.1], ["phone", "same", 19.6], ["place", "door", 16.1]]


@pytest.fixture
def pair() -> Alike:
    """Somebody of the district, and once more."""
    build(Size(2, 1, 1, 1))
    one = Person.rows.order_by("pk")[0]
    door = Dwelling.objects.filter(residences__person=one).order_by("pk")[0]
    _, (again,) = people(
        {"newcomer": 0, "name": one.name, "phone": "13911112222", "area_code": one.area_code}, source="census/9"
    )
    homes({"person": again, "dwelling": door.code, "area_code": one.area_code})
    registry.settle_whereabouts(source="census/9", by="test", only=[again])
    said = {"area_code": one.area_code, "score": 0.9999, "agreed": "name:same;phone:same;place:door"}
    actions.propose({(one.pk, again): said | {"weights": WEIGHTS, "reason": "", "settings": "people-2"}}, by="night")
    return Alike.objects.get()


@pytest.fixture
def steward(pair: Alike) -> Client:
    return client("data_steward")


def test_the_queue_says_how_many_wait_and_names_nobody(pair: Alike, steward: Client) -> None:
    page = steward.get("/review/people/")
    assert page.context["all"] == len(page.context["rows"]) == steward.get("/review/").context["twice"] == 1
    assert Person.rows.get(pk=pair.first).name not in page.content.decode()
    for name, _, many in page.context["reasons"]:
        assert len(steward.get(f"/review/people/?reason={name}").context["rows"]) == many
    assert steward.get("/review/people/?reason=mood").status_code == 400
    assert steward.get("/review/people/?reason=two_sexes").context["rows"] == []


def test_the_two_stand_side_by_side_with_what_each_field_is_worth(pair: Alike, steward: Client) -> None:
    page = steward.get(f"/review/people/{pair.pk}/")
    assert page.context["would"]["turns"] == [], "no code changes"
    text = page.content.decode()
    assert Person.rows.get(pk=pair.first).name in text and "19.6" in text and "8.1" in text
    assert 'data-key="1"' in text and 'data-key="0"' in text
    entry = AuditEntry.objects.filter(action="people.read", subject_kind="person").latest("pk")
    assert entry.details["shown"] == [str(pair.first), str(pair.second)]
    assert not Merge.objects.exists(), "looking at it merges nobody"


def test_the_record_that_says_more_is_the_one_to_keep(pair: Alike, steward: Client) -> None:
    suggested = [pk for pk, _, kept in steward.get(f"/review/people/{pair.pk}/").context["records"] if kept]
    assert suggested == [pair.first], "it has a number"


def test_merged_their_page_says_of_whom_and_takes_it_back(pair: Alike, steward: Client) -> None:
    answer = steward.post(f"/review/people/{pair.pk}/", {"kept": pair.first}, follow=True).content.decode()
    assert "没有待核对的重复登记了" in answer
    made = Merge.objects.get()
    assert (made.kept, made.absorbed, made.weights) == (pair.first, pair.second, WEIGHTS)
    page = steward.get(f"/people/{pair.second}/", follow=True)
    assert page.redirect_chain[-1][0] == f"/people/{pair.first}/"
    text = page.content.decode()
    assert f"档案 {pair.second} 并入档案 {pair.first}" in text and f"/review/merges/{made.pk}/undo/" in text
    assert "办理后会发生什么" in steward.get(f"/review/merges/{made.pk}/undo/").content.decode()
    assert Merge.objects.get().undone_at is None
    steward.post(f"/review/merges/{made.pk}/undo/")
    assert Merge.objects.get().undone_at is not None
    assert "由多份档案合并" not in steward.get(f"/people/{pair.first}/").content.decode()
    assert steward.get(f"/people/{pair.second}/").status_code == 200
    assert steward.get("/review/people/").context["all"] == 1, "they wait to be decided again"


def test_what_another_record_says_otherwise_is_still_seen_with_who_says_it(pair: Alike, steward: Client) -> None:
    Person.rows.filter(pk=pair.second).update(name="王小芳")
    steward.post(f"/review/people/{pair.pk}/", {"kept": pair.first})
    page = steward.get(f"/people/{pair.first}/")
    assert ("姓名", "王小芳", "实有人口") in page.context["otherwise"]
    assert page.context["known"].name == Person.rows.get(pk=pair.first).name, "the register's word is believed more"


def test_they_are_two_and_that_is_taken_back(pair: Alike, steward: Client) -> None:
    steward.post(f"/review/people/{pair.pk}/", {"kept": "two"})
    assert NotTheSame.objects.count() == 1 and steward.get("/review/people/").context["all"] == 0
    steward.post(f"/review/people/{pair.pk}/undo/")
    assert not NotTheSame.objects.exists() and steward.get("/review/people/").context["all"] == 1
    assert "请选择保留哪一份" in steward.post(f"/review/people/{pair.pk}/", {}, follow=True).content.decode()


def test_a_door_lists_them_once_and_its_plan_counts_them_once(pair: Alike, steward: Client) -> None:
    door = Dwelling.objects.filter(residences__person=pair.first).order_by("pk")[0]
    before = listed(steward, door)
    assert {pair.first, pair.second} <= set(before) and planned(door) == len(before)
    steward.post(f"/review/people/{pair.pk}/", {"kept": pair.first})
    assert sorted(listed(steward, door)) == sorted(set(before) - {pair.second})
    assert planned(door) == len(before) - 1


def listed(steward: Client, door: Dwelling) -> list[int]:
    return [one["person"].pk for one in steward.get(f"/dwellings/{door.pk}/").context["inside"]]


def planned(door: Dwelling) -> int:
    plan = queries.plan(Reader("x", ("230108",), may=frozenset({"places.read"}), purpose="care"), door.building_id)
    return next(one.people for _, units in plan.floors for doors in units for one in doors if one.pk == door.pk)


def test_only_who_may_and_only_in_their_areas(pair: Alike, steward: Client) -> None:
    only_who_may(pair, steward, "people", "/review/merges/")


def test_who_is_put_off_comes_again(pair: Alike, steward: Client) -> None:
    put_off_comes_again(pair, steward, "people")
