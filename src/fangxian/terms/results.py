"""What a laboratory's word for a result means, one at a time.

The words are in data/results.toml, for a district's officer to read and to add to. The set-based twin is
`fangxian.terms.sql.results`. A word counts only as a whole, so that no part of it can turn it round (未检出, 非阳性).
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

OUTCOMES = ("negative", "positive", "suspect", "invalid", "pending")

#: Characters as people type them -> ASCII small letters and signs; those without a partner are dropped. Marks of doubt
#: (? and *) stay, and so do long dashes, which say "nothing here".
WIDE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ＋﹢－﹣−：（）()[]【】「」“”\"'‘’＂＇=。.．,，;； \u00a0\u3000\t\r\n\u200b\ufeff"
FOLDED = "abcdefghijklmnopqrstuvwxyz++---:"


@dataclass(frozen=True)
class Words:
    """The known words, folded: each word's outcome, and a pattern of what may stand before one."""

    outcome: dict[str, str]
    before: str


@cache
def words() -> Words:
    """The words of data/results.toml; raises ValueError if one has two meanings."""
    text = resources.files("fangxian.terms").joinpath("data", "results.toml").read_text("utf-8")
    table = tomllib.loads(text)
    outcome: dict[str, str] = {}
    for meaning in OUTCOMES:
        for word in table[meaning]:
            if outcome.setdefault(fold(word), meaning) != meaning:
                raise ValueError(f"data/results.toml: {word} has two meanings")
    before = "|".join(re.escape(fold(word)).replace("\\-", "-") for word in table["before"])
    return Words(outcome, f"^(?:{before})+")


def fold(text: str) -> str:
    """A word without brackets, blanks, quotes and stops, in small ASCII letters and signs."""
    return text.translate(_table())


def outcome(text: str | None) -> str:
    """'positive', 'negative', 'suspect', 'invalid' or 'pending'; nothing, and a word that is not known, is pending."""
    return _meaning(text) or "pending"


def unread(text: str | None) -> bool:
    """Whether there is a word that is not known: it has to be reported."""
    return _meaning(text) is None


def _meaning(text: str | None) -> str | None:
    folded = fold(text or "")
    if not folded:
        return "pending"
    known = words()
    return known.outcome.get(folded) or known.outcome.get(re.sub(known.before, "", folded))


@cache
def _table() -> dict[int, int | None]:
    return {ord(one): ord(other) for one, other in zip(WIDE, FOLDED, strict=False)} | {
        ord(one): None for one in WIDE[len(FOLDED) :]
    }
