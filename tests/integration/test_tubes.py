"""Tubes of any size: who may be in one, what becomes of it on its way, and what a laboratory's file makes of its
people."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, OFFICER, activated, made, statuses
from tests.screening_rounds import state as standing
from tests.tubes import CLERK, SITE, at_laboratory, found, opened, put, state

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.boards import coverage
from fangxian.fieldwork.models import Line, Task
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.runs import arrival
from fangxian.runs.withdrawal import restore, withdraw
from fangxian.screening import actions as screening
from fangxian.screening import tubes
from fangxian.screening.models import Arrival, LaboratoryFile, Round, Sample, Standing, Stray, Tube

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    with clock.set_to(EVENING - timedelta(hours=3)):
        prepared.district(tmp_path / "files")
        yield made(activated(monkeypatch))


def test_a_tube_takes_as_many_as_its_mode_and_a_households_as_many_as_live_there(round: Round) -> None:
    single = opened(round, "S001", mode=1)
    put(single, "张伟", "zhang")
    with pytest.raises(Fault, match="full"):
        put(single, "李娜", "li")
    home = opened(round, "H001", mode=10, household=2)
    put(home, "李娜", "li")
    put(home, "赵敏", "zhao")
    with pytest.raises(Fault, match="full"):
        put(home, "孙悟空", "sun")
    with pytest.raises(Fault):
        opened(round, "X001", mode=7)


def test_nobody_is_in_two_open_tubes_and_the_same_scan_is_one_sample(round: Round) -> None:
    first, second = opened(round, "T001"), opened(round, "T002")
    assert put(first, "张伟", "zhang") == put(first, "张伟", "zhang")
    with pytest.raises(Fault, match="another tube"):
        put(second, "张伟", "zhang")
    put(first, "孙悟空", phone="13912340000")
    with pytest.raises(Fault, match="another tube"):
        put(second, "孙悟空", phone="139 1234 0000")


def test_an_empty_tube_is_not_sealed_and_a_sealed_one_takes_nobody(round: Round) -> None:
    tube = opened(round, "T001")
    with pytest.raises(Fault, match="Nobody"):
        screening.seal_tube(tube=tube.pk, by=SITE)
    sample = put(tube, "张伟", "zhang")
    screening.unbind(sample=sample.pk, by=SITE)
    assert state("T001") == "opened"
    put(tube, "张伟", "zhang")
    screening.seal_tube(tube=tube.pk, by=SITE)
    with pytest.raises(Fault, match="sealed"):
        put(tube, "李娜", "li")
    with pytest.raises(Fault):
        opened(round, "T001")


def test_what_somebody_says_has_to_be_right(round: Round) -> None:
    tube = opened(round, "T001")
    for said in (("", "zhang"), ("张伟", "230108199003070011"), ("张伟", "", "12345"), ("张伟",)):
        with pytest.raises(Fault):
            put(tube, *said)
    assert put(tube, "Ivan Petrov", "AB1234567").person is None
    assert not Sample.rows.exclude(tube=tube).exists()


def test_a_sample_lifts_what_absence_brought_before_there_is_a_result(round: Round) -> None:
    assert statuses(round.pk)["张伟"] == "untested"
    sample = put(opened(round, "T001"), "张伟", "zhang")
    assert statuses(round.pk)["张伟"] == "pending"
    screening.unbind(sample=sample.pk, by=SITE)
    assert statuses(round.pk)["张伟"] == "untested"


def test_the_counts_follow_each_sample_as_if_they_were_counted_anew(round: Round) -> None:
    sample = put(opened(round, "T001"), "张伟", "zhang")
    put(opened(round, "T002"), "李娜", "li")
    for _ in range(2):
        running = standing(round.pk)["counts"]
        coverage.build(round.pk)
        assert standing(round.pk)["counts"] == running
        if Sample.rows.filter(pk=sample.pk).exists():
            screening.unbind(sample=sample.pk, by=SITE)


def test_who_is_sampled_after_all_is_asked_for_no_more(round: Round, tmp_path: Path) -> None:
    done = opened(round, "T001", mode=1)
    put(done, "赵敏", "zhao")
    at_laboratory(done)
    found(round, tmp_path, [("T001", "阴性")])
    arrival.complete(round=round.pk, by=OFFICER)
    waiting = Line.objects.filter(task__kind="reminder", outcome="")
    assert set(waiting.values_list("person__name", flat=True)) == {"张伟", "李娜"}
    put(opened(round, "T002"), "李娜", "li")
    assert set(waiting.values_list("person__name", flat=True)) == {"张伟"}
    put(opened(round, "T003"), "张伟", "zhang")
    assert Task.rows.get(kind="reminder").closed_for == "sampled_since"


def test_a_box_arrives_with_some_of_its_tubes_and_the_others_are_missing_until_found(round: Round) -> None:
    pair = [opened(round, code) for code in ("T001", "T002")]
    put(pair[0], "张伟", "zhang")
    put(pair[1], "李娜", "li")
    for one in pair:
        screening.seal_tube(tube=one.pk, by=SITE)
    keys = [one.pk for one in pair]
    box = screening.pack(round=round.pk, code="B1", tubes=keys, by=SITE)
    with pytest.raises(Fault):
        screening.receive(box=box.pk, tubes=keys, by=CLERK)
    screening.hand_over(box=box.pk, carrier="赵师傅", laboratory="区疾控中心", by=SITE)
    assert screening.receive(box=box.pk, tubes=keys[:1], by=CLERK) == 1
    assert (state("T001"), state("T002")) == ("testing", "handed_over")
    assert screening.receive(box=box.pk, tubes=keys, by=CLERK) == 0
    assert (state("T001"), state("T002")) == ("testing", "testing")
    assert screening.receive(box=box.pk, tubes=keys, by=CLERK) == 0


def test_a_tubes_result_becomes_its_peoples(round: Round, tmp_path: Path) -> None:
    tube = opened(round, "T001")
    put(tube, "张伟", "zhang")
    put(tube, "李娜", "li", "13912345678")
    put(tube, "孙悟空", "sun")
    at_laboratory(tube)
    said = found(round, tmp_path, [("T001", "阴性")])
    assert (said.accepted, said.duplicate, said.held) == (1, 0, [])
    assert state("T001") == "negative"
    assert statuses(round.pk) == {"张伟": "tested", "李娜": "tested", "赵敏": "untested"}
    assert Stray.rows.count() == 1, "孙悟空 is in no register"


def test_each_row_of_a_laboratorys_file_ends_in_one_place(round: Round, tmp_path: Path) -> None:
    tube, on_its_way = opened(round, "T001"), opened(round, "T002")
    put(tube, "张伟", "zhang")
    put(on_its_way, "李娜", "li")
    at_laboratory(tube)
    rows = [
        ("T001", "阴性"), ("T001", "阴性"), ("T001", "阳性"), ("T002", "阴性"), ("T999", "阴性"), ("", "阴性"),
        ("T001", "看不清"), ("T001", "待检"),
    ]  # fmt: skip
    said = found(round, tmp_path, rows)
    assert (said.rows, said.accepted, said.duplicate) == (8, 1, 1)
    assert said.held == [
        [3, "other_result"], [4, "not_received"], [5, "unknown_tube"], [6, "no_code"], [7, "unread"], [8, "no_result"],
    ]  # fmt: skip
    assert said.rows == said.accepted + said.duplicate + len(said.held)
    again = found(round, tmp_path, rows)
    assert (again.pk, again.accepted) == (said.pk, 0) and Arrival.objects.count() == 1


def test_a_run_that_was_killed_between_batch_and_tubes_is_finished_by_the_same_file(
    round: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tube = opened(round, "T001")
    put(tube, "张伟", "zhang")
    at_laboratory(tube)
    with monkeypatch.context() as broken:
        broken.setattr(screening, "returned", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            found(round, tmp_path, [("T001", "阴性")])
    assert state("T001") == "testing" and statuses(round.pk)["张伟"] == "tested"
    found(round, tmp_path, [("T001", "阴性")])
    assert state("T001") == "negative" and Arrival.objects.count() == LaboratoryFile.objects.count() == 1


def test_a_laboratory_takes_back_what_it_found(round: Round, tmp_path: Path) -> None:
    tube = opened(round, "T001")
    put(tube, "张伟", "zhang")
    at_laboratory(tube)
    said = found(round, tmp_path, [("T001", "阴性")])
    assert said.arrival is not None
    withdraw(round=round.pk, batch=said.arrival.batch, by=OFFICER)
    assert state("T001") == "testing"
    assert statuses(round.pk)["张伟"] == "pending", "the sample is still there"
    with pytest.raises(Fault, match="laboratory"):
        restore(round=round.pk, batch=said.arrival.batch, by=OFFICER)
    found(round, tmp_path, [("T001", "阳性")], name="anew")
    assert state("T001") == "suspect"
    assert Standing.rows.get(lead="pool_hold").status == "tested"


def test_another_sites_tube_is_not_there_and_who_takes_no_samples_is_refused(round: Round) -> None:
    tube = opened(round, "T001")
    elsewhere = Reader("he", areas=("230108002",), may=SITE.may)
    with pytest.raises(NotHere):
        screening.seal_tube(tube=tube.pk, by=elsewhere)
    with pytest.raises(NotHere):
        tubes.tube(elsewhere, tube.pk)
    with pytest.raises(NotAllowed):
        screening.seal_tube(tube=tube.pk, by=CLERK)


def test_planned_tubes_have_codes_to_print_and_are_opened_by_them(round: Round) -> None:
    plan = {"round": round.pk, "site": "青年社区采样点", "area_code": "230108001002", "by": SITE}
    codes = screening.plan(mode=10, count=3, **plan)  # type: ignore[arg-type]
    assert len(set(codes)) == 3 and set(Tube.objects.values_list("state", flat=True)) == {"planned"}
    assert opened(round, codes[0]).state == "opened"
    assert not set(codes) & set(screening.plan(mode=10, count=2, **plan))  # type: ignore[arg-type]
