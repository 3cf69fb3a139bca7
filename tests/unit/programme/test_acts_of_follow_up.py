"""Acts on somebody who is followed: what need not be done, another place, another version, and letting them go."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.following import CLOSE, DAY, HOUR, NOW, OFFICER, PROTOCOL, SECOND, begun, enrolled, in_force

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.access.two_people import NotTwoPeople
from fangxian.fieldwork.models import Task
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions as outbreaks
from fangxian.programme import actions, moving
from fangxian.programme.models import Change, Enrolment, Obligation

pytestmark = pytest.mark.django_db
Scene = tuple[int, int]


@pytest.fixture(autouse=True)
def scene(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    def refuse(first: str, second: str) -> None:
        if not second or first == second:
            raise NotTwoPeople(en="somebody else has to", zh="须由另一人")

    monkeypatch.setattr(moving, "refuse_unless_two", refuse)
    with clock.set_to(NOW):
        outbreak, people = begun(monkeypatch, "张伟")
        enrolled(outbreak, people)
        yield outbreak, Enrolment.rows.get().pk


def first_test() -> Obligation:
    return Obligation.rows.filter(duty="test").order_by("due_at")[0]


def test_what_is_waived_is_not_due_and_asks_nobody(scene: Scene) -> None:
    late = NOW + 3 * DAY
    with clock.set_to(late):
        actions.overdue(late)
        assert Task.rows.filter(origin__endswith="/test", state="open").exists()
        actions.waive(obligation=first_test().pk, reason="medical", by=OFFICER)
        assert first_test().state == "waived" and not Task.rows.filter(origin__endswith="/test", state="open").exists()
        with pytest.raises(Fault):
            actions.waive(obligation=first_test().pk, reason="medical", by=OFFICER)
        actions.unwaive(obligation=first_test().pk, by=OFFICER)
        actions.overdue(late)
        assert first_test().state == "overdue"


def test_a_waiver_has_a_reason_of_the_list_and_somebody_who_may(scene: Scene) -> None:
    with pytest.raises(Fault):
        actions.waive(obligation=first_test().pk, reason="because", by=OFFICER)
    with pytest.raises(NotAllowed):
        actions.waive(obligation=first_test().pk, reason="medical", by=Reader("wu", areas=("230108",)))
    with pytest.raises(NotHere):
        actions.waive(obligation=first_test().pk, reason="medical", by=Reader("wu", areas=("230109",), may=OFFICER.may))


def test_another_place_is_on_record_and_the_days_run_on(scene: Scene) -> None:
    _, enrolment = scene
    ends = Enrolment.rows.get().ends_at
    for _ in range(2):
        actions.transfer(enrolment=enrolment, place="迎宾馆 302", by=OFFICER)
    assert Enrolment.rows.get().ends_at == ends and Change.objects.filter(what="transferred").count() == 1


def test_who_is_enrolled_stays_on_their_version_until_they_are_moved_by_two(scene: Scene) -> None:
    outbreak, enrolment = scene
    before = Enrolment.rows.get()
    shorter = replace(CLOSE, phases=CLOSE.phases[:1])
    version = in_force(outbreak, replace(PROTOCOL, classes={**PROTOCOL.classes, "close_contact": shorter}))
    assert Enrolment.rows.get().protocol_id == before.protocol_id
    with pytest.raises(Fault):
        actions.approve_move(enrolment=enrolment, by=SECOND)
    for _ in range(2):
        actions.ask_move(enrolment=enrolment, by=OFFICER)
    assert Change.objects.filter(what="move_asked").count() == 1 and Enrolment.rows.get().ends_at == before.ends_at
    with pytest.raises(NotTwoPeople):
        actions.approve_move(enrolment=enrolment, by=OFFICER)
    actions.approve_move(enrolment=enrolment, by=SECOND)
    now = Enrolment.rows.get()
    assert now.protocol_id == version and now.ends_at == before.ends_at - 2 * DAY
    assert Obligation.rows.filter(state="cancelled").count() == 1
    with pytest.raises(Fault):
        actions.ask_move(enrolment=enrolment, by=OFFICER)
    actions.undo_move(enrolment=enrolment, by=OFFICER)
    back = Enrolment.rows.get()
    assert (back.protocol_id, back.ends_at) == (before.protocol_id, before.ends_at)
    assert not Obligation.rows.filter(state="cancelled").exists()
    with pytest.raises(Fault):
        actions.undo_move(enrolment=enrolment, by=OFFICER)
    actions.ask_move(enrolment=enrolment, by=OFFICER)
    actions.refuse_move(enrolment=enrolment, by=SECOND)
    in_force(outbreak)
    with pytest.raises(Fault):
        actions.approve_move(enrolment=enrolment, by=SECOND)
    told = [one.what for one in Change.objects.order_by("pk") if "move" in one.what]
    assert told == ["move_asked", "moved", "moved_back", "move_asked", "move_refused"], "on record"


def test_nobody_is_approved_whose_conditions_do_not_hold(scene: Scene) -> None:
    _, enrolment = scene
    with pytest.raises(Fault):
        actions.approve_release(enrolment=enrolment, by=OFFICER)


def test_who_is_let_go_early_owes_nothing_more(scene: Scene) -> None:
    _, enrolment = scene
    late = NOW + 3 * DAY
    with clock.set_to(late):
        actions.overdue(late)
        found = actions.release(enrolment=enrolment, reason="early", by=OFFICER)
        assert (found.state, found.closed_for) == ("released", "early")
        assert not Task.rows.filter(state="open").exists() and not Obligation.rows.filter(state="open").exists()
        with pytest.raises(Fault):
            actions.release(enrolment=enrolment, reason="early", by=OFFICER)


def test_with_the_outbreak_all_follow_up_ends(scene: Scene) -> None:
    outbreak, _ = scene
    may = frozenset({"outbreak.close"})
    with clock.set_to(NOW + HOUR):
        outbreaks.close(outbreak=outbreak, by=Reader("wu", ("230108",), may=may))
    assert set(Enrolment.rows.values_list("state", "closed_for")) == {("ended", "outbreak_over")}
