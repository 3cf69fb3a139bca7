"""In which state a household is, and what of a temperature is a fever."""

from datetime import datetime

import pytest

from fangxian.apps.home_isolation import rules
from fangxian.apps.home_isolation.rules import Known
from fangxian.evidence import temperatures
from fangxian.lib import clock
from fangxian.lib.fault import Fault

WELL = {"fit": True, "notified": True, "sensor": True}


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (Known(), "ordered"),
        (Known(fit=True), "home_checked"),
        (Known(fit=False), "unfit"),
        (Known(fit=True, notified=True), "notified"),
        (Known(**WELL), "active"),
        (Known(**WELL, tests=frozenset({"done"})), "active"),
        (Known(**WELL, tests=frozenset({"done", "due"})), "test_due"),
        (Known(**WELL, tests=frozenset({"overdue", "due"})), "test_overdue"),
        (Known(**WELL, release_due=True), "release_due"),
        (Known(**WELL, findings=frozenset({"door_opened"})), "broke_rule"),
        (Known(**WELL, findings=frozenset({"door_opened", "positive"})), "positive"),
        (Known(findings=frozenset({"positive"})), "positive"),
        (Known(fit=False, release_due=True), "unfit"),
        (Known(release_due=True), "release_due"),
        (Known(**WELL, findings=frozenset({"fever"})), "active"),
    ],
)
def test_a_state(known: Known, state: str) -> None:
    assert rules.state(known).name == state


def test_every_state_has_its_words() -> None:
    assert set(rules._FITS) == set(rules.states())


@pytest.mark.parametrize(
    ("typed", "degrees", "finding"),
    [("36.5", "36.5", ""), ("36，5", "36.5", ""), (" 365 ", "36.5", ""), ("37.2", "37.2", ""),
     ("37.3", "37.3", "fever"), ("40", "40", "fever")],
)  # fmt: skip
def test_a_temperature(typed: str, degrees: str, finding: str) -> None:
    found, what = temperatures.read(typed)
    assert (str(found), what) == (degrees, finding)


@pytest.mark.parametrize("typed", ["", "x", "3.65", "43.1", "NaN", "1e999", "-36", "0"])
def test_what_is_no_temperature_is_refused_without_being_quoted(typed: str) -> None:
    with pytest.raises(Fault) as refused:
        temperatures.read(typed)
    assert not typed.strip() or f" {typed} " not in refused.value.en


def test_a_home_lacks_what_was_not_ticked() -> None:
    assert rules.lacking(rules.checklist()) == []
    assert rules.lacking([]) == list(rules.checklist())


def test_halves_of_a_day() -> None:
    noon = datetime(2022, 9, 16, 12, tzinfo=clock.LOCAL)
    assert rules.half_day(noon.replace(hour=11, minute=59)) == (noon.replace(hour=0), "morning")
    assert rules.half_day(noon) == (noon, "evening")
