"""An act that would change the codes of too many waits for a second person (law 11). Who carries it out keeps to this:
`runs.preview`. Refusing takes one person: it changes nothing.
"""

from collections.abc import Mapping

from django.db import transaction

from fangxian.access.faults import NotAllowed
from fangxian.access.queries import accounts
from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.healthcode import events
from fangxian.healthcode.faults import Settled
from fangxian.healthcode.models import Stop
from fangxian.ledger import actions as ledger
from fangxian.lib import clock

VERB = "codes.approve"


@transaction.atomic
def stopped(*, act: str, would: Mapping[str, int], by: str) -> Stop:
    """Keeps an act that was stopped, with what it would do ('people', and 'green>red' -> how many). One that waits
    already stays; one that would do more than was let through waits again."""
    made, new = Stop.objects.get_or_create(
        act=act, state__in=(Stop.State.WAITING, Stop.State.CONFIRMED), defaults={"would": dict(would), "asked_by": by}
    )
    if made.state == Stop.State.CONFIRMED:
        made.state, made.would, made.decided_by, made.decided_at = Stop.State.WAITING, dict(would), "", None
        made.save(update_fields=["state", "would", "decided_by", "decided_at"])
        new = True
    if new:
        _tell(events.STOPPED, made, by)
    return made


@transaction.atomic
def confirm(*, stop: int, by: Reader) -> Stop:
    """The second person's act: run again, it goes on. Raises NotAllowed, NotTwoPeople, Settled."""
    found = _waiting(stop, by)
    if accounts().filter(username=found.asked_by).exists():
        refuse_unless_two(found.asked_by, by.account)
    _decide(found, Stop.State.CONFIRMED, by)
    _tell(events.CONFIRMED, found, by.account, asked_by=found.asked_by)
    return found


@transaction.atomic
def refuse(*, stop: int, by: Reader) -> Stop:
    """The act does not go on. Raises NotAllowed, Settled."""
    found = _waiting(stop, by)
    _decide(found, Stop.State.REFUSED, by)
    _tell(events.STOP_REFUSED, found, by.account)
    return found


def may_go_on(act: str, would: Mapping[str, int]) -> bool:
    """Whether a second person let an act through that would do this, and no more than was shown to them."""
    found = Stop.objects.filter(act=act, state=Stop.State.CONFIRMED).first()
    return found is not None and would["people"] <= found.would["people"]


def done(act: str) -> None:
    """The act that was let through has been carried out. The act's own transaction."""
    Stop.objects.filter(act=act, state=Stop.State.CONFIRMED).update(state=Stop.State.DONE)


def _waiting(stop: int, by: Reader) -> Stop:
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    found = Stop.objects.select_for_update().filter(pk=stop, state=Stop.State.WAITING).first()
    if found is None:
        raise Settled.meanwhile()
    return found


def _decide(found: Stop, state: Stop.State, by: Reader) -> None:
    found.state, found.decided_by, found.decided_at = state, by.account, clock.now()
    found.save(update_fields=["state", "decided_by", "decided_at"])


def _tell(kind: str, found: Stop, by: str, **more: str) -> None:
    payload = {"people": found.would["people"], "stop": found.pk, **more}
    ledger.record(kind=kind, subject_kind="act", subject=found.act, by=by, payload=payload)
