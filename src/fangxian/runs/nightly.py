"""What is done each night, whoever is awake: the audit sealed, searches ended, events delivered, boards rebuilt."""

from collections.abc import Callable
from dataclasses import dataclass

from fangxian.access import actions as access
from fangxian.boards import actions as boards
from fangxian.catalogue import actions as catalogue
from fangxian.exchange import turns
from fangxian.ledger import actions as ledger

#: Told of each step as it begins.
Say = Callable[[str], None]


@dataclass(frozen=True)
class Night:
    """What a night did."""

    searches: int
    delivered: int
    failed: int
    sealed: int


def nightly(*, by: str = ledger.SYSTEM, say: Say = lambda _: None) -> Night:
    """Does the night's work; run again, or broken off and run again, it does what is left."""
    with turns.turn(), catalogue.job("nightly", by=by) as run:

        def tell(step: str) -> None:
            catalogue.step(run, step)
            say(step)

        tell("searches")
        searches = access.settle_idle()
        tell("outbox")
        delivered = failed = 0
        while (brought := ledger.deliver()).done:
            delivered, failed = delivered + brought.done, failed + brought.failed
        tell("boards")
        # Every night, changed or not: days have passed since each record was verified.
        boards.rebuild()
        # Last, so that what the night itself noted is sealed with it.
        tell("seal")
        sealed = 0
        while found := ledger.seal():
            sealed += found
    return Night(searches, delivered, failed + brought.failed, sealed)
