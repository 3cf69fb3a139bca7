"""Text in both languages side by side (the page's switch shows one), and numbers as both languages write them."""

from html import escape
from typing import NamedTuple


class Said(NamedTuple):
    """The same thing in Chinese and in English, as plain text."""

    zh: str
    en: str


def both(zh: str, en: str) -> str:
    """Plain text in two languages, as HTML; the page shows one of them."""
    if zh == en:
        return escape(zh)
    return f'<span class="zh">{escape(zh)}</span><span class="en" lang="en">{escape(en)}</span>'


def said(pair: Said) -> str:
    """`both` for a pair."""
    return both(pair.zh, pair.en)


def paragraph(zh: str, en: str, kind: str = "") -> str:
    """A paragraph in two languages; `kind` is its class."""
    return f"<p{f' class="{kind}"' if kind else ''}>{both(zh, en)}</p>"


def number(count: int) -> str:
    """A count, with thousands set off: 197,000."""
    return f"{count:,}"


def percent(part: int, whole: int) -> str:
    """A share with one decimal. Only all is 100 % and only none is 0 %: doubt is never rounded away.

    >>> percent(1999, 2000), percent(2000, 2000), percent(1, 197000), percent(0, 5), percent(0, 0)
    ('99.9%', '100%', '<0.1%', '0%', '–')
    """
    if not whole:
        return "–"
    if part in (0, whole):
        return "0%" if part == 0 else "100%"
    tenths = round(part * 1000 / whole)
    return "<0.1%" if tenths == 0 else f"{min(tenths, 999) / 10:.1f}%"


def width(part: float, whole: float) -> str:
    """A share as a length: '93.41%'; what is there at all can be seen."""
    if not whole or not part:
        return "0%"
    return f"{max(part / whole * 100, 0.15):.2f}%"
