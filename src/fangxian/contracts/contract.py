"""A contract in memory: the fields a sender promised, and what a file must have to keep the promise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from fangxian.contracts.field import Field, Section
from fangxian.contracts.headings import fold
from fangxian.contracts.recognition import columns_of, no_column

#: May it be shared between departments? 无条件共享, 有条件共享, 不予共享 (政务数据共享条例).
SHARING = ("unconditional", "conditional", "not_shared")
#: Of what several sources may say different things: the fields of a person, and the kinds of home.
BELIEVED = ("name", "sex", "born", "number", "phone", "lives", "registered")


@dataclass(frozen=True)
class Contract:
    """One dataset's contract. `any_of`: of each group at least one field must be there.

    `side` is the section of a map that speaks of this dataset ('residents', 'results', else its name). `key`: the
    fields (or 'number', a person's number or document) of which two rows with the same are one row. `owner` is who
    answers for it, `sharing` one of SHARING, `every_hours` how often it promises to send; `under_outbreak`: it is
    collected while an outbreak is in force, and kept under its key alone. `believed`: what of somebody
    (BELIEVED) -> how much its word counts, 1 to 100; `fresh_for`: for how many days after somebody last stood by it.
    """

    name: str
    side: str
    version: str
    label: str
    fields: tuple[Field, ...]
    any_of: tuple[tuple[str, ...], ...] = ()
    minimum_rows: int = 0
    key: tuple[str, ...] = ()
    owner: str = ""
    sharing: str = ""
    every_hours: int | None = None
    under_outbreak: bool = False
    believed: Mapping[str, int] = field(default_factory=dict, hash=False)
    fresh_for: Mapping[str, int] = field(default_factory=dict, hash=False)

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the contract has none."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def named(self, header: Sequence[str], mapping: Section | None = None) -> set[str]:
        """The fields that a row of cells would name if it were the header."""
        keys = {fold(cell) for cell in header}
        mapped = {
            name for name, wanted in (mapping or {}).items() if keys & set(map(fold, filter(None, wanted.split("|"))))
        }
        return mapped.union(*(self._headings.get(key, ()) for key in keys))

    def missing(self, fields: Collection[str], mapping: Section | None = None) -> list[tuple[str, ...]]:
        """What is promised and not there: each entry is a group of fields of which one would do.

        A person may let a sender off a required field with an empty heading in the map, but not off a whole group.
        """
        let_off = {name for name, wanted in (mapping or {}).items() if not wanted}
        required = [(one.name,) for one in self.fields if one.required and one.name not in let_off]
        return [group for group in (*required, *self.any_of) if not any(name in fields for name in group)]

    def recognise(self, header: Sequence[str], mapping: Section | None = None, *, file: str = "") -> dict[str, int]:
        """Field -> 0-based column of `header`; raises a Fault that names `file` if the promise is broken."""
        columns = columns_of(self.fields, header, mapping or {}, file=file, side=self.side)
        for group in self.missing(columns, mapping):
            raise no_column([self.field(name) for name in group], header, file=file, side=self.side)
        return columns

    @cached_property
    def _headings(self) -> Mapping[str, set[str]]:
        """Folded heading -> the fields that go by it."""
        known: dict[str, set[str]] = {}
        for one in self.fields:
            for heading in (heading for equals in one.synonyms for heading in equals):
                known.setdefault(heading, set()).add(one.name)
        return known
