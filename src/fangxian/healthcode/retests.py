"""A hold that ran out without its single re-test is over: somebody is asked to see to the test at once (law 13), unless
they are already."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import groupby

from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.queries import people_awaited
from fangxian.fieldwork.rules import RETEST, Line, Spec
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.registry.queries import whereabouts

_WHY, _COME = "retest_overdue", "retest_come"
#: What pools are held by: the end of a hold's source.
POOL = "/pool"
_DUE = timedelta(hours=2)


def overdue(lapsed: Collection[tuple[int, int, str]]) -> int:
    """Asks for the re-tests of those whose hold has just run out: (person, outbreak, source). Other sources are none of
    its. Answers how many tasks are new."""
    held = sorted((outbreak, source, person) for person, outbreak, source in lapsed if source.endswith(POOL))
    opened = 0
    for (outbreak, source), rows in groupby(held, key=lambda row: row[:2]):
        asked = people_awaited(outbreak, RETEST)
        specs = _specs([person for *_, person in rows if person not in asked])
        opened += fieldwork.open_tasks(specs, origin=asking(source), outbreak=outbreak, by=ledger.SYSTEM)
    return opened


def come(people: Collection[int], *, source: str) -> int:
    """Closes what is still asked for: the re-test is there."""
    return fieldwork.cancel(origin=asking(source), persons=people, reason=_COME, by=ledger.SYSTEM)


def _specs(people: Collection[int]) -> Iterator[Spec]:
    due = clock.now() + _DUE
    for person, where in sorted(whereabouts(people).items()):
        yield Spec(RETEST, str(person), where.area_code, where.dwelling, due, _WHY, {}, (Line(person),))


def asking(source: str) -> str:
    """Who asks for the re-tests of a source's pools, as tasks say it."""
    return f"codes/{source}"
