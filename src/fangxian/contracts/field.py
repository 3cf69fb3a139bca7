"""One promised column, and the headings by which senders call it."""

from collections.abc import Mapping
from dataclasses import dataclass

#: Which heading stands for which field, as a person wrote it down; 'a|b' is the first of two that a file has, '' none.
Section = Mapping[str, str]
#: Both sides: 'residents' and 'results'.
HeaderMap = Mapping[str, Section]


@dataclass(frozen=True)
class Field:
    """`synonyms`: folded headings in ranks, best first; `stand_ins`: those among them that mean less."""

    name: str
    label: str
    required: bool
    classification: str
    synonyms: tuple[tuple[str, ...], ...]
    stand_ins: frozenset[str] = frozenset()
