"""How many people share a tube, one cell at a time.

The set-based twin is `fangxian.terms.sql.pooling`. One tube for one (单采), for 5, 10 or 20 (5混1, 10:1, 二十混一),
or for several without saying for how many (混采).
"""

import re
from functools import cache

from fangxian.terms import pool_rules as rules

_FOLDED = str.maketrans(rules.WIDE, rules.FOLDED)
_FIGURES = str.maketrans(rules.NUMERALS, rules.FIGURES)


def size(text: str | None) -> int | None:
    """1 to 100; 0 for a shared tube that does not say for how many; None for nothing, and for what is unknown."""
    written = _compiled(rules.DROPPED).sub("", (text or "").translate(_FOLDED).lower())
    for pattern, kept in rules.STEPS:
        written = _compiled(pattern).sub(kept, written)
    found = _compiled(rules.READ).search(written.translate(_FIGURES))
    return int(found[1]) if found else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("$", r"\Z"))
