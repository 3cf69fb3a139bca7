"""Somebody whom a register lists twice is one person: in the registry, in a round's figures, at the door."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.loading import CENSUS, REGISTER, write
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row, statuses

from fangxian.fieldwork.models import Line
from fangxian.identity.models import Doubt, SourceLink
from fangxian.lib import clock
from fangxian.registry.models import Person, Residence
from fangxian.runs import arrival, loading
from fangxian.screening import queries

pytestmark = pytest.mark.django_db

#: The same man as the register's first row, as another clerk wrote him down.
AGAIN = "H1,户主,张 伟,男,19900307,'{zhang},阳光花园1栋1单元101,2015/5/1\n"
LIVES_THERE = "张伟,男,1990-03-07,{zhang},13812345678,阳光花园１号楼１单元１０１,230108001002001,自有,2015-05-01\n"
#: Somebody of another name and sex under the same man's number.
SAME_NUMBER = "H9,户主,欧阳静怡,女,1990-03-07,{zhang},阳光花园2号楼1单元101室,2019-05-01\n"


@pytest.fixture(autouse=True)
def installation(own_var: Path) -> Iterator[None]:
    with clock.set_to(EVENING):
        yield


def test_a_register_and_a_census_that_list_him_twice_make_one_person_of_one_home(tmp_path: Path) -> None:
    loading.load(write(tmp_path / "files", 户籍=REGISTER + AGAIN, 实有人口=CENSUS + LIVES_THERE), by="test")
    him = Person.rows.get(name="张伟")
    assert Residence.objects.filter(person=him, kind="lives", ended_recorded_at=None).count() == 1
    linked = SourceLink.objects.filter(person=him.pk).values_list("dataset", "row")
    assert sorted(linked) == [("census", 1), ("census", 4), ("household_register", 1), ("household_register", 4)]


def test_he_is_expected_once_and_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loading.load(write(tmp_path / "files", 户籍=REGISTER + AGAIN, 实有人口=CENSUS + LIVES_THERE), by="test")
    round = made(activated(monkeypatch))
    assert queries.figures(round.pk).counts["untested"] == len(statuses(round.pk)) == 3
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [row("李娜", "li")]), by="test")
    arrival.complete(round=round.pk, by=OFFICER)
    assert Line.objects.filter(person__name="张伟").count() == 1


def test_a_sample_of_his_counts_once_and_nobody_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loading.load(write(tmp_path / "files", 户籍=REGISTER + AGAIN, 实有人口=CENSUS + LIVES_THERE), by="test")
    round = made(activated(monkeypatch))
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [row("张伟", "zhang")]), by="test")
    arrival.complete(round=round.pk, by=OFFICER)
    assert statuses(round.pk)["张伟"] == "tested" and queries.figures(round.pk).counts["tested"] == 1
    assert not Line.objects.filter(person__name="张伟").exists()


def test_two_people_under_one_number_are_not_made_one(tmp_path: Path) -> None:
    loading.load(write(tmp_path / "files", 户籍=REGISTER + SAME_NUMBER), by="test")
    assert Doubt.objects.filter(dataset="household_register", row=4).count() == 1
    assert not SourceLink.objects.filter(dataset="household_register", row=4).exists()
    assert Person.rows.filter(name="张伟").count() == 1
