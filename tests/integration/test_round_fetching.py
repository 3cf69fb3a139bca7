"""A round takes in what libraries have of it: the city's by its window, the national one's by the numbers of the
untested."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from tests import prepared
from tests.libraries import END as CITY_END
from tests.libraries import START as CITY_START
from tests.libraries import Waits, library
from tests.loading import NUMBERS
from tests.screening_rounds import EVENING, OFFICER, activated, made, statuses

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.catalogue.queries import position
from fangxian.cli.main import main
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.models import Line, Task
from fangxian.intake.library.upstream import DEFAULT
from fangxian.ledger.queries import events_of
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.runs import arrival, scheduled
from fangxian.runs.fetching import fetch_round
from fangxian.screening import queries
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
        prepared.district(tmp_path / "files")
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


@pytest.fixture
def described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[City], None]:
    """Writes the file that describes a library of ours, which rounds ask every ten minutes."""

    def describe(serves: City, name: str = "city") -> None:
        text = DEFAULT.read_text("utf-8").replace('asks = "', 'every = 10\nasks = "')
        address = library(serves, name).url
        path = tmp_path / "libraries.toml"
        path.write_text(re.sub(r'url = "[^"]*"', f'url = "{address}"', text).split("[national]")[0], "utf-8")
        monkeypatch.setattr(settings, "LIBRARIES", str(path))

    return describe


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 9, 9, hour, minute, tzinfo=clock.LOCAL)


def test_an_open_round_asks_by_itself_for_what_has_come_since(round: Round, described: Callable[[City], None]) -> None:
    with serving(city(ROWS)) as serves:
        described(serves)
        with clock.set_to(at(5)):
            assert scheduled.ask() == 0, "it has not begun"
        with clock.set_to(at(13)):
            assert scheduled.ask() == 1 and scheduled.ask() == 0, "every ten minutes"
        assert statuses(round.pk)["张伟"] == "tested" and Stray.rows.count() == 0
        with clock.set_to(at(20, 30)):
            assert scheduled.ask() == 1
        assert Stray.rows.count() == 1
        with clock.set_to(at(21)):
            assert scheduled.ask() == 0, "all of its window is in"
    assert Arrival.objects.count() == 2 and left() == []


def test_what_was_stopped_goes_on_a_minute_later_with_the_same_piece(
    round: Round, described: Callable[[City], None]
) -> None:
    with serving(city(ROWS)) as serves:
        described(serves)
        serves.play("drop*9")
        with clock.set_to(at(13)), pytest.raises(Fault):
            scheduled.ask()
        assert Arrival.objects.count() == 0
        serves.play("")
        with clock.set_to(at(13, 1)):
            assert scheduled.ask() == 1
    assert position(f"round/{round.pk}/city") == 7 * 3600 - 120, "until two minutes before it was first asked"


def test_no_library_is_asked_that_no_file_names(round: Round) -> None:
    with clock.set_to(at(13)):
        assert scheduled.ask() == 0


def test_asking_the_nation_says_how_many_and_what_for(round: Round) -> None:
    nation = City(Holdings([Held(1, CITY_START, CITY_END, lambda: ROWS)]))
    with serving(nation) as serves:
        fetch(round, serves, "national")
    (event,) = [one for one in events_of("round", round.pk) if one.kind == "screening.library_asked"]
    assert (event.payload["people"], event.payload["purpose"]) == (3, "testing_round")


def test_who_was_sampled_elsewhere_alone_is_asked_whether_they_live_here_still(round: Round) -> None:
    elsewhere = [said("李娜", "li", "13912345678", "10:00:00")]
    with serving(city(ROWS)) as serves:
        fetch(round, serves)
    with serving(City(Holdings([Held(1, CITY_START, CITY_END, lambda: elsewhere)]))) as serves:
        fetch(round, serves, "national")
    assert queries.figures(round.pk).counts["elsewhere"] == 1
    assert not Task.rows.filter(kind="whereabouts").exists(), "nobody is called on before all is there (law 14)"
    arrival.complete(round=round.pk, by=OFFICER)
    (line,) = Line.objects.filter(task__kind="whereabouts")
    assert line.person is not None and line.person.name == "李娜" and line.task.why == "sampled_elsewhere"
    worker = Reader("wang", areas=("230108",), may=frozenset({"tasks.work", "people.verify"}))
    fieldwork.report(line=line.pk, outcome="lives_here", said={}, click="1", by=worker)
    assert statuses(round.pk)["李娜"] == "tested" and not list(queries.to_locate(queries.one(round.pk)))
