"""A search while typing is one reading, not one a key press: what it has shown is gathered, and noted once it ends.

It ends when somebody is opened, when another begins, when the searcher leaves, or after half a minute of silence. What
was typed is never kept, only how many letters; the gathered rows lie in the database, so that a crash loses none.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from fangxian.access.faults import NotAllowed
from fangxian.access.models import PendingSearch
from fangxian.access.reader import Reader
from fangxian.access.watch import people_were_noted
from fangxian.ledger import actions as ledger
from fangxian.lib import clock

SILENCE = timedelta(seconds=30)


@transaction.atomic
def note_search(reader: Reader, kind: str, letters: int, shown: Iterable[object]) -> None:
    """Called on each key press, with the keys of the people that are about to be shown.

    kind     by what is looked for: name, initials, address, number, phone, tail
    letters  how many stand in the box now; fewer than the time before with none shown in common is another search

    Raises NotAllowed.
    """
    if not reader.can("people.search"):
        raise NotAllowed.of("people.search")
    people_were_noted()
    seen = [str(one) for one in shown]
    now = clock.now()
    pending = _pending(reader.account)
    if pending is not None and _is_another(pending, kind, letters, seen):
        _settle(pending)
        pending = None
    while pending is None:
        # Two key presses may be answered at once: whichever comes first begins it, the other goes on with it.
        begun = PendingSearch(account=reader.account, kind=kind, began_at=now, last_at=now)
        PendingSearch.objects.bulk_create([begun], ignore_conflicts=True)
        pending = _pending(reader.account)
    known = set(pending.shown)
    pending.shown = [*pending.shown, *(one for one in seen if one not in known)]
    pending.letters = max(pending.letters, letters)
    pending.purpose, pending.role, pending.last_at = reader.purpose, ",".join(reader.roles), now
    pending.save()


def settle_search(account: Reader | str, opened: object = "") -> None:
    """Ends the account's search, if there is one; `opened` is the key of the person that it led to."""
    name = account if isinstance(account, str) else account.account
    # Most pages are opened without one: they need no lock, and no transaction.
    if not PendingSearch.objects.filter(account=name).exists():
        return
    with transaction.atomic():
        pending = _pending(name)
        if pending is not None:
            _settle(pending, opened)


def settle_idle() -> int:
    """Ends the searches that have been silent for half a minute; answers how many. Called every minute, and nightly."""
    silent = PendingSearch.objects.filter(last_at__lte=clock.now() - SILENCE)
    settled = 0
    for key in list(silent.values_list("pk", flat=True)):
        with transaction.atomic():
            # Somebody may have typed on, or opened one, since.
            pending = silent.select_for_update().filter(pk=key).first()
            if pending is not None:
                _settle(pending)
                settled += 1
    return settled


def _pending(account: str) -> PendingSearch | None:
    """The account's search, which nobody else changes until the transaction ends."""
    return PendingSearch.objects.select_for_update().filter(account=account).first()


def _is_another(pending: PendingSearch, kind: str, letters: int, seen: list[str]) -> bool:
    begun_anew = letters < pending.letters and not set(seen) & set(pending.shown)
    return pending.kind != kind or begun_anew or clock.now() - pending.last_at >= SILENCE


def _settle(pending: PendingSearch, opened: object = "") -> None:
    ledger.note(
        action="people.search",
        by=pending.account,
        subject_kind="person",
        purpose=pending.purpose,
        shown=pending.shown,
        role=pending.role,
        kind=pending.kind,
        letters=pending.letters,
        opened=str(opened),
    )
    pending.delete()
