"""A round takes in what libraries have of it: the city's by its window, the national one's by the numbers of the
untested."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from tests.libraries import END as CITY_END
from tests.libraries import START as CITY_START
from tests.libraries import Waits, library
from tests.loading import NUMBERS, write
from tests.screening_rounds import EVENING, OFFICER, activated, made, statuses

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.cli.main import main
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.runs import loading
from fangxian.runs.fetching import fetch_round
from fangxian.screening.models import Arrival, Round, Stray
from fangxian.synth.city import City, Holdings, serving
from fangxian.synth.city import Round as Held

pytestmark = pytest.mark.django_db


def said(name: str, number: str, phone: str, at: str = "08:00:00") -> dict[str, str]:
    return {
        "xm": name, "zjhm": NUMBERS.get(number, number), "sjh": phone, "cysj": f"2022-09-09 {at}", "jcjg": "阴性",
        "hcfs": "10混1", "cyd": "青年社区采样点1", "gh": "22090900001",
    }  # fmt: skip


ROWS = [said("张伟", "zhang", "13812345678"), said("孙悟空", "sun", "13912340000")]


def city(rows: list[dict[str, str]]) -> City:
    return City(Holdings([Held(1, CITY_START, CITY_END, lambda: rows)]))


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    with clock.set_to(EVENING):
        loading.load(write(tmp_path / "files"), by="test")
        yield made(activated(monkeypatch))


def fetch(round: Round, serves: City, name: str = "city", by: Reader = OFFICER) -> Arrival | None:
    upstream = library(serves, name)
    return fetch_round(round=round.pk, upstream=upstream, by=by, patience=Waits().patience(upstream))


def left() -> list[Path]:
    return [path for path in (settings.VAR / "work").rglob("*") if path.is_file()]


def test_what_the_city_has_is_a_batch_of_the_round(round: Round) -> None:
    with serving(city(ROWS)) as serves:
        batch = fetch(round, serves)
        assert batch is not None and (batch.rows, batch.sender) == (2, "city")
        assert statuses(round.pk) == {"张伟": "tested", "李娜": "untested", "赵敏": "untested"}
        assert Stray.rows.count() == 1 and left() == [], "nothing lies open"
        assert fetch(round, serves) == batch and Arrival.objects.count() == 1, "fetched again, it is the same batch"


def test_the_nation_is_asked_for_those_who_are_missing_alone(round: Round) -> None:
    heard: list[str] = []
    with serving(city(ROWS)) as serves:
        fetch(round, serves)
    elsewhere = [*ROWS, said("李娜", "li", "13912345678", "10:00:00")]
    nation = City(
        Holdings([Held(1, CITY_START, CITY_END, lambda: elsewhere)]), heard=lambda path, _: heard.append(path)
    )
    with serving(nation) as serves:
        batch = fetch(round, serves, "national")
    assert batch is not None and batch.rows == 1 and heard == ["/national/query"], "张伟 is tested, and not asked for"
    assert statuses(round.pk) == {"张伟": "tested", "李娜": "tested", "赵敏": "untested"}


def test_a_library_that_has_nothing_of_it_leaves_the_round_as_it_is(round: Round) -> None:
    with serving(city([])) as serves:
        assert fetch(round, serves) is None
    assert not Arrival.objects.exists()


def test_nobody_is_asked_for_by_who_may_not(round: Round) -> None:
    with serving(city(ROWS)) as serves, pytest.raises(NotAllowed):
        fetch(round, serves, by=Reader("x", ("230108",)))
    Round.objects.filter(pk=round.pk).update(expected=0)
    from fangxian.screening.models import Standing

    Standing.rows.filter(round=round).update(status="tested")
    with serving(city(ROWS)) as serves, pytest.raises(Fault, match="Nobody"):
        fetch(round, serves, "national")


def test_the_command_fetches_and_shows_how_the_round_stands(round: Round, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(city(ROWS)) as serves:
        assert main(["round", "fetch", "--library", "city", "--url", serves.url]) == 0
    assert "2" in capsys.readouterr().err and Arrival.objects.get().sender == "city"
    assert main(["round", "fetch", "--library", "moon"]) == 2
