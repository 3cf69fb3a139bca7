"""The page of runs: what ran, its stages and seconds, why it failed; and a source that is asked again by a press."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.own_contracts import own_contracts, pulled, pupil, put
from tests.signed_in import client
from tests.sources import Describe, describe, drop

from fangxian.catalogue import queries
from fangxian.catalogue.models import JobRun, JobStage
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.runs import nightly
from fangxian.runs import sources as runs

__all__ = ["describe", "drop", "own_contracts"]
pytestmark = pytest.mark.django_db
FIRST = [pupil(place) for place in range(3)]


def test_a_load_tells_its_stages_file_by_file(own_var: Path, tmp_path: Path) -> None:
    prepared.district(tmp_path / "files")
    found = JobRun.objects.filter(job="load").latest("pk")
    shown = client("data_steward").get(f"/runs/{found.pk}/").context["stages"]
    assert {"接收", "逐行判定", "写入底账"} <= {one["words"] for one in shown}
    assert all(one["about"] for one in shown if one["words"] == "写入底账")
    assert {one["outcome"][0] for one in shown} == {"完成"}
    assert 0 < sum(one["seconds"] for one in shown) <= found.seconds  # type: ignore[operator]


def test_the_stage_in_which_a_run_failed_says_why_and_so_does_home(
    own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared.district(tmp_path / "files")

    def broken(**_: object) -> None:
        raise Fault(en="No room.", zh="磁盘空间不足。")

    monkeypatch.setattr("fangxian.runs.nightly.ledger.clear_delivered", broken)
    nightly.nightly()
    (stage,) = JobStage.objects.filter(outcome="failed")
    assert (stage.name, stage.sentence) == ("delivered", "磁盘空间不足。")
    browser = client("data_steward")
    assert "磁盘空间不足" in browser.get(f"/runs/{stage.run_id}/").content.decode()
    assert "夜间任务" in browser.get("/").content.decode()
    assert "夜间任务" not in client("street_office", "230108001").get("/").content.decode()
    monkeypatch.undo()
    nightly.nightly()
    assert queries.failing() == []
    assert len(browser.get("/runs/?show=failed").context["rows"]) == 1


def test_a_run_that_was_killed_is_said_to_be(own_var: Path) -> None:
    run = JobRun.objects.create(job="nightly", by="system")
    JobStage.objects.create(run=run, name="boards")
    nightly.nightly()
    run.refresh_from_db()
    assert (run.outcome, run.stages.get().outcome) == ("stopped", "stopped")


def test_a_source_that_fails_again_and_again_is_one_run(describe: Describe, drop: Path) -> None:
    source = describe(path=drop / "gone")
    for _ in range(3):
        with pytest.raises(Fault):
            runs.pull(source, by="system")
    (run,) = JobRun.objects.filter(job="source/absences")
    assert (run.outcome, run.done) == ("failed", 3) and run.sentence
    pulled(describe(path=drop))
    assert queries.failing() == []


def test_a_source_is_asked_again_by_a_press_whatever_its_turn(describe: Describe, drop: Path) -> None:
    describe("every = 60")
    put(drop, "一日.csv", FIRST)
    assert runs.due() == 1
    put(drop, "二日.csv", [pupil(place, day="2022-09-02") for place in range(3)])
    assert runs.due() == 0
    browser = client("data_steward")
    assert "重新取数" in browser.get("/runs/").content.decode()
    browser.post("/runs/sources/absences/again/")
    assert "即将重试" in browser.get("/runs/").content.decode()
    assert AuditEntry.objects.filter(action="sources.ask_again", subject="absences").exists()
    assert runs.due() == 1
    assert runs.due() == 0 and not runs.is_asked_again("absences")


def test_who_may_not_load_asks_no_source(describe: Describe) -> None:
    describe()
    assert client("headquarters").post("/runs/sources/absences/again/").status_code == 403


def test_a_minutes_step_that_fails_each_minute_is_one_run_until_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise Fault(en="It does not answer.", zh="无响应。")

    monkeypatch.setattr("fangxian.runs.nightly.scheduled.ask", broken)
    with clock.set_to(clock.now()):
        nightly.each_minute()
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        nightly.each_minute()
    (run,) = JobRun.objects.all()
    assert (run.job, run.outcome, run.done) == ("minute/libraries", "failed", 2)
    monkeypatch.undo()
    nightly.each_minute()
    assert queries.failing() == []
