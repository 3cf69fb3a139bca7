"""Counts by area, as the board keeps them; each knows the list that it opens (law 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from fangxian.access.reader import Reader
from fangxian.boards import queries as boards
from fangxian.web.language import say


@dataclass(frozen=True)
class Measure:
    """Something counted: its words, the list it opens, and whether much of it is a worry."""

    name: str
    zh: str
    en: str
    url: str
    filters: tuple[tuple[str, str], ...] = ()
    verb: str = "people.read"
    worry: bool = False

    def link(self, reader: Reader, area: str) -> str:
        """The list of what is counted in an area; empty for a reader who may not see it."""
        if not reader.can(self.verb) or (self.name == "key_groups" and reader.shows("groups") == "hidden"):
            return ""
        return f"{reverse(self.url)}?{urlencode([('area', area), *self.filters])}"

    def said(self) -> str:
        """What it is called."""
        return say(self.zh, self.en)


MEASURES = {
    one.name: one
    for one in (
        Measure("people", "人口", "People", "desk:people"),
        Measure("registered_here", "户籍在本区", "Registered here", "desk:people", (("kind", "registered_here"),)),
        Measure(
            "unregistered", "未登记户籍", "Not registered here", "desk:people", (("kind", "unregistered"),), worry=True
        ),
        Measure("away", "人户分离", "Registered, away", "desk:people", (("kind", "away"),), worry=True),
        Measure("key_groups", "重点人群", "Key groups", "desk:people", (("group", "any"),), worry=True),
        Measure("households", "户", "Households", "desk:households", verb="people.read"),
        Measure("dwellings", "户门", "Doors", "desk:dwellings", verb="places.read"),
        Measure("compounds", "小区", "Compounds", "desk:compounds", verb="places.read"),
        Measure("organisations", "法人", "Organisations", "desk:organisations", verb="organisations.read"),
    )
}
#: Those that the map may show, the first unless another is chosen.
ON_THE_MAP = ("people", "households", "unregistered", "away", "key_groups", "dwellings", "organisations")


def of(areas: Iterable[str]) -> dict[str, dict[str, int]]:
    """Area -> measure -> count. One query."""
    wanted = list(areas)
    found = boards.counts(list(MEASURES), wanted)
    return {area: {name: found.get((name, area), 0) for name in MEASURES} for area in wanted}
