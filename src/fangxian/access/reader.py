"""Somebody who reads: their areas, what their roles let them see and do, and what for."""

from dataclasses import dataclass
from typing import Literal

#: How a field is shown.
Shown = Literal["whole", "masked", "hidden"]

#: What a field of a person is, for the masks: roles.toml says for each role how each kind is shown.
Kind = Literal["name", "number", "phone", "address", "born", "groups"]


#: Figures of the code of a district.
_DISTRICT = 6


@dataclass(frozen=True)
class Reader:
    """Made of an account's standing appointments to one role (access.queries.reader): who holds two acts in one at a
    time, so that what one area allows is not done in another's. Without an appointment, it sees nobody."""

    account: str
    areas: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    may: frozenset[str] = frozenset()
    sees: tuple[tuple[Kind, Shown], ...] = ()
    sensitivity: int = 0
    purpose: str = ""
    purposes: tuple[str, ...] = ()  # those it may choose from
    department: str = ""  # contracts/departments.toml; '' of none

    def can(self, verb: str) -> bool:
        """Whether one of the roles may do this ('people.search', 'people.export', 'outbreak.approve')."""
        return verb in self.may

    def shows(self, kind: Kind) -> Shown:
        """How a field of this kind is shown to the reader; hidden unless a role says otherwise."""
        return dict(self.sees).get(kind, "hidden")

    def covers(self, area: str) -> bool:
        """Whether an area lies in the reader's."""
        return any(area.startswith(prefix) for prefix in self.areas)

    def has_district(self) -> bool:
        """Whether all of a district is the reader's."""
        return any(len(area) <= _DISTRICT for area in self.areas)


#: Who is not signed in.
NOBODY = Reader("")

#: Whoever has the installation's shell, for the first accounts: it could read the database as it lies.
SHELL = Reader("shell", areas=("",), roles=("shell",), may=frozenset({"accounts.manage"}))
