"""One promised column, and the headings by which senders call it."""

from collections.abc import Mapping
from dataclasses import dataclass

#: Which heading stands for which field, as a person wrote it down; 'a|b' is the first of two that a file has, '' none.
Section = Mapping[str, str]
#: The sections of a map: 'residents', 'results', and every other contract by its name.
HeaderMap = Mapping[str, Section]


@dataclass(frozen=True)
class Field:
    """`label` is the heading that people read in sentences; `synonyms` are folded headings in ranks, best first.

    `term` says how a cell is read (docs/contracts.md), `rules` for which reasons a row is held because of it
    (reasons.toml), `values` a category's codes, each with its words as the contract writes them.
    """

    name: str
    label: str
    required: bool
    classification: str
    synonyms: tuple[tuple[str, ...], ...]
    term: str = "text"
    rules: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
