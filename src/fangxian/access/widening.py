"""What widens somebody's rights to the whole district, or to a role that keeps watch, takes two: an administrator asks,
somebody independent of them approves. Each is one act, audited."""

from datetime import datetime

from django.db import transaction

from fangxian.access import accounts, invitations
from fangxian.access.faults import AccountFault, NotAllowed, TakesTwo
from fangxian.access.models import Appointment, Widening
from fangxian.access.reader import Reader
from fangxian.access.roles import roles
from fangxian.access.two_people import NotTwoPeople, refuse_unless_independent
from fangxian.ledger import actions as ledger


@transaction.atomic
def ask_to_appoint(
    *, account: str, role: str, area: str, by: Reader, until: datetime | None = None
) -> Appointment | Widening:
    """Appoints where one person may, and otherwise asks for it. Raises as `appoint`; the same again changes nothing."""
    accounts.refuse_unfit(account, role, area, by, until)
    if not roles()[role].takes_two(area):
        return accounts.hold(account=account, role=role, area=area, until=until, by=by.account)
    same = accounts.held_already(account, role, area, until)
    return same or _asked(account, Widening.Act.APPOINT, by, role, area, until)


@transaction.atomic
def ask_to_reset_factor(*, account: str, by: Reader) -> Widening | None:
    """Takes the second factor away where one person may (None), and otherwise asks for it. Raises NotAllowed,
    AccountFault."""
    if not accounts.takes_two(account):
        accounts.reset_second_factor(account=account, by=by)
        return None
    accounts.may_manage(by)
    accounts.not_oneself(account, by)
    return _asked(account, Widening.Act.RESET_FACTOR, by)


@transaction.atomic
def ask_for_department(*, account: str, department: str, by: Reader) -> Widening | None:
    """Says for which department somebody works where one person may (None), and otherwise asks for it: whose data they
    decide about hangs on it. What was asked for before and waits is replaced. Raises as `set_department`."""
    try:
        accounts.set_department(account=account, department=department, by=by)
    except TakesTwo:
        found = Widening.objects.filter(account__username=account, act=Widening.Act.DEPARTMENT).first()
        if found is not None and found.department != department:
            withdraw(widening=found.pk, by=by)
        return _asked(account, Widening.Act.DEPARTMENT, by, department=department)
    return None


@transaction.atomic
def approve(*, widening: int, by: Reader) -> None:
    """The second person's act: what was asked for happens. Raises NotAllowed, NotTwoPeople, AccountFault."""
    if not by.can("accounts.approve"):
        raise NotAllowed.of("accounts.approve")
    found = _found(widening)
    name = found.account.username
    if found.area and not by.covers(found.area):
        raise NotAllowed.of("accounts.approve")
    refuse_unless_independent(found.asked_by, by.account)
    if name == by.account:
        raise NotTwoPeople(
            en="This concerns your own account: somebody else has to approve it.",
            zh="此事项涉及本人账号：须由另一人批准。",
        )
    found.delete()
    if found.act == Widening.Act.APPOINT:
        invitations.open_to_two(found.account, by=by.account)
        accounts.hold(
            account=name, role=found.role, area=found.area, until=found.until, by=by.account, asked_by=found.asked_by
        )
    elif found.act == Widening.Act.DEPARTMENT:
        accounts.put_in_department(account=name, department=found.department, by=by.account, asked_by=found.asked_by)
    else:
        accounts.drop_second_factor(account=name, by=by.account, asked_by=found.asked_by)
    _noted("accounts.approve", found, by, asked_by=found.asked_by)


@transaction.atomic
def withdraw(*, widening: int, by: Reader) -> None:
    """Takes back what was asked for, or refuses it; it leaves its entries, and no row."""
    if not (by.can("accounts.manage") or by.can("accounts.approve")):
        raise NotAllowed.of("accounts.approve")
    found = _found(widening)
    if found.area and not by.covers(found.area):
        raise NotAllowed.of("accounts.approve")
    found.delete()
    _noted("accounts.withdraw", found, by, asked_by=found.asked_by)


def _asked(
    account: str,
    act: Widening.Act,
    by: Reader,
    role: str = "",
    area: str = "",
    until: datetime | None = None,
    department: str = "",
) -> Widening:
    found, is_new = Widening.objects.get_or_create(
        account=accounts.open_account(account),
        act=act,
        role=role,
        area=area,
        defaults={"until": until, "department": department, "asked_by": by.account},
    )
    if is_new:
        _noted("accounts.ask", found, by)
    return found


def _found(widening: int) -> Widening:
    found = Widening.objects.select_for_update(of=("self",)).select_related("account").filter(pk=widening).first()
    if found is None:
        raise AccountFault(
            en="This was approved or withdrawn meanwhile: load the page again.",
            zh="该事项已批准或已撤回：请刷新页面。",
        )
    return found


def _noted(action: str, about: Widening, by: Reader, **details: str) -> None:
    if about.act == Widening.Act.DEPARTMENT:
        details["department"] = about.department
    ledger.note(
        action=action,
        by=by.account,
        subject_kind="account",
        subject=about.account.username,
        act=str(about.act),
        role=about.role,
        area=about.area,
        **details,
    )
