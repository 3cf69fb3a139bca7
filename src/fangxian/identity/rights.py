"""Who may say who is who: one verb, in one's own areas."""

from datetime import datetime, timedelta

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.queries import known_to

#: What one may do who says whose a row is.
VERB = "links.review"
#: Until so long after, whoever decided something takes it back.
_WITHIN = timedelta(hours=24)


def allowed(by: Reader) -> None:
    """Raises NotAllowed for who may not."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)


def covers(by: Reader, *people: int) -> None:
    """Raises NotHere for people outside the reader's areas."""
    if known_to(by, people) != set(people):
        raise NotHere.of("person")


def refuse_another(decided: tuple[str, datetime] | None, by: Reader) -> None:
    """Raises a Fault unless the reader decided it (by whom, when), and within a day."""
    if decided is None or decided[0] != by.account or clock.now() - decided[1] > _WITHIN:
        raise Fault(en="Only whoever decided this takes it back, within a day.", zh="只有核定人本人可在一天内撤回。")
