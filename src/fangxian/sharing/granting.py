"""The owner's answer: granted as asked or narrower, or refused; by a second person who answers for the department that
owns the data (sharing.owning), with a reason."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fangxian import contracts
from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.contracts import Contract
from fangxian.ledger import actions as ledger
from fangxian.ledger.actions import SYSTEM
from fangxian.lib import clock
from fangxian.sharing import events, rules
from fangxian.sharing.faults import Decided, Wider
from fangxian.sharing.models import Decision, Grant, Request
from fangxian.sharing.owning import DECIDE, Offices


@transaction.atomic
def grant(
    *,
    request: int,
    why: str,
    by: Reader,
    fields: Mapping[str, str] | None = None,
    area: str = "",
    until: datetime | None = None,
) -> Grant:
    """Grants what was asked for, or less of it: fewer `fields`, or masked ones, a smaller `area`, an earlier end.

    Raises NotAllowed, NotTwoPeople, Decided; Wider for more than was asked for or than the one who decides may see;
    Unfit for a time that is over, and without a reason.
    """
    found = _to_decide(request, why, by)
    contract = contracts.load(found.dataset)
    rules.refuse_class(contract)
    given, end = dict(found.fields if fields is None else fields), until or found.until
    rules.refuse_wider(contract, found.fields, given, area=(found.area_code, area or found.area_code), by=by)
    if end > found.until:
        raise Wider(en="A grant may end before what was asked for, not after.", zh="批准截止时间不得晚于申请。")
    rules.refuse_time(found.since, end, contract, given, clock.now())
    return _granted(found, contract, given, area or found.area_code, end, by=by.account, why=why)


@transaction.atomic
def refuse(*, request: int, why: str, by: Reader) -> None:
    """Refuses it, with the reason. Raises NotAllowed, NotTwoPeople, Decided, Unfit without a reason."""
    found = _to_decide(request, why, by)
    Decision.objects.create(request=found, outcome=Decision.Outcome.REFUSED, by=by.account, why=why)
    record(events.REFUSED, found, by.account, asked_by=found.asked_by)


def grant_at_once(request: Request, contract: Contract, *, why: str) -> Grant:
    """Grants what nobody has to approve, within the caller's transaction; the caller has seen to it that it is such."""
    return _granted(request, contract, request.fields, request.area_code, request.until, by=SYSTEM, why=why)


def waiting(request: int) -> Request:
    """The request, held until the transaction ends. Raises Decided unless it waits."""
    found = Request.objects.select_for_update(of=("self",)).filter(pk=request, decision=None).first()
    if found is None:
        raise Decided(
            en="This was decided or taken back meanwhile: load the page again.", zh="该申请已处理或已撤回：请刷新页面。"
        )
    return found


def _to_decide(request: int, why: str, by: Reader) -> Request:
    found = waiting(request)
    if not Offices().answers(by, found):
        raise NotAllowed.of(DECIDE)
    refuse_unless_two(found.asked_by, by.account)
    rules.refuse_without_reason(why)
    return found


def _granted(
    request: Request, contract: Contract, fields: Mapping[str, str], area: str, until: datetime, *, by: str, why: str
) -> Grant:
    Decision.objects.create(request=request, outcome=Decision.Outcome.GRANTED, by=by, why=why)
    owner = contract.owner or contract.label
    made = Grant.objects.create(
        request=request, fields=dict(fields), area_code=area, since=request.since, until=until, owner=owner
    )
    record(events.GRANTED, request, by, asked_by=request.asked_by, fields=len(fields), area=area)
    return made


def record(kind: str, request: Request, by: str, **more: str | int) -> None:
    """Records an event of a request."""
    told = {"dataset": request.dataset, **more}
    ledger.record(kind=kind, subject_kind="sharing", subject=request.pk, by=by, payload=told)
