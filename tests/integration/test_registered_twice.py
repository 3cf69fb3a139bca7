"""Somebody whom two departments entered as two people: found, made one, counted once, asked for once; and two again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests import screening_rounds as rounds
from tests.loading import CENSUS, NUMBERS, number, write
from tests.registering import homes, people

from fangxian.access.reader import Reader
from fangxian.identity import actions as identity
from fangxian.identity import queries
from fangxian.identity.models import Doubt, Merge, SourceLink
from fangxian.lib import clock
from fangxian.registry import actions as registry
from fangxian.registry.models import Person
from fangxian.registry.queries import records_of
from fangxian.runs import arrival, loading, merging
from fangxian.screening.models import Standing
from fangxian.screening.queries import figures

pytestmark = pytest.mark.django_db

MAY = frozenset({"links.review", "people.read"})
STEWARD = Reader("wu", ("230108",), ("data_steward",), MAY, (), 3, "care")
SEPTEMBER = datetime(2022, 9, 1, tzinfo=UTC)
OLD = number("22010219950601012")


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(SEPTEMBER):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        yield


def entered(**said: object) -> int:
    """Somebody is entered anew, as at a door."""
    _, (person,) = people({"newcomer": 0} | said, source="visit/1")
    homes({"person": person, "dwelling": said.get("dwelling", "F3"), "area_code": said["area_code"]})
    registry.settle_whereabouts(source="visit/1", by="test", only=[person])
    return person


def known(name: str) -> int:
    return Person.rows.filter(name=name).order_by("pk")[0].pk


GRID, OTHER = "230108001002001", "230108001002002"


@pytest.fixture
def again() -> int:
    """赵敏 once more: a number that is hers no longer, the same phone and door."""
    return entered(name="赵敏", number=OLD, number_kind="resident", phone="13712345678", area_code=OTHER)


def merged(again: int) -> Merge:
    return identity.merge(kept=known("赵敏"), absorbed=again, settings="people-2", by=STEWARD)


def test_who_is_alike_is_found_with_what_agrees_and_what_that_is_worth() -> None:
    li = entered(name="李小娜", phone="13912345678", dwelling="F1", area_code=GRID)
    assert merging.find(by="night") == 1
    (pair,) = queries.alike(STEWARD)
    assert (pair.first, pair.second, pair.reason, pair.area_code) == (known("李娜"), li, "names_nearly", GRID)
    assert pair.agreed == "name:one_character;phone:same;place:door" and pair.score > 0.99
    assert [(field, level) for field, level, _ in pair.weights] == [
        ("name", "one_character"), ("phone", "same"), ("place", "door"),
    ]  # fmt: skip
    assert all(bits > 0 for _, _, bits in pair.weights)
    assert merging.find(by="night") == 0, "found again, it waits once"


def test_those_who_contradict_each_other_say_so(again: int) -> None:
    zhang = entered(name="张玮", born=date(1990, 3, 7), sex="2", phone="13812345678", dwelling="F1", area_code=GRID)
    wang = entered(name="王芳", born=date(1961, 1, 1), dwelling="F2", area_code=GRID)
    merging.find(by="night")
    said = {(one.first, one.second): one.reason for one in queries.alike(STEWARD)}
    assert said == {
        (known("赵敏"), again): "two_numbers",
        (known("张伟"), zhang): "two_sexes",
        (known("王芳"), wang): "two_birth_dates",
    }


def test_a_third_record_that_joins_two_who_contradict_each_other_is_held_too(again: int) -> None:
    third = entered(name="赵敏", phone="13712345678", area_code=OTHER)
    merging.find(by="night")
    said = {(one.first, one.second): one.reason for one in queries.alike(STEWARD)}
    assert said[known("赵敏"), third] == said[again, third] == "contradicts_a_third"


def test_a_family_behind_one_door_is_not_taken_for_one_and_twins_are_looked_at() -> None:
    entered(name="张大宝", born=date(2015, 5, 1), phone="13812345678", dwelling="F1", area_code=GRID)
    entered(name="张小宝", born=date(2015, 5, 1), phone="13812345678", dwelling="F1", area_code=GRID)
    entered(name="张红", born=date(2017, 5, 1), phone="13812345678", dwelling="F1", area_code=GRID)
    merging.find(by="night")
    assert [one.reason for one in queries.alike(STEWARD)] == ["names_nearly"]


def test_who_was_told_apart_or_merged_is_not_found_again(again: int) -> None:
    merging.find(by="night")
    pair = queries.alike(STEWARD).get()
    merging.two(pair=pair.pk, by=STEWARD)
    assert merging.find(by="night") == 0 and not queries.alike(STEWARD).exists()
    merging.undo(pair=pair.pk, by=STEWARD)
    merging.merge(pair=pair.pk, kept=again, by=STEWARD)
    assert merging.find(by="night") == 0 and not queries.alike(STEWARD).exists()
    assert records_of(known("赵敏")) == (again, known("赵敏"))
    merging.undo(pair=pair.pk, by=STEWARD)
    assert queries.alike(STEWARD).get().pk == pair.pk


def test_a_round_expects_them_once_and_takes_a_sample_under_either_number(
    again: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbreak = rounds.activated(monkeypatch)
    before = rounds.made(outbreak)
    assert figures(before.pk).counts["untested"] == 4
    made_one = merged(again)
    with clock.set_to(rounds.EVENING):
        later = rounds.made(outbreak, start=rounds.START + timedelta(hours=1))
        assert figures(later.pk).counts["untested"] == 3
        came = rounds.file(tmp_path, "a", [rounds.row("赵敏", OLD)])
        arrival.arrive(round=later.pk, path=came, by="test")
        assert figures(later.pk).counts == figures(later.pk).counts | {"tested": 1, "untested": 2, "unknown": 0}
        assert Standing.rows.get(round=later.pk, status="tested").person == known("赵敏")
        identity.unmerge(merge=made_one.pk, by=STEWARD)
        third = rounds.made(outbreak, start=rounds.START + timedelta(hours=2))
        assert figures(third.pk).counts["untested"] == 4


def test_rows_of_later_files_stay_with_the_record_that_they_name(again: int, tmp_path: Path) -> None:
    """So that each goes with its own, if they turn out to be two."""
    merged(again)
    lines = [
        f"赵敏,女,1995/6/1,{one},13712345678,阳光花园2号楼1单元101,{OTHER},租住,2022-03-01\n"
        for one in (NUMBERS["zhao"], OLD)
    ]
    text = CENSUS.splitlines()[0] + "\n" + "".join(lines)
    path = next(one for one in write(tmp_path / "later", 实有人口=text) if one.stem == "实有人口")
    with clock.set_to(SEPTEMBER + timedelta(days=1)):
        (done,) = loading.load([path], by="test", day=date(2022, 9, 2))
    owners = dict(SourceLink.objects.filter(batch=done.manifest.batch).values_list("row", "person"))
    assert owners == {1: known("赵敏"), 2: again}
    assert {one.batch for one in queries.sources_of(again)} >= {done.manifest.batch}
    assert not Doubt.objects.filter(batch=done.manifest.batch).exists()


def test_a_row_that_may_be_either_record_is_nobody_elses_question(again: int, tmp_path: Path) -> None:
    merged(again)
    text = CENSUS.splitlines()[0] + f"\n赵敏,女,,,13712345678,阳光花园2号楼1单元101,{OTHER},租住,2022-03-01\n"
    path = next(one for one in write(tmp_path / "later", 实有人口=text) if one.stem == "实有人口")
    with clock.set_to(SEPTEMBER + timedelta(days=1)):
        (done,) = loading.load([path], by="test", day=date(2022, 9, 2))
    assert SourceLink.objects.get(batch=done.manifest.batch).person == known("赵敏")
