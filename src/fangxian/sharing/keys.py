"""A grant's key: shown once, kept as a digest, replaced by the next. Whoever has it may call, as the grant allows."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from fangxian import contracts
from fangxian.access.faults import NotAllowed
from fangxian.access.queries import standing
from fangxian.access.reader import Reader
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.sealing import CannotOpenError, Seal
from fangxian.sharing import events, rules
from fangxian.sharing.asking import VERB
from fangxian.sharing.faults import Decided, Unfit
from fangxian.sharing.models import Grant, Request, Use

#: fxs_<grant>_<256 bits>
_KEY = re.compile(r"fxs_([0-9]{1,9})_[A-Za-z0-9_-]{43}")
#: The name of the key that seals how far a caller has come.
_CURSORS = "sharing"
_MINUTE = timedelta(minutes=1)


@transaction.atomic
def make_key(*, grant: int, by: Reader) -> str:
    """Makes the key of a grant and answers it, this once; the one before works no more. Raises NotAllowed for whoever
    did not ask for the grant, Decided where it has ended, Unfit where it is not delivered by calls."""
    found = _mine(grant, by)
    if found.ended_at is not None or found.until <= clock.now():
        raise Decided(en="The grant has ended.", zh="授权已经终止。")
    if found.request.way != Request.Way.API:
        raise Unfit(en="The grant is delivered as files: it has no key.", zh="该授权以文件交付，没有密钥。")
    made = f"fxs_{grant}_{secrets.token_urlsafe(32)}"
    found.key, found.key_at = _digest(made), clock.now()
    found.save(update_fields=["key", "key_at"])
    payload = {"grant": grant}
    ledger.record(
        kind=events.KEY_MADE, subject_kind="sharing", subject=found.request_id, by=by.account, payload=payload
    )
    return made


@transaction.atomic
def drop_key(*, grant: int, by: Reader) -> None:
    """The key of a grant works no more, and the grant stands. Without one, nothing changes. Raises NotAllowed as
    `make_key`."""
    found = _mine(grant, by)
    if not found.key:
        return
    found.key, found.key_at = "", None
    found.save(update_fields=["key", "key_at"])
    about = found.request_id
    ledger.record(
        kind=events.KEY_DROPPED, subject_kind="sharing", subject=about, by=by.account, payload={"grant": grant}
    )


def admitted(key: str, *, grant: int) -> Grant:
    """The grant that a key opens now. Raises TurnedAway."""
    if not key:
        raise rules.turned_away("no_key", grant)
    said = _KEY.fullmatch(key)
    found = Grant.objects.select_related("request").filter(pk=int(said[1])).first() if said else None
    if found is None or found.pk != grant:
        raise rules.turned_away("wrong_key")
    if found.ended_at is None and not hmac.compare_digest(found.key, _digest(key)):
        raise rules.turned_away("wrong_key", grant)
    refuse_ended(found)
    if found.request.way != Request.Way.API:
        raise rules.turned_away("another_way", grant)
    calls = found.uses.filter(how=Use.How.CALL, at__gt=clock.now() - _MINUTE).count()
    if calls >= rules.limits().calls_a_minute:
        raise rules.turned_away("too_many", grant)
    return found


def refuse_ended(grant: Grant) -> None:
    """Raises TurnedAway before a grant's time and after it, whether its end is written down yet or not; while nobody in
    office answers for it; and once its contract lets nobody have the dataset any more."""
    if grant.ended_at is not None:
        raise rules.turned_away(grant.ended, grant.pk)
    if grant.until <= clock.now():
        raise rules.turned_away("over", grant.pk)
    if grant.since > clock.now():
        raise rules.turned_away("not_yet", grant.pk)
    if not rules.is_shared(contracts.load(grant.request.dataset)):
        raise rules.turned_away("not_shared", grant.pk)
    if not standing(grant.request.asked_by):
        raise rules.turned_away("nobody", grant.pk)


def cursor(grant: Grant, after: str) -> str:
    """How far a caller has come, for them to bring back: sealed, so that it tells nobody's key, and of this grant."""
    return base64.urlsafe_b64encode(_seal(grant).close(after)).decode().rstrip("=") if after else ""


def come_to(grant: Grant, cursor: str) -> str:
    """What `cursor` was made of. Raises TurnedAway for one that is not this grant's."""
    try:
        return _seal(grant).open(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))) if cursor else ""
    except (CannotOpenError, ValueError, binascii.Error):
        raise rules.turned_away("bad_request", grant.pk) from None


def _mine(grant: int, by: Reader) -> Grant:
    """A grant of what somebody asked for, held until the transaction ends. Raises NotAllowed for another's."""
    found = Grant.objects.select_for_update(of=("self",)).select_related("request").filter(pk=grant).first()
    if found is None or found.request.asked_by != by.account:
        raise NotAllowed.of(VERB)
    return found


def _seal(grant: Grant) -> Seal:
    return Seal(settings.KEYRING.create(_CURSORS), f"sharing.cursor.{grant.pk}")


def _digest(key: str) -> str:
    # 256 bits drawn by chance: nobody finds them by trying, so that a quick digest serves.
    return hashlib.sha256(key.encode()).hexdigest()
