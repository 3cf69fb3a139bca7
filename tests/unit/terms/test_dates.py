"""Dates and times: what is certain is read, and nothing else (the table is tests/spec/dates.csv)."""

import datetime

import pytest

from fangxian.lake.engines import portable
from fangxian.terms import dates
from fangxian.terms.sql import dates as sql


@pytest.mark.parametrize("nothing", [None, "", " ", "无", "今天", "昨天下午3点", "8:15", "2022", "abc"])
def test_what_names_no_day_is_no_date(nothing: str | None) -> None:
    assert dates.timestamp(nothing) is None
    assert dates.date(nothing) is None


@pytest.mark.parametrize(("count", "day"), [(44813, (2022, 9, 9)), (36526, (2000, 1, 1)), (61, (1900, 3, 1))])
def test_a_spreadsheets_count_is_what_its_makers_say(count: int, day: tuple[int, int, int]) -> None:
    """Vectors from the documentation of the 1900 date system; the first ones are too early for anybody alive."""
    expected = datetime.date(*day)
    assert datetime.date(1899, 12, 30) + datetime.timedelta(days=count) == expected
    assert dates.date(str(count)) == (expected if count >= 3000 else None)


def test_a_time_is_naive_and_so_is_what_it_was_in_utc() -> None:
    found = dates.timestamp("2022-09-09T16:30:00Z")
    assert found == datetime.datetime(2022, 9, 10, 0, 30)
    assert found.tzinfo is None


def test_every_day_of_a_year_is_read_from_each_form() -> None:
    forms = ["{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日",
             "{0.year}.{0.month}.{0.day}"]  # fmt: skip
    for number in range(366):
        day = datetime.date(2024, 1, 1) + datetime.timedelta(days=number)
        assert {dates.date(form.format(day)) for form in forms} == {day}


def test_every_hour_is_read_with_its_half_of_the_day() -> None:
    for hour in range(24):
        time = datetime.datetime(2022, 9, 9, hour, 5)
        assert dates.timestamp(f"{time:%Y-%m-%d %I:%M %p}") == time
        assert dates.timestamp(f"{time:%Y/%m/%d} {'上午' if hour < 12 else '下午'}{hour % 12 or 12}:05") == time


@pytest.mark.parametrize("form", [sql.timestamp, sql.date])
def test_the_forms_for_a_column_are_sql_that_both_engines_understand(form: object) -> None:
    assert callable(form)
    portable.parse(f"SELECT {form('sampled_at')} AS t FROM samples")
