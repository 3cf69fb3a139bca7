"""A day's visits, brought in at once: the same as if each had been reported at the door."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import END, EVENING, OFFICER, START, activated, file, made, row

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.fieldwork import actions
from fangxian.fieldwork.actions import Found
from fangxian.fieldwork.models import Line, Task, Visit
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.registry.models import Person, Residence
from fangxian.runs import arrival
from fangxian.screening.models import Standing, Stray

pytestmark = pytest.mark.django_db
WORKER = Reader("demo", ("230108",), may=frozenset({"tasks.work", "people.verify"}))
STRANGERS = [row("孙悟空", "sun", "13912340000"), row("唐三藏", "", "13912340001")]
DAY = {
    "张伟": ("will_test", {"when": "明天"}),
    "李娜": ("cannot_be_tested", {"cause": "newborn"}),
    "赵敏": ("moved_away", {"where": "大庆市"}),
    "孙悟空": ("new_resident", {"tenure": "tenant"}),
    "唐三藏": ("not_a_resident", {}),
}


@pytest.fixture
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        found = made(activated(monkeypatch))
        arrival.arrive(round=found.pk, path=file(tmp_path, "a", STRANGERS), by="test")
        arrival.complete(round=found.pk, by=OFFICER)
        yield found.pk


def lines() -> dict[str, int]:
    """Who is asked for -> their line; of those in no register in the order of their rows."""
    known = {one.person.name: one.pk for one in Line.objects.exclude(person=None).select_related("person")}
    strays = Line.objects.filter(person=None).order_by("pk").values_list("pk", flat=True)
    return known | dict(zip(("孙悟空", "唐三藏"), strays, strict=True))


def day(wanted: dict[str, int]) -> list[Found]:
    door = Person.rows.get(name="赵敏").residences.get(kind="lives", ended_recorded_at=None).dwelling_id
    where = {"孙悟空": {"dwelling": str(door)}}
    return [Found(wanted[name], outcome, name, said | where.get(name, {})) for name, (outcome, said) in DAY.items()]


def state(round: int) -> dict[str, object]:
    return {
        "lines": list(Line.objects.order_by("pk").values_list("outcome", "person__name")),
        "tasks": sorted(Task.rows.values_list("key", "state", "closed_for")),
        "people": sorted(Person.rows.values_list("name", "status", "area_code", "verified_by", "born", "sex")),
        "homes": sorted(
            Residence.objects.values_list("person__name", "dwelling", "elsewhere", "tenure", "until", "verified_by"),
            key=repr,
        ),
        "standings": sorted(Standing.rows.filter(round=round).values_list("person", "status", "outcome")),
        "strays": sorted(Stray.rows.values_list("row", "state", "outcome")),
        "visits": sorted(Visit.objects.values_list("click", "outcome", "by")),
    }


def test_a_day_comes_to_what_its_visits_come_to(round: int) -> None:
    from django.db import transaction

    visits = day(lines())
    with transaction.atomic():
        for one in visits:
            actions.report(line=one.line, outcome=one.outcome, said=one.said, click=one.click, by=WORKER)
        singly = state(round)
        transaction.set_rollback(True)
    assert actions.report_day(visits, by=WORKER) == 5
    assert state(round) == singly
    assert dict(Stray.rows.values_list("outcome", "state")) == {"new_resident": "settled", "not_a_resident": "settled"}


def test_a_day_brought_twice_is_one_day(round: int) -> None:
    visits = day(lines())
    assert actions.report_day(visits[:2], by=WORKER) == 2
    assert actions.report_day(visits, by=WORKER) == 3
    before = state(round)
    assert actions.report_day(visits, by=WORKER) == 0
    assert state(round) == before and Event.objects.filter(kind="fieldwork.day_reported").count() == 2


def test_each_visit_of_a_day_can_be_taken_back(round: int) -> None:
    before = state(round)
    actions.report_day([one for one in day(lines()) if one.click != "孙悟空"], by=WORKER)
    for visit in Visit.objects.order_by("-pk"):
        actions.undo(visit=visit.pk, by=WORKER)
    after = state(round)
    assert {name: after[name] for name in ("lines", "tasks", "people", "standings", "strays")} == {
        name: before[name] for name in ("lines", "tasks", "people", "standings", "strays")
    }


def test_whom_an_earlier_round_settled_is_not_asked_for_again(round: int, tmp_path: Path) -> None:
    actions.report_day(day(lines()), by=WORKER)
    second = made(Task.rows.order_by("pk")[0].outbreak_id)
    arrival.arrive(round=second.pk, path=file(tmp_path, "b", STRANGERS), by="test")
    (known,) = Stray.rows.filter(round=second)
    assert (known.state, known.outcome) == ("settled", "not_a_resident")
    arrival.complete(round=second.pk, by=OFFICER)
    assert not Task.rows.filter(origin__startswith=f"round/{second.pk}/", kind="verification").exists()


def test_a_later_round_asks_in_the_place_of_the_one_before(round: int, tmp_path: Path) -> None:
    then = timedelta(days=2)
    with clock.set_to(EVENING + then):
        second = made(Task.rows.order_by("pk")[0].outbreak_id, start=START + then, end=END + then)
        tested = row("赵敏", "zhao", at="2022-09-11 08:00:00")
        arrival.arrive(round=second.pk, path=file(tmp_path, "b", [tested]), by="test")
        assert Task.rows.filter(origin__startswith=f"round/{round}/", state="open").count() == 4, "until it is complete"
        arrival.complete(round=second.pk, by=OFFICER)
    assert set(Task.rows.filter(state="open").values_list("origin", "kind")) == {(f"round/{second.pk}/1", "reminder")}
    assert set(Task.rows.exclude(state="open").values_list("closed_for", flat=True)) == {"later_round"}


def test_a_day_is_brought_by_who_may(round: int) -> None:
    with pytest.raises(NotAllowed):
        actions.report_day(day(lines()), by=Reader("x", ("230108",)))
    assert actions.report_day(day(lines()), by=Reader("x", ("230109",), may=WORKER.may)) == 0


@pytest.mark.parametrize("why", ["in_no_register", "known_elsewhere"])
def test_what_a_file_garbled_of_a_newcomer_does_not_send_back_the_day(round: int, tmp_path: Path, why: str) -> None:
    second = made(Task.rows.order_by("pk")[0].outbreak_id)
    arrival.arrive(round=second.pk, path=file(tmp_path, "b", [row("沙悟净", "", "1391234000")]), by="test")
    arrival.complete(round=second.pk, by=OFFICER)
    (task,) = Task.rows.filter(origin__startswith=f"round/{second.pk}/", kind="verification")
    Task.rows.filter(pk=task.pk).update(why=why)
    door = Person.rows.get(name="赵敏").residences.get(kind="lives", ended_recorded_at=None).dwelling_id
    (line,) = Line.objects.filter(task=task)
    assert actions.report_day([Found(line.pk, "new_resident", "x", {"dwelling": str(door)})], by=WORKER) == 1
    assert Person.rows.get(name="沙悟净").phone_sealed is None


def test_a_number_that_is_anothers_does_not_send_back_the_day(round: int) -> None:
    stray = Line.objects.get(pk=lines()["孙悟空"])
    Task.rows.filter(pk=stray.task_id).update(why="known_elsewhere")
    door = Person.rows.get(name="赵敏").residences.get(kind="lives", ended_recorded_at=None).dwelling_id
    said = {"dwelling": str(door), "number": NUMBERS["zhang"]}
    assert actions.report_day([Found(stray.pk, "new_resident", "x", said)], by=WORKER) == 1
    assert Person.rows.get(name="孙悟空").number_sealed is None
