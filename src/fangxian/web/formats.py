"""Numbers and times as both languages read them: 197,000 · 2022-09-09 · 2022-09-09 18:05 (local time)."""

from datetime import date, datetime, timedelta

from fangxian.lib import clock
from fangxian.web.language import say

NONE = "–"
#: Seconds of a unit of time, and what it is called.
_UNITS = ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute"))


def count(number: int | None) -> str:
    """A count with thousands set off; a dash where there is none.

    >>> count(197000), count(None), count(0)
    ('197,000', '–', '0')
    """
    return NONE if number is None else f"{number:,}"


def percent(part: int | None, whole: int | None) -> str:
    """A share with one decimal; only all is 100 % and only none is 0 %.

    >>> percent(1999, 2000), percent(2000, 2000), percent(1, 197000), percent(0, 5), percent(0, 0)
    ('99.9%', '100%', '<0.1%', '0%', '–')
    """
    if not whole or part is None:
        return NONE
    if part in (0, whole):
        return "0%" if part == 0 else "100%"
    tenths = round(part * 1000 / whole)
    return "<0.1%" if tenths == 0 else f"{min(tenths, 999) / 10:.1f}%"


def day(moment: date | datetime | None) -> str:
    """A day, local."""
    if moment is None:
        return NONE
    return f"{moment.astimezone(clock.LOCAL) if isinstance(moment, datetime) else moment:%Y-%m-%d}"


def moment(at: datetime | None) -> str:
    """A moment to the minute, local."""
    return NONE if at is None else f"{at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"


def until(at: datetime | None) -> str:
    """A moment by which something is over; midnight is the end of the day before: 2022-09-09 24:00."""
    if at is None:
        return NONE
    last, hour = end_of(at)
    return f"{last:%Y-%m-%d} {hour}"


def end_of(at: datetime) -> tuple[date, str]:
    """The local day and hour by which something is over: midnight is 24:00 of the day before."""
    local = at.astimezone(clock.LOCAL)
    if local.hour or local.minute:
        return local.date(), f"{local:%H:%M}"
    return local.date() - timedelta(days=1), "24:00"


def ago(at: datetime | None) -> str:
    """How long ago, in the largest unit that says it: 3 天前, 2 hours ago."""
    if at is None:
        return NONE
    lasted = clock.now() - at
    if lasted < timedelta(minutes=1):
        return say("刚刚", "just now")
    return say(f"{span(lasted)}前", f"{span(lasted)} ago")


def span(lasted: timedelta) -> str:
    """How long, in whole ones of the largest unit that says it: 3 天, 2 hours; less than a minute is 0 minutes."""
    seconds = max(0, int(lasted.total_seconds()))
    size, zh, en = next((unit for unit in _UNITS if seconds >= unit[0]), _UNITS[-1])
    many = seconds // size
    return say(f"{many} {zh}", f"{many} {en}{'' if many == 1 else 's'}")


def years(born: date | None) -> int | None:
    """An age in whole years today."""
    if born is None:
        return None
    today = clock.now().date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
