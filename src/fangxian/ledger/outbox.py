"""Bringing events to those who listen later: at least once, each in a transaction of its own, again after a failure."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from fangxian.ledger import listeners
from fangxian.ledger.models import Event, OutboxItem
from fangxian.ledger.rules import wait_after
from fangxian.lib import clock
from fangxian.lib.fault import Fault


class Delivered(NamedTuple):
    """How many were brought, and how many will be tried again."""

    done: int
    failed: int


def deliver(limit: int = 100) -> Delivered:
    """Brings what is due, the longest waiting first. What fails waits longer each time, and says why."""
    due = OutboxItem.objects.filter(delivered_at__isnull=True, due_at__lte=clock.now())
    done = failed = 0
    for key in list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit]):
        went = _bring(key)
        done += went is True
        failed += went is False
    return Delivered(done, failed)


def clear_delivered(*, before: datetime, stride: int = 10_000) -> int:
    """Removes the notes of what was delivered before a moment; answers how many. The events stay."""
    removed = 0
    old = OutboxItem.objects.filter(delivered_at__lt=before).order_by("pk").values_list("pk", flat=True)
    # A stride at a time: on SQLite a deletion keeps the writers waiting.
    while keys := list(old[:stride]):
        removed += OutboxItem.objects.filter(pk__gte=keys[0], pk__lte=keys[-1], delivered_at__lt=before).delete()[0]
    return removed


@transaction.atomic
def _bring(key: int) -> bool | None:
    """True brought, False failed, None where somebody else has it in hand."""
    waiting = OutboxItem.objects.select_for_update(skip_locked=True).filter(pk=key, delivered_at__isnull=True)
    item = waiting.first()
    if item is None:
        return None
    try:
        with transaction.atomic():
            _hand_over(item)
    except Exception as error:
        item.attempts += 1
        item.trouble = _trouble(error)
        item.due_at = clock.now() + wait_after(item.attempts)
        item.save(update_fields=["attempts", "trouble", "due_at"])
        return False
    item.delivered_at, item.trouble = clock.now(), ""
    item.save(update_fields=["delivered_at", "trouble"])
    return True


def _hand_over(item: OutboxItem) -> None:
    event = Event.objects.get(pk=item.event)
    listener = listeners.named(event.kind, item.listener)
    if listener is None:
        raise Fault(
            en=f"Nobody called {item.listener} listens to {event.kind} any more: bring it back, or retire it.",
            zh=f"没有名为 {item.listener} 的监听者接收 {event.kind}：请恢复该监听者，或将其注销。",
        )
    listener.handle(event)


def _trouble(error: Exception) -> str:
    """What went wrong, without what was in hand: a fault's sentence, or the kind of an error and where it arose."""
    if isinstance(error, Fault):
        return error.en[:200]
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_qualname}:{place.tb_lineno}" if place else ""
    return f"{type(error).__name__} in {where}"[:200]
