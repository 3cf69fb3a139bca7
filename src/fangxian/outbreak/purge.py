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
from fangxian.outbreak.models import Certificate, Outbreak
from fangxian.outbreak.queries import key_name, purge_due

METHOD = "key destroyed; rows deleted; files removed"


def purge(*, outbreak: int, by: Reader, witness: str) -> Certificate:
    """Destroys everything kept under a closed outbreak after its retention. Two people: who does it, and a witness.

    Raises NotThatFar before its time, NotAllowed, NotTwoPeople. On an outbreak already purged it answers the
    certificate that is there.
    """
    found = Outbreak.objects.get(pk=outbreak)
    if found.state == Outbreak.State.PURGED:
        return Certificate.objects.get(outbreak=found)
    if not (by.can("outbreak.purge") and by.covers(found.area_code)):
        raise NotAllowed(
            en="Your appointment does not include the purge of this outbreak.",
            zh="您的任职不包含销毁该疫情数据的权限。",
        )
    refuse_unless_two(by.account, witness)
    due = purge_due(found)
    if due is None or clock.now() < due:
        raise NotThatFar(
            en="The purge is due when the outbreak is closed and its retention is over: not before.",
            zh="疫情结束且留存期满后方可销毁。",
        )
    settings.KEYRING.destroy(key_name(found.pk))
    return _destroy(found, by=by.account, witness=witness)


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
