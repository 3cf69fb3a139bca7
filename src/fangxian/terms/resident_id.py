"""Resident identity numbers, one at a time: cleaned, checked, taken apart, repaired.

The set-based twin is `fangxian.terms.sql.resident_id`. Source: see `id_rules`.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fangxian.terms import id_rules as rules

How = Literal["digit", "swap", "missing", "extra"]

_TYPED = str.maketrans(rules.WIDE, rules.PLAIN)
_LETTERS = str.maketrans(rules.LETTERS, rules.DIGITS)


@dataclass(frozen=True)
class Parts:
    """What a valid number says of its bearer."""

    division: str
    born: datetime.date
    sex: Literal["1", "2"]  # GB/T 2261.1: 1 male, 2 female


def clean(text: str | None) -> str | None:
    """The number as it was meant, where nothing but spelling is amiss; None if there is none.

    >>> clean("２３０１０８ 19900307 663x")
    '23010819900307663X'
    >>> clean("2.30108E+17")
    '2.30108E+17'
    """
    if text is None or re.search(rules.WHOLE, text):
        return text
    bare = re.sub(rules.DROPPED, "", text.translate(_TYPED).upper())
    if not re.search(rules.EXPONENT, bare):
        bare = re.sub(rules.POINT_ZERO, "", bare)
    if found := re.search(rules.WITHIN, bare):
        bare = found[1]
    elif re.search(rules.STARRED, bare):
        bare = bare[:17] + "X"
    elif re.search(rules.MISTYPED, bare):
        bare = bare.translate(_LETTERS)
    return None if not re.search("[0-9]", bare) or re.search(rules.PLACEHOLDER, bare) else bare


def key(cleaned: str | None) -> int | None:
    """First 17 digits * 11 + check value (X is 10), if the check character is right and the birth date a date."""
    if cleaned is None or not re.search(rules.WHOLE, cleaned):
        return None
    head, check = int(cleaned[:17]), 10 if cleaned[17] == "X" else int(cleaned[17])
    return head * 11 + check if check_value(head) == check and _dated(head) else None


def upgraded(cleaned: str | None) -> int | None:
    """The key of the 18 characters that a 15-digit number became in 1999."""
    if cleaned is None or not re.search(rules.LEGACY, cleaned):
        return None
    head = int(f"{cleaned[:6]}19{cleaned[6:]}")
    return head * 11 + check_value(head) if _dated(head) else None


def prefix(cleaned: str | None) -> str | None:
    """The leading digits that survive in a number which a spreadsheet turned into a float, or None if it is not one.

    The last figure shown of a float is rounded, so it is left out, except of six: the division's code, which is
    followed by a year that begins with 1 or 2 and so was rounded down. A valid number may end in three zeros too.

    >>> prefix("2.30108E+17"), prefix("230108199003070000")
    ('230108', '230108199003070')
    """
    if cleaned is None:
        return None
    if re.search(rules.EXPONENT, cleaned) and cleaned.endswith("17"):
        figures = cleaned.split("E")[0].replace(".", "")
        return figures[:15] if len(figures) > 15 else figures if len(figures) == 6 else figures[:-1]
    return cleaned[:15] if re.search("^[1-9][0-9]{14}000$", cleaned) else None


def text(key: int) -> str:
    """The 18 characters of a key."""
    return f"{key // 11}{'X' if key % 11 == 10 else key % 11}"


def parts(key: int) -> Parts:
    """Division code, birth date and sex of a key."""
    head = key // 11
    return Parts(str(head)[:6], birth_date(key), "1" if head % 2 else "2")


def birth_date(key: int) -> datetime.date:
    """The birth date of a key."""
    day = key // 11 // 1000 % 100_000_000
    return datetime.date(day // 10_000, day // 100 % 100, day % 100)


def sex(key: int) -> Literal["1", "2"]:
    """'1' male, '2' female (GB/T 2261.1)."""
    return "1" if key // 11 % 2 else "2"


def masked(cleaned: str) -> str:
    """As it may be shown: the division and the last four stay, what tells the birth date does not."""
    return cleaned[:6] + "*" * max(0, len(cleaned) - 10) + cleaned[-4:] if len(cleaned) > 10 else "*" * len(cleaned)


def check_value(head: int) -> int:
    """The check value (0..10) that belongs to 17 digits."""
    weighted = sum(weight * int(digit) for weight, digit in zip(rules.WEIGHTS, f"{head:017d}", strict=True))
    return (1 - weighted) % 11


def repairs(cleaned: str) -> dict[int, How]:
    """Keys of the valid numbers that one slip away from `cleaned` lie, with the slip.

    One wrong figure, two neighbours swapped, one figure missing, one too many. Empty for a valid number: MOD 11-2
    catches each of these slips, so no valid number lies one slip from another.
    """
    if key(cleaned) is not None:
        return {}
    found: dict[int, How] = {}
    for candidate, how in _slips(cleaned):
        reached = key(candidate)
        if reached is not None and (reached not in found or how < found[reached]):
            found[reached] = how
    return found


def _slips(said: str) -> Iterator[tuple[str, How]]:
    figures = "0123456789"
    plain = re.search("^[0-9]+[0-9X]$", said) is not None
    if len(said) == 18 and plain:
        for place in range(18):
            yield from ((said[:place] + figure + said[place + 1 :], "digit") for figure in figures + "X")
        for place in range(17):
            yield said[:place] + said[place + 1] + said[place] + said[place + 2 :], "swap"
    elif len(said) == 18 and (odd := re.search("^([0-9]*)[^0-9][0-9]*[0-9X]?$", said)):
        place = len(odd[1])
        yield from ((said[:place] + figure + said[place + 1 :], "digit") for figure in figures + "X")
    elif len(said) == 17 and plain:
        for place in range(18):
            yield from ((said[:place] + figure + said[place:], "missing") for figure in figures + "X")
    elif len(said) == 19 and plain:
        for place in range(19):
            yield said[:place] + said[place + 1 :], "extra"


@cache
def _days(year: int, month: int) -> int:
    return 29 if month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0) else _DAYS[month - 1]


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _dated(head: int) -> bool:
    year, month, day = head // 10_000_000 % 10_000, head // 100_000 % 100, head // 1000 % 100
    known = rules.FIRST_YEAR <= year <= rules.LAST_YEAR and 1 <= month <= 12
    return known and 1 <= day <= _days(year, month)
