"""After repeated failures a name is locked for a while, whether anybody is called so or not.

It is the name that is locked, in the database and by the one clock, so that it holds for all of a site's processes.
"""

from datetime import datetime, timedelta

from django.db import transaction

from fangxian.access.accounts import may_manage, not_oneself
from fangxian.access.models import Account, SignInTrouble
from fangxian.access.reader import Reader
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault

#: So many failures lock a name, first for so long; each further so many for twice as long, up to a day.
FAILURES, FIRST, LONGEST = 5, timedelta(minutes=15), timedelta(hours=24)

#: Failures are forgotten after this long without another.
FORGOTTEN = timedelta(hours=24)


class Locked(Fault):
    """Too many failures: not before a certain time."""

    def __init__(self, until: datetime) -> None:
        at = until.astimezone(clock.LOCAL)
        super().__init__(
            en=f"Too many failures: this name is locked until {at:%H:%M on %d %B}. "
            "Try again then, or ask an administrator to unlock it.",
            zh=f"失败次数过多，该账号已锁定至{at.month}月{at.day}日{at:%H:%M}。请届时再试，或联系系统管理员解锁。",
        )
        self.until = until


def refuse_locked(name: str) -> None:
    """Raises Locked while a name is locked."""
    found = SignInTrouble.objects.filter(name=_folded(name), locked_until__gt=clock.now()).first()
    if found is not None and found.locked_until is not None:
        raise Locked(found.locked_until)


@transaction.atomic
def failed(name: str) -> None:
    """One more failure: of a password, or of a code."""
    now, folded = clock.now(), _folded(name)
    SignInTrouble.objects.filter(last_at__lte=now - FORGOTTEN).delete()
    SignInTrouble.objects.get_or_create(name=folded)
    found = SignInTrouble.objects.select_for_update().get(name=folded)
    found.failures, found.last_at = found.failures + 1, now
    if found.failures % FAILURES == 0:
        found.locked_until = now + wait(found.failures)
    found.save()
    # A name that is nobody's may be a password in the wrong box: it is not written down.
    account = Account.objects.filter(username=folded).values_list("username", flat=True).first()
    ledger.note(
        action="account.refused",
        by=account or "somebody",
        subject_kind="account",
        subject=account or "",
        failures=found.failures,
        locked=found.failures % FAILURES == 0,
    )


def succeeded(name: str) -> None:
    """Signed in, code and all: what failed before is forgotten."""
    SignInTrouble.objects.filter(name=_folded(name)).delete()


def unlock(*, account: str, by: Reader) -> None:
    """An administrator lets somebody else try again; a name that is not locked stays as it is."""
    may_manage(by)
    not_oneself(account, by)
    with transaction.atomic():
        succeeded(account)
        ledger.note(action="accounts.unlock", by=by.account, subject_kind="account", subject=account)


def wait(failures: int) -> timedelta:
    """For how long a name is locked after so many failures."""
    return min(FIRST * (1 << min(failures // FAILURES - 1, 10)), LONGEST)


def _folded(name: str) -> str:
    return name.strip().lower()[:64]
