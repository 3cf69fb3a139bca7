"""Laws 11 and 14: a list of everybody, 30 % shorter than the one before, changes nothing until somebody says so."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.loading import number, write

from fangxian.catalogue import queries
from fangxian.catalogue.models import Batch, Declaration, JobRun
from fangxian.cli.main import main
from fangxian.exchange.shortness import TooShort
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.registry.models import Person, Residence
from fangxian.runs import loading

pytestmark = pytest.mark.django_db

HEADER = "姓名,性别,出生日期,证件号码,联系电话,现住址,网格编码\n"
GIVEN = "伟芳娜敏静秀丽强磊军"


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
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC)):
        places = [path for path in write(tmp_path / "files") if path.stem in ("区划", "小区", "房屋")]
        loading.load([*places, census(tmp_path, 10)], by="test", whole=True, day=date(2022, 8, 31), sender="统计局")
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
    with pytest.raises(TooShort) as stopped:
        load(census(tmp_path, 7))
    assert state() == before
    for sentence in (stopped.value.en, stopped.value.zh):
        assert "7" in sentence and "10" in sentence and "30" in sentence and "--although-short" in sentence
    batch = Batch.objects.get(dataset="census", rows=7)
    assert batch.state == "received" and batch.promoted_at is None
    assert JobRun.objects.order_by("-pk").values_list("outcome", flat=True)[0] == "failed"


def test_a_list_that_is_a_little_shorter_goes_through(tmp_path: Path) -> None:
    load(census(tmp_path, 8))
    assert Person.rows.filter(status="moved_out").count() == 2
    load(census(tmp_path, 6))  # a quarter fewer than the last
    assert Person.rows.filter(status="moved_out").count() == 4


def test_rows_that_are_held_list_nobody(tmp_path: Path) -> None:
    with pytest.raises(TooShort, match="7 usable rows of 10"):
        load(census(tmp_path, 10, broken=3))


def test_somebody_lets_it_through_and_that_is_kept(tmp_path: Path) -> None:
    short = census(tmp_path, 5)
    with pytest.raises(TooShort):
        load(short)
    load(short, although_short=True)
    assert Person.rows.filter(status="moved_out").count() == 5
    said = queries.declaration("census", Batch.objects.get(dataset="census", rows=5).name)
    assert said is not None
    assert (said.whole, said.instead_of, said.by, said.day) == (True, 10, "wu", date(2022, 9, 1))
    event = Event.objects.get(kind="catalogue.short_list_let_through")
    assert event.actor == "wu" and (event.payload["rows"], event.payload["before"]) == (5, 10)
    load(short, although_short=True)
    assert Event.objects.filter(kind="catalogue.short_list_let_through").count() == 1


def test_what_is_not_short_is_not_said_to_be(tmp_path: Path) -> None:
    load(census(tmp_path, 9), although_short=True)
    assert not Event.objects.filter(kind="catalogue.short_list_let_through").exists()


def test_a_few_rows_that_list_nobody_else_lower_no_bar(tmp_path: Path) -> None:
    load(census(tmp_path, 2), whole=False)
    with pytest.raises(TooShort):
        load(census(tmp_path, 3))


def test_another_sender_s_first_list_is_held_against_the_last_of_the_dataset(tmp_path: Path) -> None:
    with pytest.raises(TooShort):
        load(census(tmp_path, 4), sender="公安局")
    load(census(tmp_path, 4), sender="公安局", although_short=True)
    load(census(tmp_path, 3), sender="公安局")
    with pytest.raises(TooShort):
        load(census(tmp_path, 6))


def test_at_the_shell_it_is_somebody_s_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["load", str(census(tmp_path, 6)), "--whole", "--sender", "统计局"]
    assert main(words) == 2
    assert "6 usable rows" in capsys.readouterr().err
    assert main([*words, "--although-short"]) == 2
    assert "--by" in capsys.readouterr().err
    assert main([*words, "--although-short", "--by", "wu"]) == 0
