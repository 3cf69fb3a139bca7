"""Who answers for shared data: whoever may decide for the department that owns the dataset, in all of the area that is
asked for. Where nobody does, the headquarters stands in, and whoever asked is told so."""

from collections.abc import Iterable, Iterator
from functools import cache

from fangxian import contracts
from fangxian.access import two_people
from fangxian.access.queries import in_office
from fangxian.access.reader import Reader
from fangxian.contracts import departments
from fangxian.lib.fault import Fault
from fangxian.sharing.models import Grant, Request

#: To answer for one's department; to answer where it has nobody who could.
DECIDE, STAND_IN = "sharing.decide", "sharing.stand_in"


class Offices:
    """Who is in office, looked up once for many requests."""

    def __init__(self) -> None:
        self._held = in_office(DECIDE)
        self._are_two = cache(two_people.are_two)

    def answerers(self, request: Request) -> Iterator[str]:
        """The accounts of the owner's department that may decide one now; none of them: the headquarters stands in.
        Nobody who asked for it, or who is not independent of whoever did (law 3)."""
        owner = _owner(request.dataset)
        able = (name for one, name, area in self._held if one == owner and request.area_code.startswith(area))
        return (name for name in dict.fromkeys(able) if self._are_two(request.asked_by, name))

    def answers(self, reader: Reader, request: Request) -> bool:
        """Whether somebody may answer it, as far as their department and area go."""
        if not reader.covers(request.area_code):
            return False
        return _owns(reader, request.dataset) or (reader.can(STAND_IN) and not any(self.answerers(request)))

    def of(self, reader: Reader, requests: Iterable[Request]) -> list[int]:
        """The keys of those that are a reader's to answer, or were."""
        return [one.pk for one in requests if self.answers(reader, one)]


def ends(reader: Reader, grant: Grant) -> bool:
    """Whether somebody may end a grant: its owner, and the headquarters always, since stopping what leaves the house
    must not wait for whoever is away."""
    return reader.covers(grant.area_code) and (reader.can(STAND_IN) or _owns(reader, grant.request.dataset))


def _owns(reader: Reader, dataset: str) -> bool:
    owner = _owner(dataset)
    return bool(owner) and reader.can(DECIDE) and reader.department == owner


def _owner(dataset: str) -> str:
    """The department that owns a dataset; '' too where its contract is gone or cannot be read."""
    try:
        return departments.owner_of(contracts.load(dataset))
    except (KeyError, Fault):
        return ""
