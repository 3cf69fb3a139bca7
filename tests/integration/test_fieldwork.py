"""At the door: what a grid worker is asked, what they find, what the registry and the round learn of it, and taking it
back."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row, statuses

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.access.roles import roles
from fangxian.fieldwork import actions, queries
from fangxian.fieldwork.models import Line, Task, Visit
from fangxian.ledger.models import AuditEntry, Event
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.models import Person, PersonVersion, Residence
from fangxian.runs import arrival
from fangxian.screening.models import Standing, Stray

pytestmark = pytest.mark.django_db
STRANGER = row("孙悟空", "sun", "13912340000", site="青年社区采样点")
#: A sampling point's file says where somebody lives.
ROUND = "230108001002"


def worker(account: str = "wang", area: str = "230108001002", role: str = "grid_worker") -> Reader:
    said = roles()[role]
    return Reader(account, (area,), (role,), said.may, said.sees, said.sensitivity, said.purposes[0], said.purposes)


WANG, OTHER = worker(), worker("li.gong")


@pytest.fixture
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A complete round in which nobody of three was tested, and somebody was who is in no register."""
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        found = made(activated(monkeypatch))
        arrival.arrive(round=found.pk, path=file(tmp_path, "a", [STRANGER]), by="test")
        arrival.complete(round=found.pk, by=OFFICER)
        yield found.pk


def line(name: str) -> int:
    return Line.objects.get(person__name=name).pk


def stray() -> Line:
    return Line.objects.get(task__kind="verification")


def report(line: int, outcome: str, by: Reader = WANG, click: str = "", **said: str) -> Visit:
    return actions.report(line=line, outcome=outcome, said=said, click=click or str(uuid.uuid4()), by=by)


def person(name: str) -> Person:
    found: Person = Person.rows.get(name=name)
    return found


def test_a_list_goes_from_door_to_door_and_names_nobody(round: int) -> None:
    doors = queries.worklist(WANG)
    assert [(one.building, one.room, one.people) for one in doors] == [("1", "101", 2), ("2", "101", 1)]
    assert doors[0].whys == (
        ("第 1 轮结果已收齐，未见其采样记录",
         "all results of round 1 are here, and no sample of theirs is among them"),
    )  # fmt: skip
    assert not AuditEntry.objects.filter(actor=WANG.account, subject_kind="person").exists()
    assert queries.counts(WANG) == queries.Counts(2, 2, 0, 0, 0)
    assert queries.worklist(worker(area="230108001002002"))[0].people == 1, "of one's own grid alone"


def test_at_a_door_one_reads_who_is_asked_for_and_it_is_on_record(round: int) -> None:
    (task,) = queries.at_door(WANG, queries.worklist(WANG)[0].dwelling or 0)
    assert [one.name for one in task.callers] == ["张伟", "李娜"]
    assert AuditEntry.objects.filter(actor=WANG.account, subject_kind="person", action="people.read").exists()


def test_who_is_in_no_register_waits_in_the_pool_of_the_larger_area(round: int) -> None:
    office = worker("zhao", "230108", "street_office")
    (waiting,) = [one for one in queries.worklist(office) if one.dwelling is None]
    assert (waiting.area_code, queries.counts(office).pool) == ("230108", 1)
    asked = queries.task(office, waiting.task)
    assert (asked.callers[0].name, asked.callers[0].number[:4]) == ("孙悟空", "2301")
    assert "*" in asked.callers[0].number
    actions.hand_over(task=waiting.task, area_code="230108001002001", by=office)
    assert queries.worklist(WANG)[-1].task == waiting.task


def test_somebody_who_was_met_is_verified_and_the_round_knows_what_was_said(round: int) -> None:
    before = person("张伟").verified_by
    visit = report(line("张伟"), "will_test", when="明天上午")
    assert (person("张伟").verified_by, Residence.objects.get(person__name="张伟", kind="lives").verified_by) == (
        "wang", "wang",
    )  # fmt: skip
    assert Standing.rows.get(round=round, person=person("张伟").pk).outcome == "will_test"
    assert statuses(round)["张伟"] == "untested", "a promise is no sample"
    assert Task.rows.get(lines__person__name="张伟").state == "open", "his wife is still to be asked"
    actions.undo(visit=visit.pk, by=WANG)
    assert (person("张伟").verified_by, Line.objects.get(pk=line("张伟")).outcome) == (before, "")
    assert Standing.rows.get(round=round, person=person("张伟").pk).outcome == ""


def test_somebody_who_moved_away_has_left_their_home_and_is_expected_no_more(round: int) -> None:
    zhao = person("赵敏")
    home = Residence.objects.get(person=zhao, kind="lives").dwelling_id
    visit = report(line("赵敏"), "moved_away", where="哈尔滨市道里区")
    assert Residence.objects.get(person=zhao, kind="lives", ended_recorded_at=None).elsewhere == "哈尔滨市道里区"
    assert statuses(round)["赵敏"] == "excused"
    assert Task.rows.get(lines__person=zhao).state == "done"
    actions.undo(visit=visit.pk, by=WANG)
    assert Residence.objects.get(person=zhao, kind="lives", ended_recorded_at=None).dwelling_id == home
    assert statuses(round)["赵敏"] == "untested" and Task.rows.get(lines__person=zhao).state == "open"


def test_nobody_at_home_is_an_attempt_and_somebody_goes_again(round: int) -> None:
    report(line("赵敏"), "not_at_home")
    assert Task.rows.get(lines__person__name="赵敏").state == "open"
    assert queries.worklist(WANG)[-1].tried is not None
    assert Visit.objects.count() == 1


def test_what_is_wrong_is_corrected_at_the_door_and_what_it_was_is_kept(round: int) -> None:
    with clock.set_to(EVENING + timedelta(hours=1)):
        visit = report(line("赵敏"), "wrong_data", phone="13700009999")
    assert PersonVersion.objects.filter(person__name="赵敏").count() == 1
    assert Line.objects.get(pk=line("赵敏")).outcome == "", "and the line stays open"
    actions.undo(visit=visit.pk, by=WANG)
    assert Line.objects.filter(person__name="赵敏").exists()
    with pytest.raises(Fault):
        report(line("赵敏"), "wrong_data", number="2301")


def test_who_lives_here_and_is_in_no_register_is_entered_with_what_the_sample_said(round: int, tmp_path: Path) -> None:
    office, door = worker("zhao", "230108", "street_office"), queries.worklist(WANG)[0].dwelling
    actions.hand_over(task=stray().task_id, area_code="230108001002001", by=office)
    with pytest.raises(Fault):
        report(stray().pk, "new_resident")
    visit = report(stray().pk, "new_resident", dwelling=str(door), tenure="tenant")
    sun = person("孙悟空")
    assert (sun.number_sealed is not None, sun.area_code, sun.status) == (True, "230108001002001", "present")
    known = Stray.rows.get(round=round)
    assert (known.state, known.outcome, known.person) == ("settled", "new_resident", sun.pk)
    # The next round expects them, and knows them by their number.
    second = made(Task.rows.get(pk=stray().task_id).outbreak_id)
    arrival.arrive(round=second.pk, path=file(tmp_path, "b", [STRANGER]), by="test")
    assert statuses(second.pk)["孙悟空"] == "tested" and not Stray.rows.filter(round=second).exists()
    actions.undo(visit=visit.pk, by=WANG)
    assert Person.rows.get(pk=sun.pk).status == "moved_out" and Stray.rows.get(round=round).state == "open"


def test_whoever_is_recorded_elsewhere_under_the_same_number_comes_home(round: int) -> None:
    report(line("赵敏"), "not_a_resident")
    assert person("赵敏").status == "moved_out"
    from fangxian.registry import actions as registry

    door = queries.worklist(WANG)[0].dwelling or 0
    number = {"name": "赵敏", "number": "220102199506010040"}
    from tests.loading import NUMBERS

    number["number"] = NUMBERS["zhao"]
    assert registry.enter_person(said=number, dwelling=door, by=WANG) == person("赵敏").pk
    assert person("赵敏").status == "present"
    with pytest.raises(Fault):
        registry.enter_person(said={"name": "欧阳修", "number": NUMBERS["zhao"]}, dwelling=door, by=WANG)


def test_two_people_do_not_go_to_one_door(round: int) -> None:
    task = Line.objects.get(pk=line("赵敏")).task_id
    actions.take(task=task, by=WANG)
    with pytest.raises(Fault, match="Somebody else"):
        actions.take(task=task, by=OTHER)
    with pytest.raises(Fault, match="Somebody else"):
        report(line("赵敏"), "will_test", by=OTHER)
    with clock.set_to(EVENING + timedelta(hours=3)):
        actions.take(task=task, by=OTHER)
    actions.release(task=task, by=OTHER)
    report(line("赵敏"), "will_test")
    with pytest.raises(Fault, match="closed already"):
        report(line("赵敏"), "will_test", by=OTHER)


def test_one_press_of_a_button_is_one_visit(round: int) -> None:
    click = str(uuid.uuid4())
    assert report(line("赵敏"), "refuses", click=click) == report(line("赵敏"), "refuses", click=click)
    assert (Visit.objects.count(), Event.objects.filter(kind="fieldwork.outcome").count()) == (1, 1)


def test_a_task_beyond_its_time_reaches_the_community_and_a_day_later_the_street(round: int) -> None:
    levels = []
    for hours in (1, 25, 49):
        with clock.set_to(EVENING + timedelta(hours=hours)):
            levels.append((queries.worklist(WANG)[0].level, queries.counts(WANG).overdue))
    assert levels == [("grid", 0), ("community", 2), ("street", 2)]


def test_what_was_found_is_not_asked_again_when_the_round_is_declared_anew(round: int, tmp_path: Path) -> None:
    report(line("赵敏"), "refuses")
    arrival.arrive(round=round, path=file(tmp_path, "b", [row("张伟", "zhang", "13812345678")]), by="test")
    assert arrival.complete(round=round, by=OFFICER)[1] == 0
    assert sorted(Task.rows.values_list("kind", "state")) == [
        ("reminder", "done"), ("reminder", "open"), ("verification", "open"),
    ]  # fmt: skip
    assert Line.objects.get(person__name="张伟").outcome == "arrived_since"


def test_nobody_works_in_another_area_or_without_the_verb(round: int) -> None:
    with pytest.raises(NotHere):
        report(line("赵敏"), "refuses", by=worker(area="230108009"))
    with pytest.raises(NotAllowed):
        report(line("赵敏"), "refuses", by=worker(role="data_steward"))
    with pytest.raises(Fault):
        report(line("赵敏"), "new_resident")
    with pytest.raises(Fault):
        report(line("赵敏"), "cannot_be_tested", cause="tired")


def test_if_the_ledger_fails_nothing_was_found(round: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("fangxian.fieldwork.visits.ledger.record", broken)
    verified = person("赵敏").verified_by
    with pytest.raises(RuntimeError):
        report(line("赵敏"), "moved_away", where="外地")
    assert (Visit.objects.count(), person("赵敏").verified_by, person("赵敏").status) == (0, verified, "present")
