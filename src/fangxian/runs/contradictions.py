"""What sources say of somebody, held against what stands, once that has changed: by the minute, and of everybody."""

from django.db import transaction

from fangxian.exchange import contradictions, turns
from fangxian.registry import contradicting


def waits() -> bool:
    """Whether somebody changed since."""
    return contradicting.waits()


def settle() -> int:
    """Settles whoever waits; answers how many. Raises turns.Taken beside a load, which settles them itself."""
    with turns.turn(), transaction.atomic():
        return contradictions.settle_waiting()


def rebuild() -> int:
    """Settles everybody anew; answers how many words do not stand. Raises turns.Taken."""
    with turns.turn(), transaction.atomic():
        return contradictions.rebuild()
