"""People come under a protocol: once, with evidence, by two where it colours; and a list is taken back whole."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.following import DAY, NOW, OFFICER, SECOND, begun, enrolled

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.access.two_people import NotTwoPeople
from fangxian.ledger import actions as ledger
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.programme import actions, queries
from fangxian.programme.actions import Joining
from fangxian.programme.models import Change, Enrolment, Listed, Obligation, Roll, Stage

pytestmark = pytest.mark.django_db
Scene = tuple[int, list[int]]


@pytest.fixture(autouse=True)
def scene(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with clock.set_to(NOW):
        yield begun(monkeypatch, "张伟", "李娜", "王芳")


def test_enrolled_people_have_stages_and_what_is_due(scene: Scene) -> None:
    outbreak, people = scene
    roll = enrolled(outbreak, people[:2])
    assert (roll.people, roll.skipped) == (2, {})
    one = Enrolment.rows.get(person=people[0])
    assert (one.state, one.stage) == ("active", 0) and one.starts_at > NOW
    assert Stage.objects.filter(enrolment=one).count() == 2
    assert Obligation.rows.filter(enrolment=one, state="open").count() == 9
    told = Event.objects.get(kind="programme.changed").payload
    changed = list(queries.changes(told["first"], told["last"]))
    assert {each.person for each in changed} == set(people[:2]) and {each.what for each in changed} == {"enrolled"}
    # The first stage begins tomorrow: until then nothing is laid.
    assert all(each.payload["effects"] == [] for each in changed)


def test_an_effect_is_laid_from_the_first_moment_of_its_stage(scene: Scene) -> None:
    outbreak, people = scene
    enrolled(outbreak, people[:1], anchor=NOW - DAY)
    (change,) = Change.objects.all()
    assert change.payload["effects"] == ["yellow_home"] and change.payload["source"] == "stage/1"


def test_somebody_enrolled_already_is_skipped_and_counted(scene: Scene) -> None:
    outbreak, people = scene
    enrolled(outbreak, people[:1])
    roll = enrolled(outbreak, people, origin="list/2")
    assert (roll.people, roll.skipped) == (2, {"already": 1})
    with pytest.raises(IntegrityError), transaction.atomic():
        one = Enrolment.rows.get(person=people[0])
        one.pk = None
        one.save(force_insert=True)


def test_the_same_list_twice_is_one_list(scene: Scene) -> None:
    outbreak, people = scene
    enrolled(outbreak, people)
    changes = Change.objects.count()
    enrolled(outbreak, people)
    assert (Roll.objects.count(), Enrolment.rows.count(), Change.objects.count()) == (1, 3, changes)


def test_who_cannot_be_enrolled_is_named_by_reason(scene: Scene) -> None:
    outbreak, people = scene
    joining = [
        Joining(people[0], NOW + timedelta(hours=1), {"row": 1}),
        Joining(people[1], NOW - 30 * DAY, {"row": 2}),
        Joining(people[2], NOW),
        Joining(999_999, NOW, {"row": 3}),
        Joining(people[2], NOW, {"row": 4}),
    ]
    with pytest.raises(Fault) as refused:
        actions.enrol(outbreak=outbreak, person_class="close_contact", people=joining, origin="l", by="system")
    assert "future" in refused.value.en and not Enrolment.rows.exists()


def test_what_colours_is_done_by_two(scene: Scene) -> None:
    outbreak, people = scene
    joining = [Joining(people[0], NOW, {"fact": 1})]
    for second in ("", OFFICER.account):
        with pytest.raises(NotTwoPeople):
            actions.enrol(
                outbreak=outbreak, person_class="close_contact", people=joining, origin="l", by=OFFICER, second=second
            )
    made = actions.enrol(
        outbreak=outbreak, person_class="close_contact", people=joining, origin="l", by=OFFICER, second="zhao"
    )
    assert (made.by, made.second, made.people) == ("li", "zhao", 1)


def test_without_the_right_or_outside_the_area_nobody_is_enrolled(scene: Scene) -> None:
    outbreak, people = scene
    for who in (Reader("wu", areas=("230108",)), Reader("wu", areas=("230109",), may=OFFICER.may)):
        with pytest.raises(NotAllowed):
            enrolled(outbreak, people[:1], by=who)


def test_a_list_waits_for_its_second_person(scene: Scene) -> None:
    outbreak, people = scene
    joining = [Joining(one, NOW, {"row": one}) for one in people]
    roll = actions.propose(
        outbreak=outbreak, person_class="close_contact", people=joining, origin="paste/1", by=OFFICER
    )
    assert roll.state == "proposed" and Listed.rows.count() == 3 and not Enrolment.rows.exists()
    with pytest.raises(NotTwoPeople):
        actions.approve(roll=roll.pk, by=OFFICER)
    done = actions.approve(roll=roll.pk, by=SECOND)
    assert (done.state, done.people, done.second) == ("enrolled", 3, "zhao") and not Listed.rows.exists()
    with pytest.raises(Fault):
        actions.approve(roll=roll.pk, by=SECOND)


def test_a_list_that_is_refused_enrols_nobody_and_may_be_put_forward_again(scene: Scene) -> None:
    outbreak, people = scene
    joining = [Joining(people[0], NOW, {"row": 1})]
    said = {"outbreak": outbreak, "person_class": "close_contact", "people": joining, "origin": "paste/1"}
    roll = actions.propose(**said, by=OFFICER)  # type: ignore[arg-type]
    assert actions.refuse(roll=roll.pk, by=SECOND).state == "refused" and not Listed.rows.exists()
    assert actions.propose(**said, by=OFFICER).state == "proposed"  # type: ignore[arg-type]


def test_a_list_taken_back_frees_whom_it_enrolled(scene: Scene) -> None:
    outbreak, people = scene
    roll = enrolled(outbreak, people)
    assert actions.withdraw(roll=roll.pk, by=OFFICER) == 3
    assert actions.withdraw(roll=roll.pk, by=OFFICER) == 0
    assert set(Enrolment.rows.values_list("state", "closed_for")) == {("ended", "withdrawn")}
    assert set(Obligation.rows.values_list("state", flat=True)) == {"cancelled"}
    last = Change.objects.filter(what="withdrawn").first()
    assert last is not None and last.payload["source"] == "" and last.payload["effects"] == []
    # Who was freed can be enrolled anew.
    assert enrolled(outbreak, people, origin="list/1").people == 3


def test_an_act_whose_ledger_fails_has_not_happened(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    outbreak, people = scene

    def broken(**_: object) -> int:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(ledger, "record", broken)
    with pytest.raises(RuntimeError):
        enrolled(outbreak, people)
    assert not Enrolment.rows.exists() and not Change.objects.exists() and not Roll.objects.exists()
