"""What a department's own data ask of its stewards: requests that wait for them, who takes of the data, and what is
late, dirty or contradicted of them. Of a department that has nobody in office, the headquarters is told."""

from dataclasses import dataclass

from fangxian.access.reader import Reader
from fangxian.apps.desk import dataset_users
from fangxian.apps.desk.dataset_users import User
from fangxian.apps.desk.quality import Line, held_at, lines_of
from fangxian.apps.desk.told import VERB, Told
from fangxian.contracts import departments
from fangxian.sharing import queries as sharing
from fangxian.web import launcher
from fangxian.web.departments import department

#: Of so many days is what was found at doors.
_DAYS = "30"


@dataclass(frozen=True)
class Ours:
    """`name`: the department, '' for the headquarters; `waiting`: requests that the reader may answer, and the address
    of their list; `users`: whose grants of the data are in force; `lines`: what is amiss, as the board of quality says
    it, with what was found at doors in so many `days`; `held_at`: where held rows are listed."""

    name: str
    waiting: int
    requests: str
    users: list[User]
    lines: list[Line]
    held_at: str
    days: str = _DAYS


def ours(reader: Reader) -> Ours | None:
    """What stands on a reader's home; None for whoever answers for no data, and where nothing is to be said."""
    owned = departments.owned_by(reader.department) if reader.can(sharing.DECIDE) else ()
    if not reader.can(VERB) or not (owned or reader.can(sharing.STAND_IN)):
        return None
    told = Told()
    lines = lines_of(reader, _DAYS, told)[0]
    found = Ours(
        department(reader.department) if owned else "",
        sharing.requests(reader, "waiting", ours=True).count(),
        launcher.address(reader, "requests"),
        dataset_users.users(reader, owned) or [],
        [one for one in lines if told.is_for(reader, one.row.contract) and one.is_amiss],
        held_at(reader),
    )
    return found if owned or found.waiting or found.lines else None
