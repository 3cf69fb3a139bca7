"""Numbers and times on the pages: the doctests hold, and times are local."""

import doctest
from datetime import UTC, date, datetime

from fangxian.lib import clock
from fangxian.web import formats
from fangxian.web.language import say


def test_the_examples_in_the_text_hold() -> None:
    assert doctest.testmod(formats).failed == 0


def test_a_moment_is_shown_as_it_is_here() -> None:
    assert formats.moment(datetime(2022, 9, 9, 17, 30, tzinfo=UTC)) == "2022-09-10 01:30"
    assert formats.day(datetime(2022, 9, 9, 17, 30, tzinfo=UTC)) == "2022-09-10"


def test_an_age_changes_on_the_birthday() -> None:
    with clock.set_to(datetime(2022, 9, 9, 8, tzinfo=clock.LOCAL)):
        assert [formats.years(date(1990, 9, day)) for day in (8, 9, 10)] == [32, 32, 31]


def test_how_long_ago_is_said_in_the_largest_unit() -> None:
    with clock.set_to(datetime(2022, 9, 9, 12, tzinfo=clock.LOCAL)):
        assert formats.ago(datetime(2022, 9, 7, 11, tzinfo=clock.LOCAL)) == "2 天前"
        assert formats.ago(datetime(2022, 9, 9, 11, 30, tzinfo=clock.LOCAL)) == "30 分钟前"


def test_chinese_is_what_is_said_unless_another_is_chosen() -> None:
    assert say("中文", "English") == "中文"
