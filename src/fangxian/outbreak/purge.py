"""The end of what was kept (law 4): rows and key are destroyed, and a certificate says so.

The key goes first: from then on, whatever copies there are, in backups too, are noise. A crash after that leaves an
outbreak that is closed, without a key, and not purged; run again, the purge destroys what is left and certifies it.
"""

import hashlib
import json
from datetime import UTC

from django.conf import settings
from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.outbreak import events, purging
from fangxian.outbreak.faults import NotAllowed, NotThatFar
from fangxian.outbreak.models import Certificate, Outbreak, PurgeRequest
from fangxian.outbreak.queries import key_name, purge_due

METHOD = "key destroyed; rows deleted; files removed"


@transaction.atomic
def ask(*, outbreak: int, by: Reader) -> PurgeRequest:
    """Asks for the purge of a closed outbreak whose retention is over; nothing is destroyed yet. Asked again, the
    first request stands. Raises NotThatFar, NotAllowed."""
    found = _due(outbreak, by)
    request, new = PurgeRequest.objects.get_or_create(outbreak=found, defaults={"by": by.account})
    if new:
        ledger.record(kind=events.PURGE_ASKED, subject_kind="outbreak", subject=str(found.pk), by=by.account)
    return request


def purge(*, outbreak: int, by: Reader) -> Certificate:
    """The witness's act: destroys everything kept under the outbreak, as another person has asked.

    Raises NotThatFar before its time or before anybody asked, NotAllowed, NotTwoPeople. On an outbreak that is purged
    it answers the certificate that is there.
    """
    done = Certificate.objects.filter(outbreak=outbreak).first()
    if done is not None:
        return done
    found = _due(outbreak, by)
    request = PurgeRequest.objects.filter(outbreak=found).first()
    if request is None:
        raise NotThatFar(
            en="Nobody has asked for this purge yet: one person asks, another confirms as the witness.",
            zh="尚无人提请销毁：须由一人提请、另一人见证确认。",
        )
    refuse_unless_two(request.by, by.account)
    settings.KEYRING.destroy(key_name(found.pk))
    return _destroy(found, by=request.by, witness=by.account)


def _due(outbreak: int, by: Reader) -> Outbreak:
    """The outbreak, if it is to be purged now and the reader may have a part in it."""
    found = Outbreak.objects.get(pk=outbreak)
    if not (by.can("outbreak.purge") and by.covers(found.area_code)):
        raise NotAllowed(
            en="Your appointment does not include the purge of this outbreak.",
            zh="您的任职不包含销毁该疫情数据的权限。",
        )
    due = purge_due(found)
    if found.state != Outbreak.State.CLOSED or due is None or clock.now() < due:
        raise NotThatFar(
            en="The purge is due when the outbreak is closed and its retention is over: not before.",
            zh="疫情结束且留存期满后方可销毁。",
        )
    return found


@transaction.atomic
def _destroy(outbreak: Outbreak, *, by: str, witness: str) -> Certificate:
    scope = {name: destroy(outbreak.pk).data() for name, destroy in sorted(purging.holders().items())}
    outbreak.state = Outbreak.State.PURGED
    outbreak.purged_at = clock.now()
    outbreak.save(update_fields=["state", "purged_at"])
    made = Certificate(outbreak=outbreak, by=by, witness=witness, scope=scope, method=METHOD)
    made.digest = digest(made)
    made.save()
    ledger.record(
        kind=events.PURGED,
        subject_kind="outbreak",
        subject=str(outbreak.pk),
        by=by,
        payload={"witness": witness, "digest": made.digest, "rows": sum(one["rows"] for one in scope.values())},
    )
    return made


def digest(certificate: Certificate) -> str:
    """SHA-256 (hex) of what a certificate says: printed on it, and kept in the ledger beside it."""
    said = {
        "outbreak": certificate.outbreak_id,
        "made_at": certificate.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "by": certificate.by,
        "witness": certificate.witness,
        "scope": certificate.scope,
        "method": certificate.method,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
