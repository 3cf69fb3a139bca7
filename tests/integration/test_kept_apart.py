"""What somebody said of two people, that they are two, holds for every later batch."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.loading import CENSUS, number, write

from fangxian.access.reader import Reader
from fangxian.identity import actions as identity
from fangxian.identity.models import Doubt, SourceLink
from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.runs import deciding, loading

pytestmark = pytest.mark.django_db

STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"links.review"}), (), 3, "care")
SEPTEMBER = datetime(2022, 9, 1, tzinfo=UTC)
#: Somebody with 李娜's number, and another name.
SUN = "孙倩,女,1992/1/1,{li},13688886666,阳光花园2-1-101,230108001002002,租住,2022-08-20\n"
HEADER = CENSUS.splitlines()[0] + "\n"


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(SEPTEMBER):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        yield


def load(folder: Path, *lines: str, after: int) -> str:
    """Loads a census of these lines so many days later; answers its batch."""
    path = next(one for one in write(folder, 实有人口=HEADER + "".join(lines)) if one.stem == "实有人口")
    with clock.set_to(SEPTEMBER + timedelta(days=after)):
        (done,) = loading.load([path], by="test", day=SEPTEMBER.date() + timedelta(days=after))
    return done.manifest.batch


def asked(batch: str) -> list[list[int]]:
    return [[one["person"] for one in doubt.candidates] for doubt in Doubt.objects.filter(batch=batch)]


def owners(batch: str) -> list[tuple[int, str]]:
    return list(SourceLink.objects.filter(batch=batch).order_by("row").values_list("person", "method"))


def li() -> int:
    return Person.rows.get(name="李娜").pk


def told_apart(tmp_path: Path) -> int:
    """Somebody decides that the row is not 李娜; answers who it is."""
    batch = load(tmp_path / "first", SUN, after=1)
    assert asked(batch) == [[li()]]
    made = deciding.newcomer(doubt=Doubt.objects.get(batch=batch).pk, by=STEWARD).person
    assert made is not None
    return made


def test_who_was_decided_once_is_not_asked_about_again(tmp_path: Path) -> None:
    sun = told_apart(tmp_path)
    batch = load(tmp_path / "next", SUN, SUN.replace("13688886666", "13600001111"), after=30)
    assert asked(batch) == []
    assert owners(batch) == [(sun, "apart"), (sun, "apart")]


def test_the_other_is_found_as_before(tmp_path: Path) -> None:
    sun = told_apart(tmp_path)
    li_s = "李娜,女,1992/1/1,{li},13912345678,阳光花园1栋1单元101,230108001002001,自有,2016-05-01\n"
    batch = load(tmp_path / "next", li_s, SUN, after=30)
    assert [person for person, _ in owners(batch)] == [li(), sun] and asked(batch) == []


def test_a_third_with_that_number_is_a_question_as_before(tmp_path: Path) -> None:
    told_apart(tmp_path)
    batch = load(tmp_path / "next", SUN.replace("孙倩", "周洁").replace("13688886666", "13677770000"), after=30)
    assert asked(batch) == [[li()]] and owners(batch) == []


def test_without_a_word_the_same_row_is_asked_about_again(tmp_path: Path) -> None:
    first = load(tmp_path / "first", SUN, after=1)
    deciding.nobody(doubt=Doubt.objects.get(batch=first).pk, by=STEWARD)
    assert asked(load(tmp_path / "next", SUN, SUN, after=30)) != []


OTHER = number("51102419920101322")


def test_no_row_of_one_is_linked_to_the_other(tmp_path: Path) -> None:
    """A name that sounds like hers, beside her number: linked to her, until somebody says that there are two."""
    mistyped = SUN.replace("孙倩", "李那")
    first = load(tmp_path / "first", mistyped, after=1)
    assert owners(first) == [(li(), "exact")]
    identity.unlink(dataset="census", batch=first, row=1, by=STEWARD)
    second = load(tmp_path / "second", mistyped.replace("{li}", OTHER).replace("13688886666", "13600001111"), after=2)
    ((other, method),) = owners(second)
    assert method == "newcomer"
    identity.say_not_the_same(one=li(), other=other, by=STEWARD)
    third = load(tmp_path / "third", mistyped.replace("13688886666", "13600001111"), after=30)
    assert owners(third) == [(other, "apart")] and asked(third) == []


def test_a_doubt_is_not_rounded_up_where_the_row_means_neither_more(tmp_path: Path) -> None:
    """Law 13: two of one name and birthday, and a row that says no more than that."""
    her = li()
    second = load(tmp_path / "second", SUN.replace("孙倩", "李娜").replace("{li}", OTHER), after=2)
    ((other, method),) = owners(second)
    assert method == "newcomer"
    identity.say_not_the_same(one=her, other=other, by=STEWARD)
    batch = load(tmp_path / "third", "李娜,女,1992/1/1,,13577778888,友协大街99号,,,\n", after=30)
    assert owners(batch) == [] and [sorted(one) for one in asked(batch)] == [sorted([her, other])]
