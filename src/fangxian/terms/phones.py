"""Phone numbers, one at a time: one integer for the many spellings of a number.

The set-based twin is `fangxian.terms.sql.phones`. Sources: see `phone_rules`.
"""

import re
from functools import cache

from fangxian.terms import phone_rules as rules

_FOLDED = str.maketrans(rules.WIDE, rules.FOLDED)
_MOBILES = range(13_000_000_000, 20_000_000_000)


def key(text: str | None) -> int | None:
    """The first number of a cell as an integer, or None if there is none that a person could be rung at.

    A mobile is its eleven digits; any other number has its country code before it (86 451 86512345, 852 91234567), so
    that no two kinds collide. A mobile goes before a landline: it is a person's own.
    """
    if text is None or len(text) < rules.SHORTEST:
        return None
    folded = text.translate(_FOLDED)
    for pattern, kept in rules.STEPS:
        folded = _compiled(pattern).sub(kept, folded)
    if mobile := _digits(folded, rules.MOBILE):
        return int(mobile)
    if neighbour := _digits(folded, rules.NEIGHBOUR):
        return int(_compiled(rules.TRUNK).sub("886", neighbour))
    landline = _digits(folded, rules.LANDLINE)
    return int(rules.COUNTRY + landline) if landline else None


def text(key: int) -> str:
    """A key as people write it: 13812345678, 0451-86512345, +852-91234567."""
    digits = str(key)
    if key in _MOBILES:
        return digits
    if not digits.startswith(rules.COUNTRY):
        return f"+{digits[:3]}-{digits[3:]}"
    area = 2 if digits[2] in "12" else 3
    return f"0{digits[2 : 2 + area]}-{digits[2 + area :]}"


def masked(key: int) -> str:
    """A key for a list that others see: 138****5678; of other numbers the last four digits are hidden."""
    written = text(key)
    return f"{written[:3]}****{written[7:]}" if key in _MOBILES else f"{written[:-4]}****"


def _digits(folded: str, pattern: str) -> str:
    found = _compiled(pattern).search(folded)
    return found[1].replace("-", "") if found else ""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("$", r"\Z"))
