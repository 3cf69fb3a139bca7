"""How people and programs write dates and times, for the scalar form and the set-based one alike.

A text becomes `yyyy-m-d h:m:s` by STEPS, each a pattern and what takes its place; whatever has not that form in the end
was no date. Sources: GB/T 7408.1-2023 (ISO 8601-1) for what programs write; spreadsheets count days from 1899-12-30.
"""

#: To 2999, so that a mistyped year (2122) is a time to come, which can be said, and not an unread one.
_YEAR, _TWO = "(?:19|2[0-9])[0-9]{2}", "[0-9]{1,2}"
_HOUR, _SIXTY = "(?:[01]?[0-9]|2[0-3])", "[0-5]?[0-9]"
_MONTH, _OVER_TWELVE = "(?:0?[1-9]|1[0-2])", "(?:1[3-9]|2[0-9]|3[01])"

#: What both engines and Python read alike, and nothing else: years 1900 to 2999, no hour 24, no second 60.
READABLE = f"^{_YEAR}-{_TWO}-{_TWO}(?: {_HOUR}:{_SIXTY}(?::{_SIXTY}(?:[.][0-9]{{1,9}})?)?)?$"

#: Of what is not READABLE the most usual: its few signs are replaced one by one, far cheaper than a translation.
SWIFT = f"^{_YEAR}(?:-{_TWO}-{_TWO}T|/{_TWO}/{_TWO}[ T]|年{_TWO}月{_TWO}日 ?){_HOUR}:{_SIXTY}(?::{_SIXTY})?$"

#: The forms of most files, read without STEPS: translated character by character, rid of what is left at the end.
COMMON = (
    f"^{_YEAR}(?:年{_TWO}月{_TWO}日 ?|(?:/{_TWO}/{_TWO}|-{_TWO}-{_TWO}|[.]{_TWO}[.]{_TWO})(?:[ T]|$))"
    f"(?:{_HOUR}[:：时点]{_SIXTY}(?:[:：分]{_SIXTY}秒?|分)?)?$"
)
COMMON_FROM, COMMON_TO = "/.年月日T：时点分秒", "----  :::::"
COMMON_END = ": "

#: 20220909 and 20220909081500: cut by position.
PACKED_DAY, PACKED_TIME = f"^{_YEAR}[0-9]{{4}}$", f"^{_YEAR}[0-9]{{10}}$"
#: The shortest text that STEPS could read.
SHORTEST = 8

#: A spreadsheet's count of days, with the time as a fraction. As a time only what a test can have: 1990 to 2099. As a
#: date from 1908 on (below lie years written alone: 1985).
SERIAL_TIME, SERIAL_DATE = "^[0-9]{5}(?:[.][0-9]{1,15})?$", "^[0-9]{4,5}(?:[.][0-9]{1,15})?$"
FIRST_TIME, FIRST_DATE, LAST = 32874, 3000, 73050
EPOCH = "1899-12-30"

#: Characters as people type them -> ASCII (after capital letters). Then a hyphen in dates, a colon in times, a blank
#: between the two.
WIDE = "０１２３４５６７８９：．／－–—−‐點號（）ＡＰＭＺＴ　\u00a0\u2002\u2003\u2009\u202f\t\r\n"
FOLDED = "0123456789:./-----点号()APMZT" + " " * 9
SIGNS, SIGNIFIED = "/年月日号T时点分", "---   :::"

_QUOTES = "\"'`´‘’“”＂＇=\u200b-\u200f\u2060\ufeff"
#: What programs write, in a zone or not: 2022-09-09T08:15:00.123Z. The last sign says whether it is UTC.
ZONED = f"^{_YEAR}-[0-9]{{2}}-[0-9]{{2}}[T ]{_HOUR}:[0-9]{{2}}:[0-9]{{2}}(?:[.][0-9]{{1,9}})?(?:Z|[+]0[08]:?00)$"
BEFORE_ZONE, OURS = "^[^Z+]+", "[+]08:?00$"

_UTC = "(?:Z|[+]00:?(?:00)?)"
#: In this zone a time is HOURS_BEHIND ours. Times of any other zone than ours stay unread.
UTC, HOURS_BEHIND = f"{_UTC}[ {_QUOTES}]*$", 8

_AM, _PM, _EVENING, _NOON = "上午|凌晨|清晨|早上|早晨|A[.]?M[.]?", "下午|午后|P[.]?M[.]?", "晚上|晚间|傍晚", "中午"
_MORNING_HOURS, _AFTERNOON_HOURS = "(?:0?[0-9]|1[01])", "(?:0?[1-9]|1[01])"


def _hours(word: str, hours: str) -> str:
    """A word before the time, or after it, and the hours for which this says what it means."""
    return f"(?:{word}) *{hours} *:|(?:^|[^0-9:]){hours} *:[0-9:. 半]*(?:{word})"


#: Words for a half of the day, and what they say of the hour written with them: twelve more, twelve less, as it stands;
#: for any other hour nothing certain.
MAYBE_HALF_OR_ZONE = "[午凌清早晚傍PpＰｐAaＡａZzＺｚ+＋]"
HALF = f"{_AM}|{_PM}|{_EVENING}|{_NOON}"
TWELVE_MORE = "|".join(
    [_hours(_PM, _AFTERNOON_HOURS), _hours(_EVENING, "(?:0?[4-9]|1[01])"), _hours(_NOON, "(?:0?[12])")]
)
TWELVE_LESS = _hours(_AM, "12")
AS_IT_STANDS = "|".join(
    [
        _hours(_AM, _MORNING_HOURS),
        _hours(_PM, "(?:1[2-9]|2[0-3])"),
        _hours(_EVENING, "(?:1[6-9]|2[0-3])"),
        _hours(_NOON, "(?:1[1-3])"),
    ]
)

_SAME = "|".join(f"0?{n}-0?{n}" for n in range(1, 13))

STEPS: tuple[tuple[str, str], ...] = (
    # Quotes, days of the week (日 is a blank by now), the sign of seconds; at the ends blanks, a float's tail,
    # and a zone that has been taken down.
    (
        f"[{_QUOTES}]+|[(]?(?:星期|礼拜|周)[一二三四五六天 ][)]?|[秒整]|^ +"
        f"|(?:[.]0+)? *(?:{_UTC}|[+]0?8:?(?:00)?)?[ {_QUOTES}]*$",
        "",
    ),
    (HALF, " "),
    (":半", ":30"),
    (" *([-:]) *", r"\1"),
    ("^([0-9]+)[.]([0-9]+)[.]([0-9]+)", r"\1-\2-\3"),
    # Day, month, year: only where nobody can mistake one for the other.
    (f"^({_OVER_TWELVE})-({_MONTH})-({_YEAR})", r"\3-\2-\1"),
    (f"^({_MONTH}-{_OVER_TWELVE}|{_SAME})-({_YEAR})", r"\2-\1"),
    # Without anything between: 20220909, 081500.
    (f"^({_YEAR})([0-9]{{2}})([0-9]{{2}})", r"\1-\2-\3 "),
    (" +", " "),
    (" ([0-9]{2})([0-9]{2})([0-9]{2})?([.][0-9]+)?$", r" \1:\2:\3\4"),
    (f"( {_TWO}):$", r"\1:0"),
    ("[: ]+$", ""),
)
