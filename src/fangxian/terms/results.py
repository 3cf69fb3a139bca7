"""What a laboratory's word for a result means, one at a time.

The words are in data/results.toml, for a district's officer to read and to add to. The set-based twin is
`fangxian.terms.sql.results`. A word counts only as a whole, so that no part of it can turn it round (未检出, 非阳性).
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OUTCOMES = ("negative", "positive", "suspect", "invalid", "pending")

#: Characters as people type them -> ASCII (before letters become small: engines do not agree on the small form of İ).
WIDE, FOLDED = "＋﹢－﹣−：İ", "++---:I"
#: Dropped wherever they stand. Marks of doubt (? and *) are not, nor are long dashes, which say "nothing here".
DROPPED = "[()（）\\[\\]【】「」“”\"'‘’＂＇=＝|。.．,，;； \u00a0\u3000\t\r\n\u200b\ufeff]+"


@dataclass(frozen=True)
class Words:
    """The known words and their outcomes: as written in data/results.toml, and folded; what may stand before a word."""

    written: dict[str, str]
    folded: dict[str, str]
    before: str


@cache
def words() -> Words:
    """The words of data/results.toml; raises ValueError if one has two meanings."""
    text = (Path(__file__).parent / "data" / "results.toml").read_text("utf-8")
    table = tomllib.loads(text)
    before = f"^(?:{'|'.join(_fold(word) for word in table['before'])})+(.)"
    written: dict[str, str] = {}
    folded: dict[str, str] = {}
    for meaning in OUTCOMES:
        for word in table[meaning]:
            written[word] = meaning
            if folded.setdefault(re.sub(before, r"\1", _fold(word)), meaning) != meaning:
                raise ValueError(f"data/results.toml: {word} has two meanings")
    return Words(written, folded, before)


def outcome(text: str | None) -> str:
    """'positive', 'negative', 'suspect', 'invalid' or 'pending'; nothing, and a word that is not known, is pending."""
    return _meaning(text) or "pending"


def unread(text: str | None) -> bool:
    """Whether there is a word that is not known: it has to be reported."""
    return _meaning(text) is None


def _meaning(text: str | None) -> str | None:
    folded = _fold(text or "")
    return words().folded.get(re.sub(words().before, r"\1", folded)) if folded else "pending"


def _fold(text: str) -> str:
    """A word without brackets, blanks, quotes and stops, in small letters and ASCII signs."""
    return re.sub(DROPPED, "", text.translate(_FOLDED).lower())


_FOLDED = str.maketrans(WIDE, FOLDED)
