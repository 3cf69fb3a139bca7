"""A batch changes the registry once, follows the stronger source, ends homes and never overwrites what was known."""

from datetime import date

import pytest
from tests.registering import AUGUST, GRID, JUNE, OTHER, groups, homes, organisation, people, posts

from fangxian.ledger.models import Event
from fangxian.registry import actions, sealing
from fangxian.registry.models import (
    Area,
    Building,
    KeyGroupMembership,
    Person,
    PersonKey,
    PersonVersion,
    Post,
    Residence,
)

pytestmark = pytest.mark.django_db

ZHANG = {"newcomer": 1, "name": "张伟", "sex": "1", "born": date(1990, 3, 7), "number": "230108199003070011"}
ZHANG |= {"number_kind": "resident", "phone": 13812345678}


def test_the_tree_of_areas_follows_from_their_codes(street: None) -> None:
    assert list(Area.objects.order_by("code").values_list("code", "level", "parent_id"))[:4] == [
        ("230108", "district", None),
        ("230108001", "street", "230108"),
        ("230108001001", "community", "230108001"),
        (GRID, "grid", "230108001001"),
    ]


def test_buildings_follow_from_their_dwellings(street: None) -> None:
    assert list(Building.objects.order_by("name").values_list("name", "floors", "units")) == [("1", 2, 1), ("2", 3, 1)]


def test_numbers_and_phones_lie_sealed() -> None:
    _, (pk,) = people(ZHANG)
    person = Person.rows.get(pk=pk)
    assert b"230108199003070011" not in bytes(person.number_sealed)
    assert sealing.number().open(person.number_sealed) == "230108199003070011"
    assert sealing.phone().open(person.phone_sealed) == "13812345678"
    assert set(person.keys.values_list("kind", flat=True)) == {"number", "phone", "tail"}
    assert person.initials == "zw"


def test_a_batch_applied_again_changes_nothing() -> None:
    _, (pk,) = people(ZHANG)
    again, same = people(ZHANG | {"newcomer": None, "person": pk})
    assert (same, again.unchanged, again.changed, again.inserted) == ([pk], 1, 0, 0)
    assert PersonVersion.objects.count() == 0 and PersonKey.objects.count() == 3


def test_two_rows_of_one_newcomer_are_one_person() -> None:
    counts, (first, second) = people(ZHANG | {"phone": None}, {"newcomer": 1, "name": "张伟", "phone": 13800000000})
    assert first == second and counts.inserted == 1
    assert sealing.phone().open(Person.rows.get().phone_sealed) == "13800000000"


def test_a_stronger_source_is_followed_and_what_gave_way_is_kept() -> None:
    _, (pk,) = people(ZHANG | {"name": "张维"}, source="census/1")
    counts, _ = people({"person": pk, "name": "张伟"}, source="household_register/2")
    assert (counts.changed, counts.conflicts) == (1, 0)
    assert (Person.rows.get().name, PersonVersion.objects.get().name) == ("张伟", "张维")
    assert PersonVersion.objects.get().until == Person.rows.get().recorded_at


def test_a_weaker_source_is_counted_and_not_followed() -> None:
    _, (pk,) = people(ZHANG)
    counts, _ = people({"person": pk, "name": "张维"}, source="staff/1")
    assert (counts.conflicts, counts.unchanged) == (1, 1)
    assert Person.rows.get().name == "张伟"


def test_each_field_remembers_whose_word_it_is() -> None:
    _, (pk,) = people(ZHANG | {"phone": None})
    people({"person": pk, "phone": 13900000001}, source="census/1")
    assert people({"person": pk, "phone": 13900000002}, source="staff/1")[0].conflicts == 1
    assert people({"person": pk, "phone": 13900000003}, source="census/2")[0].changed == 1
    assert sealing.phone().open(Person.rows.get().phone_sealed) == "13900000003"
    assert list(PersonKey.objects.filter(kind="phone").values_list("key", flat=True)) == [
        sealing.phone().index("13900000003")
    ]


def test_a_row_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError):
        people({"name": "张伟"})
    assert not Person.rows.exists() and not Event.objects.exists()


def test_a_move_ends_one_home_and_begins_another(street: None) -> None:
    _, (pk,) = people(ZHANG)
    homes({"person": pk, "dwelling": "D1", "since": date(2020, 1, 1)})
    counts = homes({"person": pk, "dwelling": "D3", "since": date(2022, 8, 1)}, source="census/2", day=AUGUST)
    assert (counts.inserted, counts.ended) == (1, 1)
    first, second = Residence.objects.order_by("pk")
    assert (first.dwelling.code, first.until) == ("D1", date(2022, 8, 1))
    assert (second.dwelling.code, second.until) == ("D3", None)


def test_the_same_home_again_is_only_verified(street: None) -> None:
    _, (pk,) = people(ZHANG)
    homes({"person": pk, "dwelling": "D1"})
    before = Residence.objects.get()
    counts = homes({"person": pk, "dwelling": "D1"}, source="census/2", day=AUGUST)
    after = Residence.objects.get()
    assert counts.unchanged == 1 and after.verified_at > before.verified_at and after.source == before.source


def test_who_is_no_longer_on_a_whole_list_has_left(street: None) -> None:
    _, (stays, leaves) = people(ZHANG, ZHANG | {"newcomer": 2, "number": None, "name": "李娜"})
    homes({"person": stays, "dwelling": "D1"}, {"person": leaves, "dwelling": "D2"}, whole=True)
    homes({"person": stays, "dwelling": "D1"}, source="census/2", day=AUGUST, whole=True)
    assert list(Residence.objects.filter(until=AUGUST).values_list("person_id", flat=True)) == [leaves]


def test_a_list_that_is_not_whole_ends_nobodys_home(street: None) -> None:
    _, (stays, other) = people(ZHANG, ZHANG | {"newcomer": 2, "number": None, "name": "李娜"})
    homes({"person": stays, "dwelling": "D1"}, {"person": other, "dwelling": "D2"}, whole=True)
    homes({"person": stays, "dwelling": "D1"}, source="census/2", day=AUGUST)
    assert not Residence.objects.exclude(until=None).exists()


def test_people_are_looked_after_where_they_live(street: None) -> None:
    _, (here, away, gone) = people(*(ZHANG | {"newcomer": n, "number": None, "area_code": "230108"} for n in (1, 2, 3)))
    homes(
        {"person": here, "dwelling": "D1", "kind": "registered"},
        {"person": away, "dwelling": "D1", "kind": "registered"},
        source="household_register/1",
    )
    homes({"person": here, "dwelling": "D3"})
    actions.settle_whereabouts(source="census/1", by="test")
    said = dict(Person.rows.values_list("pk", "status")), dict(Person.rows.values_list("pk", "area_code"))
    assert said == (
        {here: "present", away: "away", gone: "moved_out"},
        {here: OTHER, away: GRID, gone: "230108"},
    )


def test_before_anybody_has_counted_who_is_registered_counts_as_present(street: None) -> None:
    _, (pk,) = people(ZHANG)
    homes({"person": pk, "dwelling": "D1", "kind": "registered"}, source="household_register/1")
    actions.settle_whereabouts(source="household_register/1", by="test")
    assert Person.rows.get().status == "present"


def test_a_phones_last_four_are_found_in_the_community_that_one_moved_to(street: None) -> None:
    _, (pk,) = people(ZHANG)
    homes({"person": pk, "dwelling": "D3"})
    actions.settle_whereabouts(source="census/1", by="test")
    assert PersonKey.objects.get(kind="tail").key == sealing.tail(OTHER, "5678")


def test_a_batch_is_one_event_and_a_broken_ledger_undoes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    people(ZHANG)
    assert Event.objects.get().payload == {
        "registry": "people", "inserted": 1, "changed": 0, "unchanged": 0, "ended": 0, "conflicts": 0
    }  # fmt: skip

    def broken(**_: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("fangxian.registry.actions.ledger.record_batch", broken)
    with pytest.raises(RuntimeError):
        people(ZHANG | {"number": "230108199003070038"})
    assert Person.rows.count() == 1


def test_a_person_whom_a_source_names_again_is_verified_and_one_whom_it_contradicts_is_not() -> None:
    _, (pk,) = people(ZHANG)
    first = Person.rows.get().verified_at
    people({"person": pk, "name": "张伟"}, source="staff/1")
    second = Person.rows.get().verified_at
    people({"person": pk, "name": "张维"}, source="staff/2")
    assert first < second == Person.rows.get().verified_at


def test_where_somebody_lives_is_known_best_by_whoever_was_there_last(street: None) -> None:
    _, (pk,) = people(ZHANG)
    homes({"person": pk, "dwelling": "D1"}, source="visit")
    assert homes({"person": pk, "dwelling": "D3"}, source="census/2", day=AUGUST).ended == 1
    weaker = homes({"person": pk, "dwelling": "D2"}, source="residents/1", day=AUGUST)
    assert (weaker.conflicts, weaker.ended, weaker.inserted) == (1, 0, 0)
    assert Residence.objects.get(until=None).dwelling.code == "D3"


def test_a_number_stays_with_whom_it_was_recorded_first() -> None:
    _, (first,) = people(ZHANG | {"number": None, "number_kind": None})
    counts, (_, second) = people({"person": first, "number": ZHANG["number"], "number_kind": "resident"}, ZHANG)
    assert counts.conflicts == 1
    assert PersonKey.objects.get(kind="number").person_id == first
    assert (Person.rows.get(pk=second).number_sealed, Person.rows.get(pk=second).number_kind) == (None, "")


def test_a_roster_applied_again_changes_nothing() -> None:
    _, (pk, left) = people(ZHANG, {"newcomer": 2, "name": "李娜"})
    uscc = organisation()
    rows = [{"uscc": uscc, "person": pk, "post": "焊工"}, {"uscc": uscc, "person": left, "until": date(2022, 1, 1)}]
    assert posts(*rows).inserted == 2
    again = posts(*rows)
    assert (again.inserted, again.ended, again.unchanged) == (0, 0, 2)


def test_who_takes_another_post_has_left_the_one_before() -> None:
    _, (pk,) = people(ZHANG)
    uscc = organisation()
    posts({"uscc": uscc, "person": pk, "post": "焊工"})
    posts({"uscc": uscc, "person": pk, "post": "班长"}, source="staff/2", day=AUGUST)
    assert list(Post.rows.order_by("pk").values_list("post", "until")) == [("焊工", AUGUST), ("班长", None)]


def test_who_came_back_has_two_posts() -> None:
    _, (pk,) = people(ZHANG)
    uscc = organisation()
    rows = [{"uscc": uscc, "person": pk, "until": JUNE}, {"uscc": uscc, "person": pk, "since": AUGUST}]
    assert posts(*rows).inserted == 2
    assert posts(*rows, source="staff/2").unchanged == 2


def test_who_is_no_longer_on_the_roster_has_left() -> None:
    _, (pk,) = people(ZHANG)
    posts({"uscc": organisation(), "person": pk})
    assert posts(source="staff/2", day=AUGUST).ended == 1
    assert Post.rows.get().until == AUGUST and Post.rows.get().ended_recorded_at is not None


def test_a_key_groups_list_applied_again_only_verifies() -> None:
    _, (pk,) = people(ZHANG)
    assert groups({"person": pk, "group": "dialysis"}).inserted == 1
    before = KeyGroupMembership.rows.get()
    assert groups({"person": pk, "group": "dialysis"}, source="key_groups/2").unchanged == 1
    after = KeyGroupMembership.rows.get()
    assert after.verified_at > before.verified_at and after.source == before.source
