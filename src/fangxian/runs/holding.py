"""Holds that have ended without a re-test: nobody is held longer, and somebody is asked to see to it (law 13)."""

from fangxian.boards import coverage
from fangxian.ledger.actions import SYSTEM
from fangxian.runs import tasks
from fangxian.screening import queries


def ended() -> int:
    """Asks for those of every round whose hold has ended without a re-test; answers how many tasks are new. Said again,
    it asks for nobody twice a day (law 7)."""
    opened = 0
    for found in queries.with_lapsed_holds():
        opened += tasks.lapsed(found, by=SYSTEM)
        # Who is held no longer is counted as such, and each number opens a list of its length (law 9). It stays so.
        if coverage.counted(found.pk, found.area_code, queries.LAPSED) != queries.lapsed(found.pk):
            coverage.count(found.pk)
    return opened
