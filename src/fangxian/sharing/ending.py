"""A grant ends: by the clock, by the owner's word, with its outbreak. Its key works no more; its files open no more.

The files of a grant lie under a key of their own (`key_name`): that is destroyed once the end is written. A crash in
between leaves it to `lapse`, which does what is left.
"""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.ledger import actions as ledger
from fangxian.ledger.actions import SYSTEM
from fangxian.lib import clock
from fangxian.sharing import events
from fangxian.sharing.faults import Decided
from fangxian.sharing.models import Grant
from fangxian.sharing.owning import DECIDE, ends
from fangxian.sharing.rules import refuse_without_reason


def key_name(grant: int) -> str:
    """The name of the key under which a grant's files lie."""
    return f"sharing/{grant}"


@transaction.atomic
def withdraw(*, grant: int, why: str, by: Reader) -> None:
    """Ends a grant now. Raises NotAllowed, Unfit without a reason, Decided where it has ended."""
    found = Grant.objects.select_for_update().select_related("request").filter(pk=grant).first()
    if found is None or not ends(by, found):
        raise NotAllowed.of(DECIDE)
    refuse_without_reason(why)
    if found.ended_at is not None:
        raise Decided(en="The grant has ended already.", zh="授权已经终止。")
    _end(found, Grant.Ended.WITHDRAWN, by=by.account, why=why)


def end_of_outbreak(outbreak: int, *, by: str) -> None:
    """Ends what was granted under an outbreak, within the caller's transaction."""
    for one in _open().filter(request__outbreak=outbreak):
        _end(one, Grant.Ended.OUTBREAK, by=by)


def lapse() -> int:
    """Ends the grants whose time is over, and destroys what keys of ended ones a crash has left; answers how many
    ended."""
    ended = 0
    for key in list(_open().filter(until__lte=clock.now()).values_list("pk", flat=True)):
        with transaction.atomic():
            found = _open().select_for_update().filter(pk=key).first()
            if found is not None:
                _end(found, Grant.Ended.OVER, by=SYSTEM)
                ended += 1
    for key in Grant.objects.exclude(ended_at=None).exclude(request__way="api").values_list("pk", flat=True):
        settings.KEYRING.destroy(key_name(key))
    return ended


def _open() -> "QuerySet[Grant]":
    return Grant.objects.filter(ended_at=None)


def _end(grant: Grant, ended: Grant.Ended, *, by: str, why: str = "") -> None:
    grant.ended_at, grant.ended_by, grant.ended, grant.ended_why, grant.key = clock.now(), by, ended, why, ""
    grant.save(update_fields=["ended_at", "ended_by", "ended", "ended_why", "key"])
    payload = {"ended": str(ended), "grant": grant.pk}
    ledger.record(kind=events.ENDED, subject_kind="sharing", subject=grant.request_id, by=by, payload=payload)
    transaction.on_commit(partial(settings.KEYRING.destroy, key_name(grant.pk)))
