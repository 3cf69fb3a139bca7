"""How many people share a tube, one cell at a time.

The set-based twin is `fangxian.terms.sql.pooling`. One tube for one (单采), for 5, 10 or 20 (5混1, 10:1, 二十混一), or for
several without saying for how many (混采).
"""

import re
from functools import cache

from fangxian.terms import pool_rules as rules

_FOLDED = {ord(one): None for one in rules.WIDE} | {
    ord(one): ord(other) for one, other in zip(rules.WIDE, rules.FOLDED, strict=False)
}
_FIGURES = str.maketrans(rules.NUMERALS, rules.FIGURES)


def size(text: str | None) -> int | None:
    """1 to 100; 0 for a shared tube that does not say for how many; None for nothing, and for what is unknown."""
    folded = (text or "").translate(_FOLDED)
    if _compiled(rules.SINGLE).search(folded):
        return 1
    if _compiled(rules.UNSAID).search(folded):
        return 0
    found = _compiled(rules.SIZE).search(folded)
    if not found:
        return None
    number = found[1] or found[2]
    for pattern, kept in rules.NUMERAL_STEPS:
        number = _compiled(pattern).sub(kept, number)
    return int(number.translate(_FIGURES))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("$", r"\Z"))
