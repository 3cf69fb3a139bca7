"""Laws 11 and 14: a list of everybody, 30 % shorter or longer than the one before, changes nothing until a second,
independent person has seen what it would do, and says so."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from tests import prepared
from tests.loading import number, write
from tests.signed_in import account

from fangxian.access.faults import NotAllowed
from fangxian.access.queries import reader
from fangxian.access.two_people import NotTwoPeople
from fangxian.catalogue import actions, queries
from fangxian.catalogue.models import Batch, Declaration, JobRun, Stop
from fangxian.catalogue.stopping import Decided
from fangxian.cli.main import main
from fangxian.exchange.usual import Stopped
from fangxian.identity.models import SourceLink
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.registry.models import Person, Residence
from fangxian.runs import loading, nightly

pytestmark = pytest.mark.django_db

HEADER = "姓名,性别,出生日期,证件号码,联系电话,现住址,网格编码\n"
GIVEN = "伟芳娜敏静秀丽强磊军勇艳杰涛"


def listed(people: int, *, broken: int = 0) -> str:
    """A census of so many people, the last of whom give too little to be anybody."""
    lines = []
    for place, given in enumerate(GIVEN[:people]):
        born = f"1990-03-{place + 10}"
        whole = f"赵{given},男,{born},{number(f'230108199003{place + 10}001')},1381234567{place}"
        lines.append((whole if place < people - broken else ",,,,") + ",阳光花园1-1-101,230108001002001")
    return HEADER + "\n".join(lines) + "\n"


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 8, 31, tzinfo=UTC)):
        places = [path for path in write(tmp_path / "files") if path.stem in ("区划", "小区", "房屋")]
        prepared.load([*places, census(tmp_path, 10)], whole=True, day=date(2022, 8, 31), sender="统计局")
        account("data_steward", name="wu")
        account("data_steward", name="zheng")
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC)):
        yield


def census(folder: Path, people: int, **more: int) -> Path:
    inside = folder / f"of-{people}-{more}"
    return next(path for path in write(inside, 实有人口=listed(people, **more)) if path.stem == "实有人口")


def load(path: Path, **said: object) -> None:
    loading.load([path], by="wu", day=date(2022, 9, 1), **{"whole": True, "sender": "统计局", **said})


def state() -> tuple[object, ...]:
    residences = list(Residence.objects.order_by("pk").values())
    return residences, list(Person.rows.order_by("pk").values()), list(Declaration.objects.values())


def test_a_list_with_three_in_ten_fewer_stops_before_anything_is_applied(tmp_path: Path) -> None:
    before = state()
    with pytest.raises(Stopped) as stopped:
        load(census(tmp_path, 7))
    assert state() == before
    assert not SourceLink.objects.filter(batch=Batch.objects.get(dataset="census", rows=7).name).exists()
    for sentence in (stopped.value.en, stopped.value.zh):
        assert "7" in sentence and "10" in sentence and "30" in sentence and "--confirm" in sentence
    batch = Batch.objects.get(dataset="census", rows=7)
    assert batch.state == "received" and batch.promoted_at is None
    assert JobRun.objects.order_by("-pk").values_list("outcome", flat=True)[0] == "failed"


def test_what_it_would_do_is_kept_by_street(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="3 people would count as having left"):
        load(census(tmp_path, 7))
    stop = Stop.objects.get()
    assert stop.would == {"230108001": {"new": 0, "changed": 0, "left": 3, "began": 0, "ended": 3}}
    assert (stop.why, stop.usual, stop.asked_by, stop.state) == ("shorter", 10, "wu", "waiting")
    event = Event.objects.get(kind="catalogue.load_stopped")
    assert (event.actor, event.payload["rows"], event.payload["before"]) == ("wu", 7, 10)


def test_what_was_shown_is_what_then_happens(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        load(census(tmp_path, 14))
    (would,) = Stop.objects.get().would.values()
    people, homes = Person.rows.count(), Residence.objects.count()
    confirm()
    assert Person.rows.count() - people == would["new"] == 4
    assert Residence.objects.count() - homes == would["began"] == 4
    assert Person.rows.filter(status="moved_out").count() == would["left"] == 0


def test_a_list_with_three_in_ten_more_stops_too(tmp_path: Path) -> None:
    before = state()
    with pytest.raises(Stopped, match="30 % more"):
        load(census(tmp_path, 13))
    assert state() == before
    assert Stop.objects.get().why == "longer"
    load(census(tmp_path, 12))
    assert Person.rows.count() == 12


def test_a_first_list_of_everybody_may_be_longer_than_the_parts_that_came_before(tmp_path: Path) -> None:
    load(census(tmp_path, 2), whole=False, dataset=None)
    Declaration.objects.filter(batch__dataset="census").update(whole=False)
    load(census(tmp_path, 14))
    assert Person.rows.count() == 14


def test_a_list_that_is_a_little_shorter_goes_through(tmp_path: Path) -> None:
    load(census(tmp_path, 8))
    assert Person.rows.filter(status="moved_out").count() == 2
    load(census(tmp_path, 6))  # a quarter fewer than the last
    assert Person.rows.filter(status="moved_out").count() == 4
    assert not Stop.objects.exists()


def test_rows_that_are_held_list_nobody(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="7 usable rows of 10"):
        load(census(tmp_path, 10, broken=3))


def confirm(by: str = "zheng") -> None:
    actions.confirm(stop=Stop.objects.get(state="waiting").pk, by=reader(by))
    loading.go_on(by=by)


def test_a_second_person_lets_it_through_and_that_is_kept(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        load(census(tmp_path, 5))
    confirm()
    assert Person.rows.filter(status="moved_out").count() == 5
    said = queries.declaration("census", Batch.objects.get(dataset="census", rows=5).name)
    assert said is not None
    assert (said.whole, said.instead_of, said.by, said.day) == (True, 10, "wu", date(2022, 9, 1))
    event = Event.objects.get(kind="catalogue.stop_confirmed")
    assert event.actor == "zheng" and event.payload["asked_by"] == "wu"
    stop = Stop.objects.get()
    assert (stop.state, stop.decided_by) == ("confirmed", "zheng")


def test_the_stored_batch_goes_in_and_no_file_is_read_again(tmp_path: Path) -> None:
    short = census(tmp_path, 5)
    with pytest.raises(Stopped):
        load(short)
    short.unlink()
    confirm()
    assert Batch.objects.get(dataset="census", rows=5).state == "promoted"


def test_confirming_twice_and_going_on_twice_change_nothing(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        load(census(tmp_path, 5))
    number = Stop.objects.get().pk
    confirm()
    before = state()
    actions.confirm(stop=number, by=reader("zheng"))
    assert loading.go_on(by="zheng") == []
    assert state() == before
    assert Event.objects.filter(kind="catalogue.stop_confirmed").count() == 1


def test_what_was_confirmed_and_then_broken_off_goes_in_within_the_minute(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        load(census(tmp_path, 5))
    actions.confirm(stop=Stop.objects.get().pk, by=reader("zheng"))
    assert not [step for step in nightly.each_minute() if step.failed]
    assert Person.rows.filter(status="moved_out").count() == 5


def test_who_asked_does_not_confirm(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        load(census(tmp_path, 5))
    before = state()
    with pytest.raises(NotTwoPeople):
        confirm("wu")
    assert state() == before and Stop.objects.get().state == "waiting"


def test_nor_does_somebody_whom_they_made_or_whose_work_it_is_not(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        load(census(tmp_path, 5))
    made = account("data_steward", name="made")
    made.created_by = "wu"
    made.save()
    with pytest.raises(NotTwoPeople):
        confirm("made")
    account("street_office", "230108001", name="office")
    with pytest.raises(NotAllowed):
        confirm("office")
    account("data_steward", "230108002", name="elsewhere")
    with pytest.raises(NotAllowed, match="beyond your areas"):
        confirm("elsewhere")
    assert Stop.objects.get().state == "waiting"


def test_what_the_shell_asked_for_an_account_confirms(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        loading.load([census(tmp_path, 5)], by="shell", day=date(2022, 9, 1), whole=True, sender="统计局")
    confirm("wu")
    assert Person.rows.filter(status="moved_out").count() == 5


def test_a_refused_list_stays_out_until_it_is_asked_for_again(tmp_path: Path) -> None:
    short, before = census(tmp_path, 5), state()
    with pytest.raises(Stopped):
        load(short)
    actions.refuse(stop=Stop.objects.get().pk, why="cut_off", by=reader("zheng"))
    assert loading.go_on(by="zheng") == [] and state() == before
    with pytest.raises(Decided):
        actions.confirm(stop=Stop.objects.get().pk, by=reader("zheng"))
    with pytest.raises(Stopped):
        load(short)
    assert list(Stop.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "waiting"]


def test_asked_for_twice_it_waits_once(tmp_path: Path) -> None:
    short = census(tmp_path, 5)
    for _ in range(2):
        with pytest.raises(Stopped):
            load(short)
    assert Stop.objects.count() == 1
    assert Event.objects.filter(kind="catalogue.load_stopped").count() == 1


def test_what_was_shown_does_not_hold_once_another_list_went_in(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        load(census(tmp_path, 5))
    with clock.set_to(datetime(2022, 9, 2, tzinfo=UTC)):
        load(census(tmp_path, 9))
        with pytest.raises(Decided, match="no longer holds"):
            confirm()


def test_where_the_decision_cannot_be_written_nothing_is_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Stopped):
        load(census(tmp_path, 5))

    def broken(**_: object) -> None:
        raise RuntimeError("the ledger is broken")

    monkeypatch.setattr("fangxian.ledger.actions.record_batch", broken)
    with pytest.raises(RuntimeError):
        confirm()
    assert Stop.objects.get().state == "waiting"


def test_a_few_rows_that_list_nobody_else_lower_no_bar(tmp_path: Path) -> None:
    load(census(tmp_path, 2), whole=False)
    with pytest.raises(Stopped):
        load(census(tmp_path, 3))


def test_another_sender_s_first_list_is_held_against_the_last_of_the_dataset(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        load(census(tmp_path, 4), sender="公安局")
    confirm()
    load(census(tmp_path, 3), sender="公安局")
    with pytest.raises(Stopped):
        load(census(tmp_path, 6))


def test_at_the_shell_it_takes_somebody_s_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["load", str(census(tmp_path, 6)), "--whole", "--sender", "统计局"]) == 2
    assert "6 usable rows" in capsys.readouterr().err
    stop = Stop.objects.get().pk
    demo = account("data_steward", name="chen")
    demo.demo = True
    demo.set_password("their own 9 words")
    demo.save()
    monkeypatch.setattr(settings, "FANGXIAN_DEMO", True)
    assert main(["load", "--confirm", str(stop)]) == 2
    assert "--as" in capsys.readouterr().err
    typed = iter(["somebody else's", "their own 9 words"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert main(["load", "--confirm", str(stop), "--as", "chen"]) == 2
    assert Person.rows.filter(status="moved_out").count() == 0
    assert main(["load", "--confirm", str(stop), "--as", "chen"]) == 0
    assert Person.rows.filter(status="moved_out").count() == 4
