"""Whatever a library does wrong, one thing after the other: what is received is exactly its rows, each once."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.libraries import END, START, cells, expected, fetched, holding, library

from fangxian.intake.library import asking
from fangxian.lib.fault import Fault
from fangxian.synth.city import City, serving

HELD = holding(37)
WORDS = (
    *("ok", "ok", "ok*2", "status:500", "status:503*3", "status:404", "wait:1", "wait:90", "stall:0", "drop", "half"),
    *(
        "broken",
        "html",
        "busy",
        "refuse",
        "move",
        "repeat",
        "repeat*4",
        "again",
        "again*2",
        "double",
        "short",
        "short*3",
    ),
    *("reorder", "reorder*2", "nameless", "circle", "circle*3"),
)
plays = st.lists(st.sampled_from(WORDS), max_size=8).map(",".join)


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with serving(City(HELD)) as serves:
        yield serves


@settings(max_examples=80)
@given(play=plays, page_size=st.integers(1, 40), tries=st.integers(1, 4), passes=st.integers(1, 4))
def test_all_rows_are_had_once_whatever_happens(city: City, play: str, page_size: int, tries: int, passes: int) -> None:
    city.script.order = 0
    city.play(play)
    upstream = library(city, page_size=page_size, tries=tries, passes=passes)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "a.csv"
        # Each run that stops has met at least one of the faults; there are 32 at most.
        for _ in range(40):
            try:
                done = fetched(city, out, upstream=upstream)
                break
            except Fault:
                assert not out.exists()
        assert cells(out) == expected(HELD)
        counted = ("rows", "again", "changed", "withdrawn")
        assert done.manifest["received"] == sum(done.manifest[name] for name in counted)
        assert [path.name for path in sorted(Path(folder).iterdir())] == ["a.csv", "a.csv.manifest.json"]


@settings(max_examples=40)
@given(play=plays, page_size=st.integers(1, 9), asked=st.sets(st.integers(0, 36), min_size=1))
def test_all_who_are_asked_for_are_answered_once(city: City, play: str, page_size: int, asked: set[int]) -> None:
    rows = expected(HELD)
    city.script.order = 0
    city.play(play)
    upstream = library(city, "national", page_size=page_size)
    questions = asking.numbers(upstream, [rows[at][1] for at in sorted(asked)], start=START, end=END)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "a.csv"
        for _ in range(40):
            try:
                fetched(city, out, upstream=upstream, questions=questions)
                break
            except Fault:
                assert not out.exists()
        assert [row[-1] for row in cells(out)] == [rows[at][-1] for at in sorted(asked)]
