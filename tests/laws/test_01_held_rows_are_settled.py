"""Law 1, of held rows: whatever is settled of one, it stays a held row of its batch, and the counts add up."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests import prepared
from tests.loading import CENSUS, write
from tests.signed_in import account

from fangxian.access.faults import NotAllowed
from fangxian.access.queries import reader
from fangxian.catalogue import actions, queries
from fangxian.catalogue.models import Batch, HeldRow
from fangxian.catalogue.settling import NotSettled, reasons
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.models import Person, Residence
from fangxian.runs import loading, mending, nightly

pytestmark = pytest.mark.django_db

#: Three rows that are held: of nobody, in an area that is not there, and in a future that is not here.
HELD = """,,,,,阳光花园1-1-101,230108001002001,,
周杰,男,1980/2/3,,13612345678,阳光花园2号楼1单元101,230108001002009,租住,2022-03-01
吴涛,男,1981/2/3,,13512345678,阳光花园2号楼1单元101,230108001002002,租住,2032-03-01
"""


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 8, 31, tzinfo=UTC)):
        account("data_steward", name="chen")
        prepared.district(tmp_path / "files", 实有人口=CENSUS + HELD, day=date(2022, 8, 30))
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC)):
        yield


def row(number: int) -> HeldRow:
    return HeldRow.objects.get(batch__dataset="census", row=number)


def these(*numbers: int) -> object:
    return HeldRow.objects.filter(batch__dataset="census", row__in=numbers)


def add_up() -> None:
    for batch in Batch.objects.all():
        assert sum(queries.settlements(queries.held(batch.pk)).values()) == batch.held
        assert batch.rows == batch.accepted + batch.repaired + batch.duplicate + batch.held


def test_each_waits_with_its_reason() -> None:
    assert [(one.row, one.reason, one.settlement) for one in queries.held(dataset="census")] == [
        (4, "no_identity", ""),
        (5, "unknown_area", ""),
        (6, "future", ""),
    ]
    add_up()


def test_what_is_not_needed_says_why_and_stays_counted() -> None:
    assert actions.set_aside(rows=these(4), why="empty", by=reader("chen")) == 1
    found = row(4)
    assert (found.settlement, found.why, found.settled_by) == ("not_needed", "empty", "chen")
    assert queries.settlements(queries.held(found.batch_id)) == {
        "waiting": 2, "not_needed": 1, "sent_back": 0, "mended": 0,
    }  # fmt: skip
    add_up()
    event = Event.objects.get(kind="catalogue.held_rows_not_needed")
    assert (event.actor, event.payload["rows"], event.payload["why"]) == ("chen", 1, "empty")


def test_the_reasons_are_a_closed_list() -> None:
    with pytest.raises(NotSettled):
        actions.set_aside(rows=these(4), why="because", by=reader("chen"))
    assert all(one.zh and one.en for one in reasons().values())


def test_many_go_back_at_once_and_are_told_once() -> None:
    assert actions.send_back(rows=these(4, 5, 6), by=reader("chen")) == 3
    assert actions.send_back(rows=these(4, 5, 6), by=reader("chen")) == 0
    assert Event.objects.get(kind="catalogue.held_rows_sent_back").payload["rows"] == 3
    add_up()


def test_a_settlement_is_taken_back_and_a_mending_until_it_is_in() -> None:
    actions.send_back(rows=these(5), by=reader("chen"))
    actions.reopen(row=row(5).pk, by=reader("chen"))
    actions.reopen(row=row(5).pk, by=reader("chen"))
    assert row(5).settlement == "" and row(5).settled_at is None
    assert Event.objects.filter(kind="catalogue.held_row_reopened").count() == 1
    mending.mend(row=row(5).pk, said={"grid": "230108001002002"}, by=reader("chen"))
    actions.reopen(row=row(5).pk, by=reader("chen"))
    assert loading.go_on(by="chen") == [] and not Person.rows.filter(name="周杰").exists()
    add_up()
    mending.mend(row=row(5).pk, said={"grid": "230108001002002"}, by=reader("chen"))
    loading.go_on(by="chen")
    with pytest.raises(NotSettled, match="in the registry"):
        actions.reopen(row=row(5).pk, by=reader("chen"))


def test_a_mended_row_goes_in_by_the_same_way_as_all_others() -> None:
    before = Batch.objects.get(dataset="census")
    mending.mend(row=row(5).pk, said={"grid": "230108001002002"}, by=reader("chen"))
    assert not Person.rows.filter(name="周杰").exists()
    (done,) = loading.go_on(by="chen")
    assert (done.manifest.counts.rows, done.manifest.counts.held) == (1, 0)
    home = Residence.objects.get(person__name="周杰")
    assert home.source == f"census/{done.manifest.batch}" and home.dwelling is not None
    settled = row(5)
    assert settled.settlement == "mended" and settled.mended_by is not None
    assert settled.mended_by.state == "promoted" and settled.batch == before
    said = queries.declaration("census", done.manifest.batch)
    assert said is not None and (said.day, said.whole, said.by) == (date(2022, 8, 30), False, "chen")
    add_up()


def test_what_was_not_written_anew_stays_as_it_came() -> None:
    mending.mend(row=row(6).pk, said={"moved_in": "2022-03-01"}, by=reader("chen"))
    loading.go_on(by="chen")
    person = Person.rows.get(name="吴涛")
    assert (person.born, person.sex) == (date(1981, 2, 3), "1")


def test_what_is_held_again_is_told_and_changes_nothing() -> None:
    batches = Batch.objects.count()
    with pytest.raises(Fault, match="no area"):
        mending.mend(row=row(5).pk, said={"grid": "230108001002008"}, by=reader("chen"))
    assert row(5).settlement == "" and Batch.objects.count() == batches
    assert not loading.waits()


def test_mended_and_broken_off_it_goes_in_within_the_minute() -> None:
    mending.mend(row=row(5).pk, said={"grid": "230108001002002"}, by=reader("chen"))
    assert not [step for step in nightly.each_minute() if step.failed]
    assert Person.rows.filter(name="周杰").exists()
    assert loading.go_on(by="chen") == []


def test_mended_twice_it_is_refused_the_second_time() -> None:
    mending.mend(row=row(5).pk, said={"grid": "230108001002002"}, by=reader("chen"))
    with pytest.raises(NotSettled, match="meanwhile"):
        mending.mend(row=row(5).pk, said={"grid": "230108001002001"}, by=reader("chen"))
    assert Event.objects.filter(kind="catalogue.held_row_mended").count() == 1


def test_a_row_that_a_later_list_has_overtaken_is_not_mended(tmp_path: Path) -> None:
    census = next(path for path in write(tmp_path / "later") if path.stem == "实有人口")
    loading.load([census], by="test", whole=True)
    with pytest.raises(NotSettled, match="later list"):
        mending.mend(row=row(5).pk, said={"grid": "230108001002002"}, by=reader("chen"))


def test_only_who_settles_held_rows_does() -> None:
    account("street_office", "230108001", name="office")
    for act in (
        lambda by: actions.send_back(rows=these(4), by=by),
        lambda by: actions.set_aside(rows=these(4), why="empty", by=by),
        lambda by: actions.reopen(row=row(4).pk, by=by),
        lambda by: mending.mend(row=row(5).pk, said={}, by=by),
    ):
        with pytest.raises(NotAllowed):
            act(reader("office"))


def test_where_a_settlement_cannot_be_written_down_none_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the ledger is broken")

    monkeypatch.setattr("fangxian.ledger.actions.record_batch", broken)
    with pytest.raises(RuntimeError):
        actions.send_back(rows=these(4), by=reader("chen"))
    assert row(4).settlement == ""
