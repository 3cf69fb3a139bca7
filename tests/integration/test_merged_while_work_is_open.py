"""Two records become one person's while somebody is asked to go to both: one door, one line; who has a sample by either
number is not sought; and two people's again, each is asked for what is still due."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests import screening_rounds as rounds
from tests.loading import number
from tests.registering import homes, people

from fangxian.access.reader import Reader
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.models import Line, Task
from fangxian.identity import actions as identity
from fangxian.identity.models import Merge
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.registry import actions as registry
from fangxian.registry.models import Person
from fangxian.runs import arrival, preview, withdrawal
from fangxian.screening.models import Round, Standing
from fangxian.screening.queries import figures

pytestmark = pytest.mark.django_db

MAY = frozenset({"links.review", "people.read"})
STEWARD = Reader("wu", ("230108",), ("data_steward",), MAY, (), 3, "care")
SEPTEMBER = datetime(2022, 9, 1, tzinfo=UTC)
OLD = number("22010219950601012")
OTHER = "230108001002001"


@pytest.fixture
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The district, and 赵敏 once more: a number that is hers no longer, behind another door."""
    with clock.set_to(SEPTEMBER):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        said = {"newcomer": 0, "name": "赵敏", "number": OLD, "number_kind": "resident", "phone": "13712345678"}
        _, (person,) = people(said | {"area_code": OTHER}, source="visit/1")
        homes({"person": person, "dwelling": "F2", "area_code": OTHER})
        registry.settle_whereabouts(source="visit/1", by="test", only=[person])
    with clock.set_to(rounds.EVENING):
        yield rounds.activated(monkeypatch)


def kept() -> int:
    return Person.rows.filter(name="赵敏").order_by("pk")[0].pk


def again() -> int:
    return Person.rows.filter(name="赵敏").order_by("pk")[1].pk


def begun(outbreak: int, folder: Path, *, days: int = 0) -> Round:
    """A round of which somebody else's results have come."""
    later = timedelta(days=days)
    found = rounds.made(outbreak, start=rounds.START + later, end=rounds.END + later)
    came = rounds.file(folder, f"first-{days}", [rounds.row("张伟", "zhang", at=f"2022-09-{9 + days:02} 10:00:00")])
    arrival.arrive(round=found.pk, path=came, by="test")
    return found


def merge() -> Merge:
    return identity.merge(kept=kept(), absorbed=again(), settings="people-2", by=STEWARD)


def sampled(round: int, folder: Path, *numbers: str, name: str = "a") -> str:
    """Results of 赵敏 under these numbers come; answers their batch."""
    path = rounds.file(folder, name, [rounds.row("赵敏", one) for one in numbers])
    return arrival.arrive(round=round, path=path, by="test").batch


def complete(round: int) -> None:
    arrival.complete(round=round, by=rounds.OFFICER)


def sought() -> list[int]:
    """Who of the two is asked for, once for each line of a reminder."""
    lines = Line.objects.filter(task__state="open", task__kind="reminder", outcome="", person__in=(kept(), again()))
    return sorted(lines.values_list("person", flat=True))


def state() -> list[object]:
    return [
        sorted(Line.objects.values_list("task__origin", "task__key", "person", "outcome"), key=repr),
        sorted(Task.rows.values_list("origin", "kind", "key", "state", "closed_for")),
    ]


def test_of_two_lines_one_stands_and_the_other_is_closed_as_the_same_persons(outbreak: int, tmp_path: Path) -> None:
    found = begun(outbreak, tmp_path)
    complete(found.pk)
    before, counts = state(), figures(found.pk).counts
    assert sought() == [kept(), again()]
    foreseen = preview.preview(merge)
    assert state() == before
    made = merge()
    assert sought() == [kept()]
    line = Line.objects.get(person=again())
    assert (line.outcome, line.task.state, line.task.closed_for) == ("same_person", "cancelled", "same_person")
    assert [one.pk for one in foreseen.closed] == [line.task_id], "and that was foreseen"
    assert figures(found.pk).counts == counts, "the denominator is that of when the round was made"
    assert Event.objects.filter(kind="fieldwork.lines_folded").count() == 1
    assert fieldwork.fold([kept(), again()], by="test") == 0, "done again, it changes nothing"
    back = preview.preview(lambda: identity.unmerge(merge=made.pk, by=STEWARD))
    assert not back.closed
    identity.unmerge(merge=made.pk, by=STEWARD)
    assert state() == before


def test_who_is_asked_for_under_the_absorbed_record_alone_stays_asked_for(outbreak: int, tmp_path: Path) -> None:
    found = begun(outbreak, tmp_path)
    complete(found.pk)
    _, (later,) = people({"newcomer": 0, "name": "赵小敏", "area_code": OTHER}, source="visit/2")
    before = state()
    made = identity.merge(kept=later, absorbed=again(), settings="people-2", by=STEWARD)
    assert state() == before and sought() == [kept(), again()]
    identity.unmerge(merge=made.pk, by=STEWARD)
    assert state() == before


def test_a_sample_by_either_number_ends_the_search_by_both(outbreak: int, tmp_path: Path) -> None:
    found = begun(outbreak, tmp_path)
    sampled(found.pk, tmp_path, OLD)
    complete(found.pk)
    assert sought() == [kept()], "two people: the other has no sample"
    counts = figures(found.pk).counts
    made = merge()
    assert sought() == [] and figures(found.pk).counts == counts
    identity.unmerge(merge=made.pk, by=STEWARD)
    assert sought() == [kept()], "two people again: it is still due"


def test_merged_before_the_results_come_the_person_is_sought_once_and_then_no_more(
    outbreak: int, tmp_path: Path
) -> None:
    found = begun(outbreak, tmp_path)
    made = merge()
    complete(found.pk)
    assert sought() == [kept()] and figures(found.pk).counts["untested"] == 3
    batch = sampled(found.pk, tmp_path, OLD)
    assert sought() == [], "the sample by the other number is theirs"
    withdrawal.withdraw(round=found.pk, batch=batch, by=rounds.OFFICER)
    complete(found.pk)
    assert sought() == [kept()], "it was no sample: they are asked for, once"
    identity.unmerge(merge=made.pk, by=STEWARD)
    assert sought() == [kept(), again()]


def test_what_came_while_they_were_one_counts_for_its_own_record_when_they_are_two_again(
    outbreak: int, tmp_path: Path
) -> None:
    found = begun(outbreak, tmp_path)
    complete(found.pk)
    made = merge()
    sampled(found.pk, tmp_path, OLD)
    assert sought() == []
    identity.unmerge(merge=made.pk, by=STEWARD)
    assert sought() == [kept()]


def test_what_a_later_round_took_over_is_not_brought_back(outbreak: int, tmp_path: Path) -> None:
    found = begun(outbreak, tmp_path)
    complete(found.pk)
    made = merge()
    with clock.set_to(rounds.EVENING + timedelta(days=1)):
        later = begun(outbreak, tmp_path, days=1)
        complete(later.pk)
        assert sought() == [kept()]
        identity.unmerge(merge=made.pk, by=STEWARD)
    assert sought() == [kept()], "the later round expects them once: it was made when they were one"
    assert not Line.objects.filter(task__origin__startswith=f"round/{found.pk}/", outcome="same_person").exists()


def test_what_was_found_at_the_door_of_the_one_settles_the_other(outbreak: int, tmp_path: Path) -> None:
    found = begun(outbreak, tmp_path)
    complete(found.pk)
    line = Line.objects.get(person=kept())
    Line.objects.filter(pk=line.pk).update(outcome="cannot_be_tested")
    made = merge()
    assert sought() == []
    identity.unmerge(merge=made.pk, by=STEWARD)
    assert sought() == [again()]


def test_whom_a_doubtful_row_may_mean_by_the_other_record_is_not_reminded(outbreak: int, tmp_path: Path) -> None:
    """Law 14, for a person of two records."""
    found = begun(outbreak, tmp_path)
    Standing.rows.update_or_create(round=found, person=again(), defaults={"status": "in_review"})
    complete(found.pk)
    assert sought() == [kept()]
    made = merge()
    assert sought() == []
    identity.unmerge(merge=made.pk, by=STEWARD)
    assert sought() == [kept()]
