"""Dates and times, one at a time, as people and programs write them.

The set-based twin is `fangxian.terms.sql.dates`. Times are those of a clock on the wall (UTC+8), without zone.
Sources: see `date_rules`.
"""

import datetime
import re
from functools import cache

from fangxian.terms import date_rules as rules

_FOLDED = str.maketrans(rules.WIDE, rules.FOLDED)
_SIGNIFIED = str.maketrans(rules.SIGNS, rules.SIGNIFIED)
_EPOCH = datetime.datetime.fromisoformat(rules.EPOCH)


def timestamp(text: str | None) -> datetime.datetime | None:
    """A time as somebody wrote it, or None where nothing, or nothing plain, is written (03/04/2022, 22-9-9, 2022-2-30).

    A date alone is its midnight. A time that says UTC is brought to UTC+8; one of another zone is not read.
    """
    if text is None:
        return None
    if _compiled(rules.SERIAL_TIME).search(text):
        return _serial(text, rules.FIRST_TIME)
    return _written(text)


def date(text: str | None) -> datetime.date | None:
    """A date as somebody wrote it, or None where nothing, or nothing plain, is written; of a time its day."""
    if text is None:
        return None
    if _compiled(rules.SERIAL_DATE).search(text):
        found = _serial(text.partition(".")[0], rules.FIRST_DATE)
    else:
        found = _written(text)
    return found.date() if found else None


def _serial(text: str, first: int) -> datetime.datetime | None:
    """A spreadsheet's count of days, to the nearest second."""
    days, _, fraction = text.partition(".")
    if not first <= int(days) <= rules.LAST:
        return None
    seconds = int(float(f"0.{fraction or 0}") * 86400.0 + 0.5)
    return _EPOCH + datetime.timedelta(days=int(days), seconds=seconds)


def _written(text: str) -> datetime.datetime | None:
    if len(text) < rules.SHORTEST:
        return None
    folded = text.translate(_FOLDED).upper().translate(_SIGNIFIED)
    half = _half(folded)
    written = folded
    for pattern, kept in rules.STEPS:
        written = _compiled(pattern).sub(kept, written)
    if half is None or not _compiled(rules.READABLE).search(written):
        return None
    day, _, time = written.partition(" ")
    year, month, of_month = map(int, day.split("-"))
    hour, minute, second = [*(time or "0").split(":"), "0", "0"][:3]
    whole, _, fraction = second.partition(".")
    try:
        local = datetime.datetime(
            year, month, of_month, int(hour), int(minute), int(whole), int(fraction[:6].ljust(6, "0"))
        )
    except ValueError:  # no such day
        return None
    behind = rules.HOURS_BEHIND if _compiled(rules.UTC).search(folded) else 0
    return local + datetime.timedelta(hours=half + behind)


def _half(folded: str) -> int | None:
    """What the word for a half of the day adds to the hour; None if that is not certain."""
    if not _compiled(rules.HALF).search(folded):
        return 0
    meanings = ((rules.TWELVE_MORE, 12), (rules.TWELVE_LESS, -12), (rules.AS_IT_STANDS, 0))
    return next((hours for pattern, hours in meanings if _compiled(pattern).search(folded)), None)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("$", r"\Z"))
