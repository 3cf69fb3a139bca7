"""Unified social credit codes of organisations, one at a time: cleaned, checked, taken apart.

Source: GB 32100-2015 (法人和其他组织统一社会信用代码编码规则): a registering authority, a kind of organisation,
6 digits of division, the 9 characters of the organisation code (GB 11714-1997), one check character modulo 31. The
letters I, O, S, V and Z are not used. There is no set-based twin: organisations come by the thousand.
"""

import re
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: 3^0 .. 3^16 mod 31, for the first 17 characters; and the weights of the organisation code's first 8, mod 11.
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

#: Authorities that register: 1 organs and institutions, 5 civil affairs, 9 the market, N agriculture, Y others ...
_FORM = re.compile(rf"[1-9ANY][1-9][0-9]{{6}}[{ALPHABET}]{{10}}")
_WIDE = {code + 0xFEE0: code for code in b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}
_DROPPED = re.compile("[ \t\r\n\u00a0\u2000-\u200f\u2010-\u2015\u3000\ufeff'\"`‘’“”=_－-]+")
#: Letters that are not used, and the digits they were typed for.
_MISREAD = str.maketrans("IOZS", "1025")


@dataclass(frozen=True)
class Parts:
    """What a valid code says of its organisation."""

    authority: str
    kind: str
    division: str
    organisation: str

    @property
    def organisation_is_sound(self) -> bool:
        """Whether the organisation code's own check character is right: a few old ones are not."""
        values = [int(char, 36) for char in self.organisation[:8]]
        check = 11 - sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
        return self.organisation[8] == {10: "X", 11: "0"}.get(check, str(check))


def clean(text: str | None) -> str | None:
    """The code as it was meant, where nothing but spelling is amiss; None if nothing is written.

    >>> clean("9111 0000 6000 3734 1l")
    '91110000600037341L'
    """
    bare = _DROPPED.sub("", (text or "").translate(_WIDE)).upper()
    return bare.translate(_MISREAD) or None


def valid(cleaned: str | None) -> bool:
    """Whether it has the form of a code and its check character is right."""
    return cleaned is not None and _FORM.fullmatch(cleaned) is not None and cleaned[17] == check_character(cleaned)


def parts(cleaned: str | None) -> Parts | None:
    """What a code says, or None if it is not valid."""
    if cleaned is None or not valid(cleaned):
        return None
    return Parts(authority=cleaned[0], kind=cleaned[1], division=cleaned[2:8], organisation=cleaned[8:17])


def check_character(code: str) -> str:
    """The check character of the first 17 characters; raises ValueError for a character that is not used."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(code[:17], WEIGHTS, strict=True))
    return ALPHABET[-total % 31]
