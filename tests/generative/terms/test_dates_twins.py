"""Both forms of dates read the same, and a time is read from every way in which people and programs write it."""

import datetime
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lake.engines import Engine, open_engine
from fangxian.terms import dates
from fangxian.terms.sql import dates as sql

FULL_WIDTH = {code: code + 0xFEE0 for code in b"0123456789-/:"}

PIECES = [
    "2022", "1985", "1900", "2099", "202209", "20220909", "081500", "44813", "354", "08", "15", "12", "13", "31", "30",
    "00", "24", "60", "上午", "下午", "中午", "晚上", "凌晨", "AM", "pm", "p.m.", "星期五", "(周五)", "星期日",
    "+08:00", "+0000", "+09:00", "半", "整", *"0123456789９－：/.-:年月日号时点分秒TtZz '\"=\u3000\t\n,é",
]  # fmt: skip

anything = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
times = st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2099, 12, 31, 23, 59, 59)).map(
    lambda time: time.replace(microsecond=0)
)


def spellings(time: datetime.datetime) -> list[str]:
    utc = time - datetime.timedelta(hours=8)
    half, hour = "上午" if time.hour < 12 else "下午", time.hour % 12 or 12
    day, clock = f"{time.year}/{time.month}/{time.day}", f"{time.minute:02}:{time.second:02}"
    count = (time - datetime.datetime(1899, 12, 30)).total_seconds() / 86400
    return [
        f"{time:%Y-%m-%d %H:%M:%S}", f"{day} {time.hour}:{clock}", f"{time:%Y%m%d%H%M%S}", f"{time:%Y-%m-%dT%H:%M:%S}",
        f"{time:%Y-%m-%dT%H:%M:%S.000+08:00}", f"{utc:%Y-%m-%dT%H:%M:%SZ}", f"{utc:%Y-%m-%d %H:%M:%S+00:00}",
        f"{time.year}年{time.month}月{time.day}日 {time.hour}时{time.minute}分{time.second}秒",
        f"{day} {half}{hour}:{clock}", f"{time:%Y-%m-%d %I:%M:%S %p}",
        f"{time:%Y.%m.%d %H:%M:%S}", f" {time:%Y-%m-%d  %H:%M:%S} ",
        f"{time:%Y-%m-%d %H:%M:%S}".translate(FULL_WIDTH), f"'{time:%Y-%m-%d %H:%M:%S.0}", f"{count:.7f}",
        f"{time:%Y%m%d %H:%M:%S}", f"{day} 星期{'一二三四五六日'[time.weekday()]} {time.hour}:{clock}",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", workdir=tmp_path_factory.mktemp("dates")) as engine:
        yield engine


@given(texts=st.lists(anything | times.flatmap(lambda t: st.sampled_from(spellings(t))), min_size=1, max_size=80))
def test_dates_are_the_same_in_both_forms(engine: Engine, texts: list[str]) -> None:
    engine.load_rows("written", {"x": "VARCHAR"}, [(text,) for text in [*texts, None]])
    found = engine.rows(f"SELECT x, {sql.timestamp('x')}, {sql.date('x')} FROM written")
    expected = [(text, dates.timestamp(text), dates.date(text)) for text in [*texts, None]]
    assert sorted(found, key=str) == sorted(expected, key=str)


@given(time=times)
def test_a_time_is_read_from_each_of_its_spellings(time: datetime.datetime) -> None:
    assert {spelling: dates.timestamp(spelling) for spelling in spellings(time)} == dict.fromkeys(spellings(time), time)


@given(day=st.dates(datetime.date(1910, 1, 1), datetime.date(2099, 12, 31)))
def test_a_day_written_day_first_is_read_only_where_it_is_certain(day: datetime.date) -> None:
    ambiguous = day.day <= 12 and day.day != day.month
    expected = None if ambiguous else day
    assert dates.date(f"{day:%d/%m/%Y}") == expected
    assert dates.date(f"{day.month}/{day.day}/{day.year}") == expected


@given(text=anything)
def test_the_day_of_a_time_is_its_date(text: str) -> None:
    time, day = dates.timestamp(text), dates.date(text)
    rounded_up = time is not None and time.time() == datetime.time(0)
    assert time is None or day == time.date() or (rounded_up and day == time.date() - datetime.timedelta(days=1))
