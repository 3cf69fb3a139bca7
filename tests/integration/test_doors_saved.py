"""How many doors the list spares: what it counts is what it says, and the fewer come, the less it spares."""

import json

import pytest

from fangxian.cli.main import main
from fangxian.pipelines.saved import saved


def test_the_list_never_calls_at_more_doors_than_there_are_people_to_find() -> None:
    for found in saved(seed=1, people=800, count=2, compliance=0.95):
        assert found.listed <= found.untested + found.in_doubt
        assert found.listed < found.each <= found.homes
        assert found.in_doubt <= found.listed_missed <= found.untested


def test_who_comes_is_as_many_as_said_and_the_rest_of_the_draw_stays() -> None:
    many, few = (next(saved(seed=1, people=1500, count=1, compliance=share)) for share in (0.98, 0.9))
    assert many.untested < 0.04 * 1500 and 0.06 * 1500 < few.untested < 0.14 * 1500
    assert many.homes == few.homes and many.saved > few.saved


def test_the_command_prints_what_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fieldwork", "saved", "--people", "400", "--rounds", "1", "--compliance", "95", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["compliance"] == 0.95 and found["saved"] == pytest.approx(1 - found["listed"] / found["each"])
    assert main(["fieldwork", "saved", "--compliance", "0"]) == 2
