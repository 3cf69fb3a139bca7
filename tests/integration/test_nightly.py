"""What is done by the clock: each step is told, one that fails stops no other, and the doctor asks after both."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.utils import OperationalError
from tests import prepared
from tests.loading import loading_elsewhere

from fangxian.access.reader import Reader
from fangxian.boards import following
from fangxian.boards import queries as boards
from fangxian.boards.models import AreaCount
from fangxian.catalogue.models import JobRun
from fangxian.cli.main import main
from fangxian.exchange import turns
from fangxian.ledger import actions as ledger
from fangxian.ledger.models import AuditEntry, Event, OutboxItem
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import actions as registry
from fangxian.registry.models import Person
from fangxian.runs import checkup
from fangxian.runs.nightly import DELIVERED_KEPT, each_minute, nightly
from fangxian.runs.steps import Step

pytestmark = pytest.mark.django_db
EVENING = datetime(2022, 9, 1, 20, tzinfo=UTC)
VISITOR = Reader("wang", ("230108",), ("grid_worker",), frozenset({"people.verify"}))


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files", day=date(2022, 9, 1))
        yield


def district(measure: str) -> int:
    return sum(AreaCount.objects.filter(measure=measure, area_code="230108").values_list("count", flat=True))


def counts(steps: list[Step]) -> dict[str, dict[str, int]]:
    return {step.name: step.counts for step in steps}


def said_of_the_night() -> list[str]:
    return [one.state for one in checkup.findings() if one.check == "night"]


def delivered(at: datetime) -> None:
    event = Event.objects.order_by("pk").first()
    assert event is not None
    OutboxItem.objects.create(event=event.pk, listener=f"test.{at:%m%d%H}", delivered_at=at)


def test_the_audit_is_sealed_and_verified_each_night_and_sealed_each_minute() -> None:
    for work in (each_minute, nightly):
        for number in range(3):
            ledger.note(action="people.read", by="chen", subject_kind="person", subject=number)
        assert counts(work())["seal"]["sealed"] >= 3
        assert not AuditEntry.objects.filter(block=None).exists()
    assert counts(nightly())["audit"]["entries"] == AuditEntry.objects.count() > 0


def test_records_grow_older_by_the_night() -> None:
    assert (district("verified_30"), district("verified_older")) == (3, 0)
    with clock.set_to(EVENING + timedelta(days=200)):
        nightly()
    assert (district("verified_30"), district("verified_older")) == (0, 3)


def test_what_changed_for_many_is_counted_within_the_minute_or_left_to_a_load(monkeypatch: pytest.MonkeyPatch) -> None:
    # More than can be followed at once.
    monkeypatch.setattr(following, "MANY", 0)
    person = Person.rows.filter(status="present").order_by("pk")[0]
    assert counts(each_minute())["boards"] == {"behind": 0}
    registry.leave_people({person.pk: ""}, by=VISITOR, at=EVENING)
    with loading_elsewhere():
        assert counts(each_minute())["boards"] == {"behind": 1} and boards.behind()
    present = district("present")
    assert counts(each_minute())["boards"] == {"behind": 1} and not boards.behind()
    assert district("present") == present - 1


def test_a_second_night_in_one_has_nothing_to_do() -> None:
    nightly()
    again = nightly()
    assert not any(step.failed for step in again)
    assert [counts(again)[name] for name in ("searches", "outbox", "sessions", "seal")] == [
        {"ended": 0}, {"delivered": 0, "failed": 0}, {"removed": 0}, {"sealed": 0}
    ]  # fmt: skip
    assert not boards.behind()
    assert list(JobRun.objects.filter(job="nightly").values_list("outcome", flat=True)) == ["done", "done"]


def test_what_was_delivered_long_ago_and_sessions_that_ran_out_are_kept_no_longer() -> None:
    for age in (timedelta(days=1), DELIVERED_KEPT - timedelta(hours=1), DELIVERED_KEPT + timedelta(hours=1)):
        delivered(EVENING - age)
    for name, hours in (("gone", -1), ("here", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=EVENING + timedelta(hours=hours))
    events = Event.objects.count()
    done = counts(nightly())
    assert (done["delivered"], done["sessions"]) == ({"removed": 1}, {"removed": 1})
    assert OutboxItem.objects.count() == 2 and list(Session.objects.values_list("pk", flat=True)) == ["here"]
    assert Event.objects.count() >= events, "that it happened stays"


def test_a_step_that_fails_is_told_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise ValueError("张伟 23010819900307001X")

    monkeypatch.setattr("fangxian.runs.nightly.ledger.clear_delivered", broken)
    ledger.note(action="people.read", by="chen")
    done = nightly()
    (wrong,) = [step for step in done if step.failed]
    assert wrong.name == "delivered" and "ValueError" in wrong.en and "张伟" not in wrong.en + wrong.zh
    assert counts(done)["seal"]["sealed"] >= 1
    run = JobRun.objects.get(job="nightly")
    assert run.outcome == "failed" and "delivered" in run.sentence


def test_a_database_that_is_busy_is_no_mistake_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked() -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr("fangxian.runs.nightly.access.settle_idle", locked)
    (wrong,) = [step for step in each_minute() if step.failed]
    assert wrong.name == "searches" and "next run" in wrong.en


def test_while_a_load_runs_the_counts_are_left_to_it_and_the_rest_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def held(name: str = "load") -> None:
        raise turns.Taken(en="Another load is running.", zh="另有一次入库正在进行。")

    monkeypatch.setattr("fangxian.runs.nightly._boards", held)
    taken = turns.turn
    monkeypatch.setattr(turns, "turn", lambda name="load": held() if name == "load" else taken(name))
    assert [step.name for step in nightly() if step.failed] == ["boards"]


def test_the_command_ends_with_two_where_a_step_failed_and_says_which(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["nightly", "--minute"]) == 0
    assert main(["nightly"]) == 0, "each step of the night has a name to be told by"
    assert main(["nightly", "--json"]) == 0
    capsys.readouterr()

    def refused() -> int:
        raise Fault(en="The disk is full.", zh="磁盘已满。")

    monkeypatch.setattr("fangxian.runs.nightly.access.settle_idle", refused)
    assert main(["nightly", "--minute"]) == 2
    printed = capsys.readouterr()
    assert "The disk is full." in printed.err and "sealed" in printed.out
    assert main(["nightly", "--json"]) == 2
    assert [one["name"] for one in json.loads(capsys.readouterr().out) if one["failed"]] == ["searches"]


def test_a_minute_that_meets_the_one_before_leaves_the_work_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    with turns.turn("minute"):
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # PostgreSQL's lock is the connection's own
            assert main(["nightly", "--minute"]) == 0
            assert "already" in capsys.readouterr().out


def test_the_doctor_says_when_the_night_was_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FANGXIAN_DEMO", False)
    assert said_of_the_night() == ["hint"], "nobody has set it up yet"
    nightly()
    each_minute()
    assert said_of_the_night() == ["good"]
    with clock.set_to(EVENING + timedelta(minutes=90)):
        assert said_of_the_night() == ["wrong"], "the minutes have stopped"
    with clock.set_to(EVENING + timedelta(days=2)):
        each_minute()
        assert said_of_the_night() == ["wrong"], "the nights have stopped"
