"""A contract in memory: the fields a sender promised, and the headings by which each is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fangxian.contracts.headings import fold

#: Which heading stands for which field, as a person wrote it down; 'a|b' is the first of two that a file has, '' none.
Section = Mapping[str, str]
#: Both sides: 'residents' and 'results'.
HeaderMap = Mapping[str, Section]


@dataclass(frozen=True)
class Field:
    """One promised column. `synonyms`: folded headings in ranks, best first; `stand_ins`: those that mean less."""

    name: str
    label: str
    required: bool
    classification: str
    synonyms: tuple[tuple[str, ...], ...]
    stand_ins: frozenset[str] = frozenset()

    def rank(self, heading: str) -> int | None:
        """How good a folded heading is for this field (0 is best), or None."""
        return next((rank for rank, equals in enumerate(self.synonyms) if heading in equals), None)


@dataclass(frozen=True)
class Contract:
    """One dataset's contract. `any_of`: of each group at least one field must be there."""

    name: str
    version: str
    label: str
    fields: tuple[Field, ...]
    any_of: tuple[tuple[str, ...], ...] = ()
    minimum_rows: int = 0
    document: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def headings(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Folded heading -> ((field, rank), ...)."""
        known: dict[str, list[tuple[str, int]]] = {}
        for one in self.fields:
            for rank, equals in enumerate(one.synonyms):
                for heading in equals:
                    known.setdefault(heading, []).append((one.name, rank))
        return {heading: tuple(pairs) for heading, pairs in known.items()}

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the contract has none."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def named(self, header: Sequence[str], mapping: Section | None = None) -> set[str]:
        """The fields that a row of cells would name if it were the header."""
        section = mapping or {}
        wanted = {fold(heading): name for name, headings in section.items() for heading in headings.split("|")}
        keys = {fold(cell) for cell in header}
        mapped = {wanted[key] for key in keys & wanted.keys()}
        return mapped.union(*({name for name, _ in self.headings.get(key, ())} for key in keys))

    def missing(self, fields: Mapping[str, int] | set[str]) -> list[tuple[str, ...]]:
        """What is promised and not there: each entry is a group of fields of which one would do."""
        lacking = [(one.name,) for one in self.fields if one.required and one.name not in fields]
        return lacking + [group for group in self.any_of if not any(name in fields for name in group)]

    def recognise(self, header: Sequence[str], mapping: Section | None = None, *, file: str = "") -> dict[str, int]:
        """Field -> 0-based column of `header`; raises a Fault that names `file` if the promise is broken."""
        from fangxian.contracts.recognition import recognise

        return recognise(self, header, mapping, file=file)
