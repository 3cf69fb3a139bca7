"""Whatever a library does on the way, its rows are had once each, or there is one sentence and no file."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.libraries import END, START, Waits, cells, expected, fetched, holding, library

from fangxian.intake.library import asking
from fangxian.lib.fault import Fault
from fangxian.synth.city import City, serving

HELD = holding(95)


@pytest.fixture
def city() -> Iterator[City]:
    with serving(City(HELD)) as serves:
        yield serves


def test_what_is_fetched_is_what_is_there(city: City, tmp_path: Path) -> None:
    done = fetched(city, tmp_path / "a.csv")
    assert cells(done.path) == expected(HELD)
    assert done.manifest["rows"] == done.manifest["announced"] == 95
    assert [one["rows"] for one in done.manifest["pages"]] == [10] * 9 + [5]
    assert done.path.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.csv.manifest.json"]


@pytest.mark.parametrize(
    "play",
    [
        *("status:500", "status:503*2", "status:408", "wait:7", "drop", "stall:0", "half", "broken", "html", "repeat"),
        *("ok,repeat*2", "ok*9,repeat", "ok*3,again", "again", "ok*9,again", "double", "ok*9,double", "short,ok,short"),
        *(
            "ok*9,short",
            "ok*4,reorder",
            "ok*2,reorder,ok,reorder",
            "ok*2,circle*2",
            "half,html,ok,drop,broken,ok,double",
        ),
    ],
)
def test_what_passes_by_itself_leaves_no_trace_in_the_file(city: City, tmp_path: Path, play: str) -> None:
    undisturbed = fetched(city, tmp_path / "plain.csv")
    city.play(play)
    done = fetched(city, tmp_path / "a.csv")
    assert done.path.read_bytes() == undisturbed.path.read_bytes()
    known = done.manifest
    assert known["received"] == sum(one["rows"] for one in known["pages"])
    assert known["received"] == known["rows"] + known["again"]


@pytest.mark.parametrize(
    ("play", "says"),
    [
        ("status:503*0", "503, 3 times in a row"),
        ("drop*0", "cut off, 3 times"),
        ("ok,half*0", "cut off, 3 times"),
        ("broken*0", "not whole JSON"),
        ("html*0", "not JSON"),
        ("ok*3,repeat*0", "cursor does not move"),
        ("circle*0", "does not end"),
        ("short*0", "announces 95 rows and gave"),
        ("huge", "larger than 1.0 MB"),
        ("nameless", "a row has no lsh"),
        ("busy", "code 5001"),
        ("refuse", "refuses our credentials"),
        ("move", "another address (302)"),
        ("status:404", "does not take our question (404)"),
        ("wait:3600", "3,600 seconds"),
    ],
)
def test_what_does_not_pass_is_said_and_the_same_command_goes_on_later(
    city: City, tmp_path: Path, play: str, says: str
) -> None:
    undisturbed = fetched(city, tmp_path / "plain.csv")
    city.play(play)
    with pytest.raises(Fault) as said:
        fetched(city, tmp_path / "a.csv")
    assert says in said.value.en
    assert "张" not in said.value.en + said.value.zh
    assert not (tmp_path / "a.csv").exists()
    city.play("")
    assert fetched(city, tmp_path / "a.csv").path.read_bytes() == undisturbed.path.read_bytes()


def test_a_run_goes_on_behind_the_pages_that_it_has(city: City, tmp_path: Path) -> None:
    city.play("ok*6,refuse")
    with pytest.raises(Fault):
        fetched(city, tmp_path / "a.csv")
    city.served.clear()
    fetched(city, tmp_path / "a.csv")
    assert city.served["ok"] == 4


def test_a_later_word_stands_and_is_counted(city: City, tmp_path: Path) -> None:
    city.play("changed,ok*8,short")
    done = fetched(city, tmp_path / "a.csv")
    assert done.manifest["changed"] == 5
    assert cells(done.path) == expected(HELD)


def test_it_waits_as_long_as_it_is_asked_to(city: City, tmp_path: Path) -> None:
    waits = Waits()
    city.play("wait:7")
    done = fetched(city, tmp_path / "a.csv", waits=waits)
    assert max(waits.slept) == 7
    assert done.manifest["troubles"] == {"status_429": 1}


def test_waits_grow_and_are_spread(city: City, tmp_path: Path) -> None:
    waits = Waits()
    city.play("status:500*5")
    fetched(city, tmp_path / "a.csv", upstream=library(city, tries=6, longest_wait=6), waits=waits)
    grown = [wait for wait in waits.slept if wait > 0.01]
    assert all(full / 2 <= wait <= full for full, wait in zip((1, 2, 4, 6, 6), grown, strict=True))


def test_a_library_is_asked_no_faster_than_agreed(city: City, tmp_path: Path) -> None:
    waits = Waits()
    fetched(city, tmp_path / "a.csv", upstream=library(city, requests_a_second=4), waits=waits)
    assert waits.slept == [0.25] * 9


@pytest.mark.parametrize("play", ["stall:5", "drip:10"])
def test_who_is_slow_is_not_waited_for_for_ever(city: City, tmp_path: Path, play: str) -> None:
    city.play(play)
    done = fetched(city, tmp_path / "a.csv", upstream=library(city, silence=0.3, whole=0.6))
    assert done.manifest["troubles"] == {"slow": 1}


def test_nobody_there_is_said(city: City, tmp_path: Path) -> None:
    with serving(City(HELD)) as other:
        gone = library(other)
    with pytest.raises(Fault, match="cannot be reached"):
        fetched(city, tmp_path / "a.csv", upstream=gone)


def test_finished_it_asks_nothing_more(city: City, tmp_path: Path) -> None:
    first = fetched(city, tmp_path / "a.csv")
    city.served.clear()
    again = fetched(city, tmp_path / "a.csv")
    assert again.before
    assert again.manifest == first.manifest
    assert not city.served


def test_nothing_is_written_over(city: City, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine", "utf-8")
    with pytest.raises(Fault, match="there already"):
        fetched(city, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8") == "mine"
    with pytest.raises(Fault, match="no place for a file"):
        fetched(city, tmp_path / "nowhere" / "a.csv")


def test_another_question_does_not_go_on_with_the_first_ones_rows(city: City, tmp_path: Path) -> None:
    city.play("ok*2,refuse")
    with pytest.raises(Fault):
        fetched(city, tmp_path / "a.csv")
    upstream = library(city)
    other = asking.window(upstream, round="1")
    with pytest.raises(Fault, match="--afresh"):
        fetched(city, tmp_path / "a.csv", questions=other)
    done = fetched(city, tmp_path / "a.csv", questions=other, afresh=True)
    assert cells(done.path) == expected(HELD)


def test_a_file_that_is_there_answers_its_own_question_alone(city: City, tmp_path: Path) -> None:
    fetched(city, tmp_path / "a.csv")
    with pytest.raises(Fault, match="there already"):
        fetched(city, tmp_path / "a.csv", questions=asking.window(library(city), round="1"))


@pytest.mark.parametrize("at", [1, 3, 9, 10])
@pytest.mark.parametrize("place", [0, 30, 94])
@pytest.mark.parametrize("grows", [True, False])
def test_rows_that_come_or_go_while_they_are_read_are_there_or_not(
    tmp_path: Path, at: int, place: int, grows: bool
) -> None:
    held, asked = holding(95), 0

    def meddle(path: str, status: int) -> None:
        nonlocal asked
        asked += 1
        if asked == at and grows:
            held.rounds[0].rows.insert(place, held.rounds[0].rows[place] | {"lsh": "990000001"})
        elif asked == at:
            del held.rounds[0].rows[place]

    with serving(City(held, heard=meddle)) as city:
        done = fetched(city, tmp_path / "a.csv")
    # What changes with the last page that is asked for is not seen any more.
    rows = expected(held) if at < 10 else expected(HELD)
    assert sorted(cells(done.path)) == sorted(rows)
    known = done.manifest
    assert known["received"] == known["rows"] + known["again"] + known["changed"] + known["withdrawn"]


def test_a_window_is_a_part_of_a_round_and_parts_make_the_whole(city: City, tmp_path: Path) -> None:
    upstream, parts = library(city), []
    for start, end in ((START, datetime(2022, 9, 9, 9, 59, 59)), (datetime(2022, 9, 9, 10), END)):
        asked = asking.window(upstream, start=start, end=end)
        parts.append(cells(fetched(city, tmp_path / f"{start:%H}.csv", questions=asked).path))
    assert all(parts)
    assert parts[0] + parts[1] == expected(HELD)


def test_a_round_of_nobody_is_a_file_with_headings_alone(tmp_path: Path) -> None:
    with serving(City(holding(0))) as empty:
        done = fetched(empty, tmp_path / "a.csv")
    assert cells(done.path) == []
    assert done.manifest["announced"] == 0
