"""Somebody corrects a person, records a move, verifies a home: permission, change and event together, or none of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.registering import AUGUST, GRID, OTHER, homes, people

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.ledger import kinds
from fangxian.ledger.models import Event
from fangxian.lib.fault import Fault
from fangxian.registry import actions, queries, sealing
from fangxian.registry.models import Dwelling, Person, PersonKey, PersonVersion, Residence

pytestmark = pytest.mark.django_db

SEES = tuple((kind, "whole") for kind in ("name", "number", "phone", "address", "born", "groups"))
VERBS = frozenset({"people.search", "people.read", "people.verify"})
WORKER = Reader("wang", (GRID,), ("grid_worker",), VERBS, SEES, 2, "household_verification")
NUMBER, ANOTHER = "230108199003070011", "23010819920101002X"
ZHANG = {"newcomer": 1, "name": "张维", "sex": "1", "born": date(1990, 3, 7), "phone": 13812345678}
ZHANG |= {"number": NUMBER, "number_kind": "resident"}

Act = Callable[[int, Reader], object]
ACTS: dict[str, Act] = {
    "correct": lambda pk, by: actions.correct_person(person=pk, said={"name": "张伟"}, reason="document_seen", by=by),
    "move": lambda pk, by: actions.move_person(person=pk, dwelling=door("D2"), by=by),
    "leave": lambda pk, by: actions.move_person(person=pk, dwelling=None, by=by),
    "verify": lambda pk, by: actions.verify_residence(person=pk, by=by),
}


def door(code: str) -> int:
    return Dwelling.objects.get(code=code).pk


@pytest.fixture
def zhang(street: None) -> int:
    _, (pk,) = people(ZHANG, source="household_register/1")
    homes({"person": pk, "dwelling": "D1"}, source="census/1")
    actions.settle_whereabouts(source="census/1", by="test")
    return pk


def last() -> Event:
    return Event.objects.order_by("-pk")[0]


def test_a_correction_is_followed_kept_and_told(zhang: int) -> None:
    said = {"name": "张伟", "number": ANOTHER, "phone": "139-0000-0001"}
    assert actions.correct_person(person=zhang, said=said, reason="document_seen", by=WORKER) == [
        "name", "number", "phone"
    ]  # fmt: skip
    page = queries.person(WORKER, zhang)
    assert (page.known.name, page.known.number, page.known.phone) == ("张伟", ANOTHER, "13900000001")
    assert [(one.name, one.number) for one in page.versions] == [("张伟", ANOTHER), ("张维", NUMBER)]
    assert Person.rows.get().verified_by == "wang"
    details = {**last().payload, "actor": "王"}
    assert kinds.known(last().kind).sentence("zh", details) == "王 更正了姓名、证件号码、电话（已查验证件）"
    assert kinds.known(last().kind).sentence("en", details) == "王 corrected the name, number, phone (document seen)"


def test_who_was_corrected_is_found_by_what_is_right_and_no_longer_by_what_was_wrong(zhang: int) -> None:
    said = {"name": "李伟", "number": ANOTHER, "phone": "13900000001"}
    actions.correct_person(person=zhang, said=said, reason="typing_error", by=WORKER)
    for typed in ("李伟", "lw", ANOTHER, "13900000001", "0001"):
        assert [one.pk for one in queries.search(WORKER, typed).people] == [zhang]
    for typed in ("张维", "zw", NUMBER, "13812345678", "5678"):
        assert queries.search(WORKER, typed).people == ()


def test_a_phone_of_somebody_else_is_taken_away(zhang: int) -> None:
    assert actions.correct_person(person=zhang, said={"phone": ""}, reason="another_person", by=WORKER) == ["phone"]
    assert Person.rows.get().phone_sealed is None
    assert set(PersonKey.objects.values_list("kind", flat=True)) == {"number"}
    assert sealing.phone().open(PersonVersion.objects.get().phone_sealed) == "13812345678"


def test_what_was_recorded_so_already_is_no_correction(zhang: int) -> None:
    before = Event.objects.count()
    assert actions.correct_person(person=zhang, said={"name": "张维"}, reason="document_seen", by=WORKER) == []
    assert Event.objects.count() == before and not PersonVersion.objects.exists()


def test_no_file_overwrites_a_correction(zhang: int) -> None:
    actions.correct_person(person=zhang, said={"name": "张伟"}, reason="document_seen", by=WORKER)
    counts, _ = people({"person": zhang, "name": "张维"}, source="household_register/2")
    assert (counts.conflicts, Person.rows.get().name) == (1, "张伟")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("number", "230108199003070012"),
        ("number", "2.30108E+17"),
        ("phone", "12"),
        ("born", "2999-01-01"),
        ("born", "1990-02-30"),
        ("sex", "3"),
        ("name", ""),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_and_not_quoted(zhang: int, field: str, typed: str) -> None:
    with pytest.raises(Fault) as refused:
        actions.correct_person(person=zhang, said={field: typed}, reason="document_seen", by=WORKER)
    assert not typed or (typed not in refused.value.en and typed not in refused.value.zh)
    assert Person.rows.get().name == "张维"


def test_a_number_that_another_holds_is_refused(zhang: int) -> None:
    people({"newcomer": 2, "name": "李娜", "number": ANOTHER, "number_kind": "resident"})
    with pytest.raises(Fault, match="Another person"):
        actions.correct_person(person=zhang, said={"number": ANOTHER}, reason="document_seen", by=WORKER)


def test_a_correction_says_why(zhang: int) -> None:
    with pytest.raises(Fault, match="reason"):
        actions.correct_person(person=zhang, said={"name": "张伟"}, reason="because", by=WORKER)


def test_a_move_ends_one_home_and_begins_another_and_both_are_kept(zhang: int) -> None:
    actions.move_person(person=zhang, dwelling=door("D3"), tenure="tenant", since=AUGUST, by=WORKER)
    first, second = Residence.objects.order_by("pk")
    assert (first.dwelling.code, first.until) == ("D1", AUGUST)
    assert (second.dwelling.code, second.tenure, second.verified_by) == ("D3", "tenant", "wang")
    assert (Person.rows.get().area_code, last().kind) == (OTHER, "registry.person_moved")


def test_who_has_left_is_somebodys_no_more(zhang: int) -> None:
    actions.move_person(person=zhang, dwelling=None, by=WORKER)
    assert (Person.rows.get().status, last().kind) == ("moved_out", "registry.person_left")
    assert Residence.objects.get().until is not None


def test_a_move_to_the_same_door_is_a_visit(zhang: int) -> None:
    actions.move_person(person=zhang, dwelling=door("D1"), by=WORKER)
    assert Residence.objects.get().verified_by == "wang"
    assert last().kind == "registry.residence_verified"


def test_an_address_that_is_none_of_ours_is_a_home_too(zhang: int) -> None:
    actions.move_person(person=zhang, dwelling=None, elsewhere=" 江边工棚 ", by=WORKER)
    assert [home.address for home in queries.person(WORKER, zhang).homes if home.until is None] == ["江边工棚"]
    assert Person.rows.get().area_code == GRID


def test_a_visit_says_when_and_by_whom(zhang: int) -> None:
    before = Residence.objects.get()
    actions.verify_residence(person=zhang, by=WORKER)
    after = Residence.objects.get()
    assert after.verified_at > before.verified_at and after.verified_by == "wang"
    assert (Person.rows.get().verified_by, last().kind) == ("wang", "registry.residence_verified")


def test_who_has_no_home_on_record_cannot_be_verified_there(street: None) -> None:
    _, (pk,) = people(ZHANG)
    with pytest.raises(Fault, match="No home"):
        actions.verify_residence(person=pk, by=WORKER)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nobody_acts_outside_their_areas_or_their_role(zhang: int, act: Act) -> None:
    before = Event.objects.count()
    with pytest.raises(NotHere):
        act(zhang, replace(WORKER, areas=(OTHER,)))
    with pytest.raises(NotAllowed):
        act(zhang, replace(WORKER, may=VERBS - {"people.verify"}))
    assert Event.objects.count() == before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_cannot_be_told_has_not_happened(zhang: int, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the ledger is full")

    def state() -> list[object]:
        return [list(table.objects.order_by("pk").values()) for table in (Residence, PersonVersion, PersonKey)] + [
            list(Person.rows.values())
        ]

    before = state()
    monkeypatch.setattr("fangxian.registry.acts.ledger.record", broken)
    with pytest.raises(RuntimeError):
        act(zhang, WORKER)
    assert state() == before
