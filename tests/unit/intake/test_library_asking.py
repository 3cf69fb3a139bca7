"""A library that is known by its answers alone: how long it is asked, and when that is enough."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.libraries import LIMITS, Waits

from fangxian.intake.library import Fetched, Upstream, asking, fetch, libraries
from fangxian.intake.library.asking import Parameters
from fangxian.intake.library.connection import Reply
from fangxian.lib.fault import Fault

Answer = Callable[[str], dict[str, Any]]
CITY = replace(libraries()["city"], limits=LIMITS)


def row(name: object) -> dict[str, str]:
    return {"lsh": str(name), "xm": "王伟", "zjhm": "", "jcjg": "阴性"}


@pytest.fixture
def answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Fetched]:
    """answered(answer): what is fetched from whoever gives `answer(cursor)` as the data of a page."""

    def one(answer: Answer, upstream: Upstream = CITY) -> Fetched:
        class Connection:
            def __init__(self, upstream: Upstream, *, token: str) -> None:
                self.token = token

            def ask(self, parameters: Parameters, link: str = "") -> Reply:
                data = answer(str(parameters.get("cursor", "")))
                return Reply("application/json", "utf-8", json.dumps({"code": 0, "data": data}).encode())

            def close(self) -> None:
                self.token = ""

        monkeypatch.setattr("fangxian.intake.library.fetching.Connection", Connection)
        asked = asking.window(upstream, round="1")
        return fetch(upstream, asked, tmp_path / "a.csv", patience=Waits().patience(upstream))

    return one


def test_cursors_that_go_in_a_ring_do_not_move(answered: Callable[..., Fetched]) -> None:
    ring = {"": "a", "a": "b", "b": "c", "c": "a"}
    asked: list[str] = []

    def answer(cursor: str) -> dict[str, Any]:
        asked.append(cursor)
        return {"rows": [row(cursor or "first")], "next": ring[cursor], "total": 9}

    with pytest.raises(Fault, match="cursor does not move"):
        answered(answer)
    assert asked == ["", "a", "b", "c", "c", "c"]


def test_a_library_that_announces_nothing_is_read_once_to_its_end(answered: Callable[..., Fetched]) -> None:
    quiet = replace(CITY, reply=replace(CITY.reply, total=""))
    following = {"": "a", "a": "b", "b": None}
    done = answered(lambda cursor: {"rows": [row(cursor or "first")], "next": following[cursor]}, quiet)
    assert (done.manifest["rows"], done.manifest["announced"]) == (3, None)


@pytest.mark.parametrize("rows", [[], [row(1)]])
def test_new_cursors_without_a_new_row_end(answered: Callable[..., Fetched], rows: list[dict[str, str]]) -> None:
    quiet = replace(CITY, reply=replace(CITY.reply, total=""))
    asked: list[str] = []

    def answer(cursor: str) -> dict[str, Any]:
        asked.append(cursor)
        return {"rows": rows, "next": f"c{len(asked)}"}

    with pytest.raises(Fault, match="does not end"):
        answered(answer, quiet)
    assert len(asked) <= 101


def test_more_rows_than_were_announced_are_no_answer(answered: Callable[..., Fetched]) -> None:
    with pytest.raises(Fault, match="announces 1 rows and gave 2"):
        answered(lambda _: {"rows": [row(1), row(2)], "next": None, "total": 1})


def test_a_total_that_never_holds_still_is_said(answered: Callable[..., Fetched]) -> None:
    asked: list[str] = []

    def answer(cursor: str) -> dict[str, Any]:
        asked.append(cursor)
        return {"rows": [row(len(asked))], "next": "a" if not cursor else None, "total": 2 + len(asked)}

    with pytest.raises(Fault, match="in 4 passes"):
        answered(answer)
    assert len(asked) == 8
