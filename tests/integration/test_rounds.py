"""A round in the platform: what arrives, what that makes of people, what is taken back, what is refused."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import Count, Q
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import END, EVENING, OFFICER, START, activated, file, made, row, state, statuses

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.exchange import results
from fangxian.fieldwork.models import Task
from fangxian.identity.models import Doubt, SourceLink
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.faults import NotInForce
from fangxian.runs import arrival, judging, loading
from fangxian.runs.withdrawal import withdraw
from fangxian.screening import actions, queries
from fangxian.screening.models import Arrival, Standing, Stray

pytestmark = pytest.mark.django_db
ZHANG = row("张伟", "zhang", "13812345678")
LI = row("李娜", "li", "13912345678", at="2022-09-09 09:30:00")
STRANGER = row("孙悟空", "sun", "13912340000")


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield activated(monkeypatch)


def test_everybody_present_is_expected_and_nobody_is_tested_yet(outbreak: int) -> None:
    round = made(outbreak)
    assert statuses(round.pk) == {"张伟": "untested", "李娜": "untested", "赵敏": "untested"}
    assert (round.expected, round.number, round.state) == (3, 1, "open")


def test_a_batch_changes_how_its_people_stand(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [ZHANG, STRANGER]), by="test")
    assert statuses(round.pk) == {"张伟": "tested", "李娜": "untested", "赵敏": "untested"}
    arrival.arrive(round=round.pk, path=file(tmp_path, "b", [LI]), by="test")
    assert statuses(round.pk) == {"张伟": "tested", "李娜": "tested", "赵敏": "untested"}
    assert queries.figures(round.pk).counts["unknown"] == Stray.rows.count() == 1
    assert [one.counts["exact"] for one in queries.arrivals(round.pk)] == [1, 1]


def test_who_is_in_scope_is_data(outbreak: int) -> None:
    assert made(outbreak, scope={"oldest": 30}).expected == 2, "张伟 is 32"
    assert made(outbreak, scope={"youngest": 40}).expected == 0
    with pytest.raises(Fault):
        made(outbreak, scope={"religion": 1})


def test_rounds_of_an_unchanged_registry_share_its_snapshot(outbreak: int, tmp_path: Path) -> None:
    first, second = made(outbreak), made(outbreak)
    assert first.snapshot == second.snapshot and second.number == 2
    more = "姓名,性别,出生日期,证件号码,联系电话,现住址,网格编码,居住性质,入住日期\n"
    path = tmp_path / "more.csv"
    path.write_text(
        more + f"孙悟空,男,1950/1/1,{NUMBERS['sun']},,阳光花园2号楼1单元101,230108001002002,租住,2022-03-01\n"
    )
    loading.load([path], by="test", dataset="census")
    third = made(outbreak)
    assert third.snapshot != first.snapshot and (third.expected, first.expected) == (4, 3)


def test_a_sample_in_the_future_or_of_no_time_is_waited_for(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    rows = [row("张伟", "zhang", at="2022-10-01 08:00:00"), row("李娜", "li", at="昨天")]
    batch = arrival.arrive(round=round.pk, path=file(tmp_path, "a", rows), by="test")
    assert statuses(round.pk) == {"张伟": "pending", "李娜": "pending", "赵敏": "untested"}
    batch.refresh_from_db()
    assert batch.counts["in_the_future"] == 1


def test_a_sample_before_the_round_is_none_of_it(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    rows = [row("张伟", "zhang", at="2022-09-08 08:00:00"), row("孙悟空", "sun", at="2022-09-08 08:00:00")]
    batch = arrival.arrive(round=round.pk, path=file(tmp_path, "a", rows), by="test")
    batch.refresh_from_db()
    assert set(statuses(round.pk).values()) == {"untested"} and not Stray.rows.exists()
    assert batch.counts["outside_window"] == 2


def test_two_people_with_one_number_are_a_question(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    rows = [row("张伟", "zhang"), row("欧阳小红", "zhang", "13600000000")]
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", rows), by="test")
    assert statuses(round.pk)["张伟"] == "tested"
    left = state(round.pk)
    assert left["doubts"] == [(2, "name_disagrees")] and left["strays"] == []


def test_a_file_that_was_cut_off_is_refused_where_its_rows_were_announced(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    before = state(round.pk)
    cut = file(tmp_path, "a", [ZHANG, LI[:20]])
    with pytest.raises(Fault, match="3 were announced"):
        arrival.arrive(round=round.pk, path=cut, by="test", rows=3)
    assert state(round.pk) == before and not Arrival.objects.exists()


def test_a_file_that_was_cut_off_and_came_again_whole_counts_once(outbreak: int, tmp_path: Path) -> None:
    round, other = made(outbreak), made(outbreak)
    rows = [ZHANG, STRANGER, LI, row("猪八戒", "23010819500101099X")]
    cut = file(tmp_path, "cut", rows[:2])
    cut.write_text(cut.read_text("utf-8") + rows[2][:12], "utf-8")
    arrival.arrive(round=round.pk, path=cut, by="test")
    for one in (round, other):
        arrival.arrive(round=one.pk, path=file(tmp_path, "whole", rows), by="test")
    assert statuses(round.pk) == statuses(other.pk)
    assert Stray.rows.filter(round=round).count() == Stray.rows.filter(round=other).count() == 2


def test_what_a_withdrawn_batch_did_is_undone(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [ZHANG]), by="test")
    before = state(round.pk)
    rows = [LI, STRANGER, row("欧阳小红", "zhang", "13600000000"), row("赵敏", "zhao", result="待检")]
    second = arrival.arrive(round=round.pk, path=file(tmp_path, "b", rows), by="test")
    assert state(round.pk) != before
    withdraw(round=round.pk, batch=second.batch, by=OFFICER)
    assert state(round.pk) == before
    withdraw(round=round.pk, batch=second.batch, by=OFFICER)
    assert state(round.pk) == before
    again = arrival.arrive(round=round.pk, path=tmp_path / "b.csv", by="test")
    assert again.number == 3 and statuses(round.pk)["李娜"] == "tested"


def test_the_only_batch_may_be_withdrawn(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    before = state(round.pk)
    only = arrival.arrive(round=round.pk, path=file(tmp_path, "a", [ZHANG, STRANGER]), by="test")
    arrival.complete(round=round.pk, by=OFFICER)
    withdraw(round=round.pk, batch=only.batch, by=OFFICER)
    assert state(round.pk) == before and queries.one(round.pk).state == "open"


def test_a_decision_holds_in_later_rounds(outbreak: int, tmp_path: Path) -> None:
    first = made(outbreak)
    odd = row("欧阳小红", "zhang", "13600000000")
    batch = arrival.arrive(round=first.pk, path=file(tmp_path, "a", [odd]), by="test")
    assert statuses(first.pk)["张伟"] == "in_review"
    said = results.rows_of(outbreak, batch.batch, [1])[1]
    assert (said["name"], said["phone"]) == ("欧阳小红", "13600000000")
    person = Standing.rows.get(round=first, status="in_review").person
    key = results.saying(outbreak, said)
    actions.judge(outbreak=outbreak, key=key, person=person, not_these=[], batch=batch.batch, row=1, by=OFFICER)
    later = made(outbreak)
    arrival.arrive(round=later.pk, path=file(tmp_path, "b", [odd]), by="test")
    standing = Standing.rows.get(round=later, person=person)
    assert (standing.status, standing.method) == ("tested", "person")
    actions.judge(outbreak=outbreak, key=key, person=None, not_these=[person], batch=batch.batch, row=1, by=OFFICER)
    third = made(outbreak)
    arrival.arrive(round=third.pk, path=file(tmp_path, "b", [odd]), by="test")
    assert statuses(third.pk)["张伟"] == "untested" and Stray.rows.filter(round=third).count() == 1


def test_a_doubt_is_decided_and_the_round_follows(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    rows = [row("欧阳小红", "zhang", "13600000000"), row("欧阳小明", "li", "13600000001")]
    batch = arrival.arrive(round=round.pk, path=file(tmp_path, "a", rows), by="test")
    first, second = Doubt.objects.filter(dataset="test_results").order_by("row")
    assert judging.said(doubt=first.pk, by=OFFICER)["name"] == "欧阳小红"
    person = first.candidates[0]["person"]
    judging.same(doubt=first.pk, person=person, by=OFFICER)
    judging.nobody(doubt=second.pk, by=OFFICER)
    assert judging.follow(round=round.pk, by="test") == 2
    assert statuses(round.pk) == {"张伟": "tested", "李娜": "untested", "赵敏": "untested"}
    assert Stray.rows.get(round=round).row == 2
    assert (SourceLink.objects.get(dataset="test_results", batch=batch.batch).person, first.row) == (person, 1)
    assert judging.follow(round=round.pk, by="test") == 0


def asked() -> list[tuple[str, int]]:
    """(kind, lines that are open) of the tasks that are open."""
    found = Task.rows.filter(state="open").annotate(left=Count("lines", filter=Q(lines__outcome="")))
    return sorted(found.values_list("kind", "left"))


def test_a_round_asks_once_it_is_complete_one_task_a_door(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [STRANGER]), by="test")
    assert not Task.rows.exists()
    _, opened = arrival.complete(round=round.pk, by=OFFICER)
    assert asked() == [("reminder", 1), ("reminder", 2), ("verification", 1)] and opened == 3
    # Who has a sample since is asked for no more; nobody is asked for twice.
    arrival.arrive(round=round.pk, path=file(tmp_path, "b", [row("赵敏", "zhao")]), by="test")
    assert asked() == [("reminder", 2), ("verification", 1)]
    arrival.arrive(round=round.pk, path=file(tmp_path, "c", [LI]), by="test")
    assert asked() == [("reminder", 1), ("verification", 1)], "张伟's wife has a sample, and he has none"
    assert arrival.complete(round=round.pk, by=OFFICER)[1] == 0


def test_a_withdrawn_batch_takes_its_tasks_with_it(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    batch = arrival.arrive(round=round.pk, path=file(tmp_path, "a", [ZHANG, STRANGER]), by="test")
    arrival.arrive(round=round.pk, path=file(tmp_path, "b", [LI]), by="test")
    arrival.complete(round=round.pk, by=OFFICER)
    assert len(asked()) == 2
    withdraw(round=round.pk, batch=batch.batch, by=OFFICER)
    assert not asked()
    arrival.complete(round=round.pk, by=OFFICER)
    assert asked() == [("reminder", 1), ("reminder", 1)], "张伟 and 赵敏, each at their own door"


def test_only_who_may_makes_and_ends_rounds(outbreak: int, tmp_path: Path) -> None:
    nobody = Reader("x", areas=("230108",))
    elsewhere = Reader("y", areas=("230108001",), may=frozenset({"rounds.manage"}))
    round = made(outbreak)
    batch = arrival.arrive(round=round.pk, path=file(tmp_path, "a", [ZHANG]), by="test")
    for by in (nobody, elsewhere):
        with pytest.raises(NotAllowed):
            arrival.make(outbreak=outbreak, area="230108", starts_at=START, ends_at=END, by=by)
        with pytest.raises(NotAllowed):
            arrival.complete(round=round.pk, by=by)
        with pytest.raises(NotAllowed):
            withdraw(round=round.pk, batch=batch.batch, by=by)


def test_a_round_needs_an_outbreak_in_force_and_a_length(outbreak: int) -> None:
    with pytest.raises(NotInForce):
        made(outbreak + 1000)
    with pytest.raises(Fault, match="ends before"):
        made(outbreak, start=END, end=END - timedelta(hours=1))
