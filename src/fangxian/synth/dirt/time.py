"""Ways in which the time of a sample is written. Each takes the day (2022-09-09) and the second of the day."""

import random
from datetime import date, timedelta


def missing(day: str, second: int, dice: random.Random) -> str:
    """Nothing, or a word for it."""
    return dice.choice(["", "", "-", "未知"])


def future(day: str, second: int, dice: random.Random) -> str:
    """The year mistyped: a time that has not come."""
    return f"2{dice.choice('1345')}{day[2:]} {_clock(second)}"


def before(day: str, second: int, dice: random.Random) -> str:
    """An older sample that stands in the file."""
    sampled = date.fromisoformat(day) - timedelta(days=dice.choice([1, 1, 2, 30]))
    return f"{sampled} {_clock(second)}"


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def spelling(day: str, second: int, dice: random.Random) -> str:
    """The same time as another program writes it."""
    year, month, nth = day.split("-")
    hour, minute, rest = second // 3600, second // 60 % 60, second % 60
    return dice.choice(
        [
            f"{year}/{int(month)}/{int(nth)} {hour}:{minute:02}",
            f"{year}{month}{nth} {hour:02}:{minute:02}:{rest:02}",
            f"{year}年{int(month)}月{int(nth)}日 {hour}时{minute}分",
            f"{year}.{int(month)}.{int(nth)} {hour}:{minute:02}",
            f"{year}-{month}-{nth}T{hour:02}:{minute:02}:{rest:02}",
            f"{year}{month}{nth}{hour:02}{minute:02}{rest:02}",
            f"{year}-{month}-{nth}\u3000{hour:02}：{minute:02}",
        ]
    )


#: Kind -> how it is made.
MADE = {"time_spelling": spelling, "time_missing": missing, "time_future": future, "time_before": before}
