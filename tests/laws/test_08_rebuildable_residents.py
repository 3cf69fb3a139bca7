"""Law 8: whom a round expects follows who changed, and is what preparing everybody anew comes to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests import prepared
from tests.loading import CENSUS, write
from tests.screening_rounds import EVENING, activated, made

from fangxian.access.reader import Reader
from fangxian.exchange import results_residents as residents
from fangxian.exchange.workfolders import workfolder
from fangxian.lib import clock
from fangxian.registry import actions, queries
from fangxian.registry.models import Dwelling, Person
from fangxian.runs import loading

pytestmark = pytest.mark.django_db
WORKER = Reader("wang", areas=("230108",), may=frozenset({"people.verify", "people.read"}))
Tables = dict[str, list[dict[str, object]]]


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield activated(monkeypatch)


def someone(name: str) -> int:
    """By what their name begins with: it may have been corrected."""
    return Person.rows.get(name__startswith=name[0]).pk


def door(code: str) -> int:
    return Dwelling.objects.get(code=code).pk


def read(folder: Path) -> Tables:
    return {table: pq.read_table(folder / f"{table}.parquet").to_pylist() for table in residents.TABLES}


def followed(outbreak: int) -> Tables:
    with workfolder() as folder:
        residents.prepared(folder, outbreak)
        assert (folder / "before").exists(), "the snapshot before was followed"
        return read(folder)


def anew() -> Tables:
    with workfolder() as folder:
        residents._anew(folder)
        return read(folder)


ACTS: dict[str, Callable[[], object]] = {
    "a name": lambda: actions.correct_person(
        person=someone("李娜"), said={"name": "李 娜娜"}, reason="typing_error", by=WORKER
    ),
    "a phone that another has": lambda: actions.correct_person(
        person=someone("李娜"), said={"phone": "13812345678"}, reason="typing_error", by=WORKER
    ),
    "a number that is gone": lambda: actions.correct_person(
        person=someone("赵敏"), said={"number": ""}, reason="typing_error", by=WORKER
    ),
    "a move": lambda: actions.move_person(person=someone("张伟"), dwelling=door("F3"), by=WORKER),
    "somebody who has left": lambda: actions.leave_people({someone("赵敏"): "江边工棚"}, by=WORKER, at=clock.now()),
    "somebody who is here again": lambda: actions.move_person(person=someone("王芳"), dwelling=door("F2"), by=WORKER),
    "somebody new": lambda: actions.enter_people(
        [actions.Newcomer({"name": "孙悟空", "phone": "13800001111"}, door("F2"))], by=WORKER, at=clock.now()
    ),
    "a day's visits": lambda: actions.meet_people([someone("张伟"), someone("李娜")], by=WORKER, at=clock.now()),
}


@pytest.mark.parametrize("act", ACTS)
def test_after_an_act_it_is_what_would_be_prepared(outbreak: int, act: str) -> None:
    made(outbreak)
    ACTS[act]()
    assert followed(outbreak) == anew()


def test_many_acts_are_followed_one_after_the_other(outbreak: int) -> None:
    made(outbreak)
    for name, act in ACTS.items():
        if name != "a number that is gone":
            act()
            assert followed(outbreak) == anew(), name


def test_after_a_file_everybody_is_prepared_anew(outbreak: int, tmp_path: Path) -> None:
    made(outbreak)
    before = queries.changed_since(0)
    assert before is None, "files were applied"
    files = write(
        tmp_path / "later", 实有人口=CENSUS + "孙悟空,男,1950/1/1,{sun},,阳光花园2号楼1单元101,,租住,2022-03-01\n"
    )
    loading.load([path for path in files if path.stem == "实有人口"], by="test", dataset="census")
    with workfolder() as folder:
        residents.prepared(folder, outbreak)
        assert not (folder / "before").exists()
        assert {row["name"] for row in read(folder)["residents"]} >= {"孙悟空"}


def test_a_snapshot_of_another_form_is_not_followed(outbreak: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made(outbreak)
    ACTS["a name"]()
    monkeypatch.setattr(residents, "FORM", residents.FORM + 1)
    with workfolder() as folder:
        residents.prepared(folder, outbreak)
        assert not (folder / "before").exists()
