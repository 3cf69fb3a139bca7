"""door_verdicts.toml: what is made of what a device says, and in which order it is weighed."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fangxian.isolation import rules, wording
from fangxian.isolation.payload import Said
from fangxian.isolation.rules import Door, Expected
from fangxian.lib import clock

TEN = datetime(2022, 9, 16, 10, tzinfo=clock.LOCAL)
CASES = tomllib.loads((Path(__file__).parent / "door_verdicts.toml").read_text("utf-8"))["case"]


def moment(text: str) -> datetime:
    """'-0:29' is 29 seconds before ten."""
    sign = -1 if text.startswith("-") else 1
    minutes, seconds = text.lstrip("+-").split(":")
    return TEN + sign * timedelta(minutes=int(minutes), seconds=int(seconds))


def when(case: dict[str, Any], name: str) -> datetime | None:
    return moment(case[name]) if name in case else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_a_verdict(case: dict[str, Any]) -> None:
    visit = case.get("visit")
    door = Door(
        bound=case.get("bound", True),
        in_force=case.get("in_force", True),
        battery=case.get("battery", 100),
        last_said=when(case, "last"),
        opened_at=when(case, "opened"),
        back_at=when(case, "back"),
        visits=(Expected(visit["kind"], moment(visit["from"]), moment(visit["to"])),) if visit else (),
    )
    said = Said("e1", case["kind"], moment(case.get("at", "0:00")), case.get("battery"))
    assert rules.judge(said, door, TEN) == (case["verdict"], case.get("why", ""))


def test_every_verdict_and_reason_has_its_case_and_its_words() -> None:
    assert {case["verdict"] for case in CASES} == set(wording.words("verdicts"))
    said = {case["why"] for case in CASES if "why" in case}
    planned = {f"planned_{name}" for name in wording.words("visits")}
    assert said | planned == set(wording.words("excuses")) | set(wording.words("held"))


@pytest.mark.parametrize(
    ("minutes", "acknowledged", "level"),
    [
        (9, False, "grid"),
        (10, False, "community"),
        (29, False, "community"),
        (30, False, "street"),
        (300, True, "grid"),
    ],
)
def test_whose_list_an_alert_has_reached(minutes: int, acknowledged: bool, level: str) -> None:
    assert rules.level(TEN, acknowledged, TEN + timedelta(minutes=minutes)) == level


def test_heartbeats_are_kept_for_as_long_as_one_would_be_taken() -> None:
    assert wording.figures().heartbeats_kept >= wording.figures().oldest
