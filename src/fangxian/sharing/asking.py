"""Asking for fields of a dataset, and taking that back. What is shared unconditionally is granted at once."""

from dataclasses import asdict

from django.db import transaction

from fangxian import contracts
from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.contracts import library
from fangxian.lib import clock
from fangxian.outbreak.queries import active
from fangxian.sharing import events, granting, rules
from fangxian.sharing.faults import Unfit
from fangxian.sharing.models import Decision, Request
from fangxian.sharing.rules import Asked

VERB = "sharing.ask"
#: What is said of a grant that nobody had to approve.
AT_ONCE = "无条件共享，即时批准"


@transaction.atomic
def ask(*, asked: Asked, by: Reader) -> Request:
    """Asks; answers the request, granted at once where nobody has to approve it. The same again, while it waits, is the
    one that waits. Raises NotAllowed, and Unfit for what nobody can be granted."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    contract = _contract(asked.dataset)
    rules.refuse_unfit(asked, contract, by, clock.now())
    _refuse_other_outbreak(asked)
    said = asdict(asked) | {"fields": dict(asked.fields), "asked_by": by.account}
    said["outbreak_id"] = said.pop("outbreak")
    waiting = Request.objects.filter(**said, decision=None).first()
    if waiting is not None:
        return waiting
    made = Request.objects.create(**said, department=by.department)
    granting.record(events.ASKED, made, by.account, fields=len(asked.fields), area=asked.area_code)
    if rules.at_once(contract, asked.fields):
        granting.grant_at_once(made, contract, why=AT_ONCE)
    return made


@transaction.atomic
def take_back(*, request: int, by: Reader) -> None:
    """The one who asked asks no more. Raises NotAllowed, and Decided where somebody has decided."""
    found = granting.waiting(request)
    if found.asked_by != by.account:
        raise NotAllowed.of(VERB)
    Decision.objects.create(request=found, outcome=Decision.Outcome.TAKEN_BACK, by=by.account, why="")
    granting.record(events.TAKEN_BACK, found, by.account)


def _contract(dataset: str) -> contracts.Contract:
    if dataset not in library.every():
        raise Unfit(en=f"There is no dataset {dataset}.", zh=f"没有数据集 {dataset}。")
    return contracts.load(dataset)


def _refuse_other_outbreak(asked: Asked) -> None:
    """Raises Unfit for an outbreak that is not in force in the area, or of which the dataset is not."""
    known = {one.pk for one in active(asked.area_code)} if rules.under_outbreak(asked.dataset) else {None}
    if asked.outbreak not in known:
        raise Unfit(
            en="That outbreak is not in force in this area, or keeps no such data.",
            zh="该疫情在此区划未生效，或不留存此类数据。",
        )
