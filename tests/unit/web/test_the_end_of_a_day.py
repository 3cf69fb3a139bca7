"""Midnight, said as the end of the day that it ends."""

from datetime import date, datetime

import pytest

from fangxian.lib import clock
from fangxian.web import formats


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(0, 0, "2022-11-29 24:00"), (0, 1, "2022-11-30 00:01"), (18, 0, "2022-11-30 18:00")],
)
def test_by_when(hour: int, minute: int, said: str) -> None:
    assert formats.until(datetime(2022, 11, 30, hour, minute, tzinfo=clock.LOCAL)) == said


def test_the_end_of_a_year_is_its_own() -> None:
    assert formats.end_of(datetime(2023, 1, 1, tzinfo=clock.LOCAL)) == (date(2022, 12, 31), "24:00")
    assert formats.until(None) == "–"
