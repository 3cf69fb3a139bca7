"""A doubt that is decided brings what its row says to whom it is, and not only the link."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.loading import CENSUS, NUMBERS, loading_elsewhere, write

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.boards import actions as boards
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.boards.queries import built_at
from fangxian.exchange import turns
from fangxian.identity import queries
from fangxian.identity.models import Doubt, NotTheSame, SourceLink
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.models import KeyGroupMembership, Person, Residence
from fangxian.registry.queries import search
from fangxian.runs import deciding, loading

pytestmark = pytest.mark.django_db

STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"links.review", "people.search"}), (), 3, "care")
SEPTEMBER = datetime(2022, 9, 1, tzinfo=UTC)
#: 李娜's number beside another name: she, under a name that she took, or somebody whose number was mistyped.
UNSURE = (
    CENSUS.splitlines()[0] + "\n孙倩,女,1992/1/1,{li},13688886666,阳光花园2-1-101,230108001002002,租住,2022-08-20\n"
)


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(SEPTEMBER):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        yield


@pytest.fixture
def doubt(tmp_path: Path) -> Doubt:
    with clock.set_to(SEPTEMBER + timedelta(hours=1)):
        loading.load([census(tmp_path / "later", UNSURE)], by="test", day=date(2022, 9, 1))
    return Doubt.objects.get(dataset="census")


def census(folder: Path, text: str) -> Path:
    return next(path for path in write(folder, 实有人口=text) if path.stem == "实有人口")


def li() -> Person:
    return Person.rows.get(name="李娜", source__startswith="household_register")


def home(person: int) -> str | None:
    found = Residence.objects.get(person=person, kind="lives", ended_recorded_at=None)
    return found.dwelling.code if found.dwelling else None


def found_by(text: str) -> list[int]:
    return [line.pk for line in search(STEWARD, text).people]


def state() -> list[object]:
    return [list(table.objects.order_by("pk").values()) for table in (SourceLink, Doubt, Residence, Event)]


def boards_now() -> list[object]:
    counts = AreaCount.objects.order_by("measure", "area_code").values_list("measure", "area_code", "count")
    return [list(PersonCard.rows.order_by("pk").values()), list(counts)]


def test_the_same_person_is_told_what_the_row_says(doubt: Doubt) -> None:
    her = li().pk
    assert home(her) == "F1" and [one["person"] for one in doubt.candidates] == [her]
    done = deciding.same(doubt=doubt.pk, person=her, by=STEWARD)
    assert done.person == her and not done.overtaken
    assert home(her) == "F3" and li().area_code == "230108001002002"
    assert found_by("13688886666") == [her]
    old, new = Residence.objects.filter(person=her, kind="lives").order_by("pk")
    assert old.until == new.since == date(2022, 8, 20)
    assert new.source == f"census/{doubt.batch}", "the batch says so"
    assert not Person.rows.filter(name="孙倩").exists(), "the register's word counts for a name"
    assert next(one.method for one in queries.sources_of(her)) == "person"
    assert not NotTheSame.objects.exists()


@pytest.mark.parametrize("known", [True, False], ids=["the same person", "a new one"])
def test_the_boards_follow(doubt: Doubt, known: bool) -> None:
    before = boards_now()
    if known:
        deciding.same(doubt=doubt.pk, person=li().pk, by=STEWARD)
    else:
        deciding.newcomer(doubt=doubt.pk, by=STEWARD)
    followed = boards_now()
    assert followed != before
    assert not boards.behind()
    boards.rebuild(at=built_at())
    assert boards_now() == followed


def test_a_new_person_is_made_of_the_row_and_is_none_of_the_others(doubt: Doubt) -> None:
    before = (home(li().pk), li().recorded_at)
    done = deciding.newcomer(doubt=doubt.pk, by=STEWARD)
    assert done.person is not None and done.person != li().pk
    assert (home(li().pk), li().recorded_at) == before, "she is left as she was"
    made = Person.rows.get(pk=done.person)
    assert (made.name, made.born, made.status) == ("孙倩", date(1992, 1, 1), "present")
    assert found_by(NUMBERS["li"]) == [li().pk], "two people never hold one number"
    assert home(made.pk) == "F3" and found_by("13688886666") == [made.pk]
    assert made.source == f"census/{doubt.batch}"
    assert queries.linked_rows("census", doubt.batch) == {doubt.row: made.pk}
    assert queries.known_to_be_two([made.pk, li().pk]) == {(li().pk, made.pk)}


def test_nobody_is_told_nothing(doubt: Doubt) -> None:
    people = list(Person.rows.values())
    assert deciding.nobody(doubt=doubt.pk, by=STEWARD).person is None
    assert list(Person.rows.values()) == people and not queries.doubts(STEWARD).filter(dataset="census").exists()


def test_a_row_that_a_later_batch_has_overtaken_is_only_linked(doubt: Doubt, tmp_path: Path) -> None:
    with clock.set_to(SEPTEMBER + timedelta(days=30)):
        later = CENSUS.replace("13912345678,阳光花园1栋1单元101", "13512345678,阳光花园1栋1单元201")
        loading.load([census(tmp_path / "october", later)], by="test", day=date(2022, 10, 1))
        assert home(li().pk) == "F2"
        assert deciding.same(doubt=doubt.pk, person=li().pk, by=STEWARD).overtaken
    assert home(li().pk) == "F2" and found_by("13512345678") == [li().pk]
    assert queries.linked_rows("census", doubt.batch) == {doubt.row: li().pk}


def test_who_is_on_a_list_of_care_and_was_unknown_is_in_its_group_when_somebody_says_who_it_is() -> None:
    """A list of care makes nobody by itself (`no_such_person`); a person may."""
    unknown = Doubt.objects.get(dataset="key_groups")
    made = deciding.newcomer(doubt=unknown.pk, by=STEWARD).person
    member = KeyGroupMembership.rows.get(person=made)
    assert (member.group, member.level) == ("disabled", "二级")
    assert found_by(NUMBERS["sun"]) == [made]
    assert Person.rows.get(pk=made).status != "present", "a list of care says of nobody where they live"


def test_what_is_decided_is_not_decided_again_and_nobody_decides_outside_their_areas(doubt: Doubt) -> None:
    elsewhere = Reader("qian", ("230108009",), ("data_steward",), frozenset({"links.review"}))
    idle = Reader("sun", ("230108",), ("analyst",), frozenset())
    before = state()
    for act in (deciding.newcomer, lambda **said: deciding.same(person=li().pk, **said), deciding.nobody):
        with pytest.raises(NotHere):
            act(doubt=doubt.pk, by=elsewhere)
        with pytest.raises(NotAllowed):
            act(doubt=doubt.pk, by=idle)
    assert state() == before
    deciding.newcomer(doubt=doubt.pk, by=STEWARD)
    with pytest.raises(Fault, match="already"):
        deciding.newcomer(doubt=doubt.pk, by=STEWARD)
    assert Person.rows.filter(name="孙倩").count() == 1


@pytest.mark.parametrize("broken", ["identity.actions.ledger.record", "registry.actions.ledger.record_batch"])
def test_what_cannot_be_told_has_not_happened(doubt: Doubt, broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise RuntimeError("the ledger is full")

    before = (state(), list(Person.rows.values()))
    monkeypatch.setattr(f"fangxian.{broken}", full)
    for act in (deciding.newcomer, lambda **said: deciding.same(person=li().pk, **said)):
        with pytest.raises(RuntimeError):
            act(doubt=doubt.pk, by=STEWARD)
    assert (state(), list(Person.rows.values())) == before


def test_while_a_load_runs_a_decision_waits(doubt: Doubt) -> None:
    with loading_elsewhere(), pytest.raises(turns.Taken):
        deciding.newcomer(doubt=doubt.pk, by=STEWARD)
    assert queries.doubts(STEWARD).filter(pk=doubt.pk).exists()
