"""What the board counts, each with the list that it opens (law 9)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.boards import measures
from fangxian.registry import queries

#: Measures of what is no person -> the page of their list, and the verb that it takes.
LISTS = {
    "households": ("desk:households", "people.read"),
    "dwellings": ("desk:dwellings", "places.read"),
    "compounds": ("desk:compounds", "places.read"),
    "organisations": ("desk:organisations", "organisations.read"),
}
#: Those that call for somebody to act: they are drawn warm.
WORRIES = ("unregistered", "away", "verified_older", measures.GROUP)
#: What a map shows first.
FIRST = "present"


@dataclass(frozen=True)
class Measure:
    """Something counted: its words, and whether much of it calls for somebody."""

    name: str
    zh: str
    en: str

    @property
    def worry(self) -> bool:
        """Whether it is drawn warm."""
        return self.name.startswith(WORRIES)

    def link(self, reader: Reader, area: str) -> str:
        """The list of what is counted in an area; empty for a reader who may not see it."""
        url, verb = LISTS.get(self.name, ("desk:people", "people.read"))
        if not reader.can(verb):
            return ""
        asked = {"area": area} if self.name in LISTS else {"area": area, "measure": self.name}
        return f"{reverse(url)}?{urlencode(asked)}"


def of_people() -> list[Measure]:
    """Those that count people."""
    return [Measure(one.name, one.zh, one.en) for one in measures.OF_PEOPLE.values()]


def of_places() -> list[Measure]:
    """Those that count no people."""
    return [Measure(one.name, one.zh, one.en) for one in measures.OF_PLACES.values()]


def of_groups(reader: Reader) -> list[Measure]:
    """Those of the key groups that the reader may know of."""
    return [
        Measure(f"{measures.GROUP}{name}", group.zh, group.en)
        for name, group in queries.groups().items()
        if gate.sees_group(reader, group.sensitivity)
    ]


def every(reader: Reader) -> dict[str, Measure]:
    """Name -> measure, of all that the reader may know of."""
    return {one.name: one for one in (*of_people(), *of_places(), *of_groups(reader))}
