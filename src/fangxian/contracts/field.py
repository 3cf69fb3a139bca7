"""One promised column, and the headings by which senders call it."""

from collections.abc import Mapping
from dataclasses import dataclass

#: Which heading stands for which field, as a person wrote it down; 'a|b' is the first of two that a file has, '' none.
Section = Mapping[str, str]
#: Both sides: 'residents' and 'results'.
HeaderMap = Mapping[str, Section]


@dataclass(frozen=True)
class Field:
    """`label` is the heading that people read in sentences; `synonyms` are folded headings in ranks, best first."""

    name: str
    label: str
    required: bool
    classification: str
    synonyms: tuple[tuple[str, ...], ...]
