"""Other documents than the resident identity card, one at a time: what kind, and one key for its spellings.

The set-based twin is `fangxian.terms.sql.documents`. Source: the National Immigration Administration (国家移民管理局)
on the numbering of ordinary passports (E, G, D, S, P and 8 figures; since 2017 E and a second letter with 7), of the
permits of residents of Hong Kong and Macau (H or M, 8 figures, 2 for the issue) and Taiwan (8 figures, 2 for the
issue), and of the foreigners' permanent residence card (3 letters and 12 figures; since 2023 18, beginning with 9).
"""

import re
from typing import Literal

Kind = Literal["passport", "hk_macau_permit", "taiwan_permit", "permanent_residence", "foreign_passport"]

#: The first pattern that a cleaned number fits gives its kind.
KINDS: dict[Kind, str] = {
    "hk_macau_permit": "^[HM][0-9]{8}([0-9]{2})?$",
    "taiwan_permit": "^([0-9]{8}|[0-9]{10}|T[0-9]{8})$",
    "permanent_residence": "^[A-Z]{3}[0-9]{12}$",
    "passport": "^([EGDSPK][0-9]{8}|E[A-HJ-NP-Z][0-9]{7})$",
    "foreign_passport": "^([A-Z][A-Z0-9]{5,10}[0-9]|[0-9]{9})$",
}
#: The kinds whose last two figures count the issues of one person's document.
ISSUED: tuple[Kind, ...] = ("hk_macau_permit", "taiwan_permit")


def kind(cleaned: str | None) -> Kind | None:
    """What document a cleaned number (`resident_id.clean`) is of, or None if of none that is known."""
    if cleaned is None:
        return None
    return next((kind for kind, pattern in KINDS.items() if re.search(pattern, cleaned)), None)


def key(cleaned: str | None) -> str | None:
    """One text for all issues of a person's document, or None if it is none.

    >>> key("H1234567802")
    'H12345678'
    """
    found = kind(cleaned)
    if found is None or cleaned is None:
        return None
    return cleaned[:-2] if found in ISSUED and len(cleaned) in (10, 11) else cleaned
