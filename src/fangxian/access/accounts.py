"""Accounts and appointments: made, given, ended. Each is one act, audited; nobody appoints themselves."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from fangxian.access import codes
from fangxian.access.faults import AccountFault, NotAllowed, TakesTwo
from fangxian.access.models import Account, Appointment, Widening
from fangxian.access.reader import SHELL, Reader
from fangxian.access.roles import LEVELS, roles
from fangxian.contracts.departments import departments
from fangxian.ledger import actions as ledger
from fangxian.lib import clock

#: Latin letters, so that no account can be called by somebody's phone or number.
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
#: Names that the ledger uses for those who have no account.
_RESERVED = {"shell", "system", "somebody", "demo"}

#: What the pages speak.
LANGUAGES = ("zh", "en")


class NewAccount(NamedTuple):
    """An account, and the code with which its owner chooses a password (empty where one was typed at the shell)."""

    account: Account
    code: str


@transaction.atomic
def create_account(
    *,
    username: str,
    by: Reader,
    name: str = "",
    unit: str = "",
    department: str = "",
    password: str = "",
    language: str = "zh",
) -> NewAccount:
    """Makes an account. It may do nothing until somebody appoints it. Raises AccountFault, NotAllowed.

    username  2 to 32 of a-z 0-9 . _ -, beginning with a letter
    department  of contracts/departments.toml; whoever approves an appointment to the whole district sees it there
    password  typed at the shell; whoever signs in with it has to choose another. Without one a code is made for the
              owner (access.invitations)
    """
    may_manage(by)
    if password and by is not SHELL:
        raise NotAllowed.of("accounts.manage")
    if not _NAME.fullmatch(username) or username in _RESERVED:
        raise AccountFault(
            en="An account's name has 2 to 32 of a-z, 0-9, dot, line or underline, and begins with a letter.",
            zh="账号名为 2 至 32 位小写字母、数字、点、横线或下划线，以字母开头。",
        )
    if Account.objects.filter(username=username).exists():
        raise AccountFault(
            en=f"There is an account {username} already: choose another name.",
            zh=f"账号 {username} 已存在：请另取名称。",
        )
    refuse_unknown_department(department)
    made = Account(username=username, name=name, unit=unit, department=department, language=language)
    made.created_by = "" if by is SHELL else by.account
    _set_password(made, password)
    made.save()
    code = "" if password else codes.given(made, by=by.account)
    said = {"department": department} if department else {}
    ledger.note(action="accounts.create", by=by.account, subject_kind="account", subject=username, **said)
    return NewAccount(made, code)


@transaction.atomic
def appoint(*, account: str, role: str, area: str, by: Reader, until: datetime | None = None) -> Appointment:
    """Gives an account a role in an area from now on. One that stands already is answered as it is.

    Raises NotAllowed (not an administrator of that area), AccountFault (oneself, no such role or account, an area that
    the role is not for, a role that stands alone, an end that is past), TakesTwo (ask for it: access.widening).
    """
    refuse_unfit(account, role, area, by, until)
    if by is not SHELL and roles()[role].takes_two(area):
        raise TakesTwo.of()
    return hold(account=account, role=role, area=area, until=until, by=by.account)


def refuse_unfit(account: str, role: str, area: str, by: Reader, until: datetime | None) -> None:
    """Raises as `appoint` for what nobody may ask for, with however many people."""
    may_manage(by)
    not_oneself(account, by)
    open_account(account)
    _refuse_misplaced(role, area)
    if not by.covers(area):
        raise NotAllowed.of("accounts.manage")
    _refuse_ended(until)
    _refuse_beside(role, account)


def held_already(account: str, role: str, area: str, until: datetime | None) -> Appointment | None:
    """The same appointment, where it stands."""
    return Appointment.objects.filter(_stands(), account__username=account, role=role, area=area, until=until).first()


def hold(*, account: str, role: str, area: str, until: datetime | None, by: str, asked_by: str = "") -> Appointment:
    """Makes the appointment, within the caller's transaction; the caller has seen to it that it may be."""
    found = open_account(account)
    if same := held_already(account, role, area, until):
        return same
    _refuse_ended(until)
    _refuse_beside(role, account)
    made = Appointment.objects.create(account=found, role=role, area=area, until=until, made_by=asked_by or by)
    details = {"asked_by": asked_by} if asked_by else {}
    ledger.note(
        action="accounts.appoint", by=by, subject_kind="account", subject=account, role=role, area=area, **details
    )
    return made


@transaction.atomic
def end_appointment(*, appointment: int, by: Reader) -> None:
    """Ends an appointment now; one that is over stays as it is."""
    may_manage(by)
    found = Appointment.objects.select_for_update().select_related("account").filter(pk=appointment).first()
    if found is None or not by.covers(found.area):
        raise NotAllowed.of("accounts.manage")
    not_oneself(found.account.username, by)
    now = clock.now()
    if found.until is not None and found.until <= now:
        return
    found.until = max(now, found.since + timedelta(microseconds=1))
    found.save(update_fields=["until"])
    ledger.note(
        action="accounts.end",
        by=by.account,
        subject_kind="account",
        subject=found.account.username,
        role=found.role,
        area=found.area,
    )


@transaction.atomic
def close_account(*, account: str, by: Reader) -> None:
    """Nobody signs in with it any more; whoever is signed in is out at their next click."""
    may_manage(by)
    not_oneself(account, by)
    found = open_account(account)
    found.is_active = False
    found.save(update_fields=["is_active"])
    ledger.note(action="accounts.close", by=by.account, subject_kind="account", subject=account)


@transaction.atomic
def reset_second_factor(*, account: str, by: Reader) -> None:
    """Takes the second factor away, of somebody who lost their telephone: at the next sign-in they set up another.

    Raises TakesTwo where the account holds what takes two people: with its password too, one person alone could be it.
    """
    may_manage(by)
    not_oneself(account, by)
    open_account(account)
    if by is not SHELL and takes_two(account):
        raise TakesTwo.of()
    drop_second_factor(account=account, by=by.account)


def drop_second_factor(*, account: str, by: str, **details: str) -> None:
    """The same within the caller's transaction; the caller has seen to it that it may be."""
    Authenticator.objects.filter(user=open_account(account)).delete()
    ledger.note(action="accounts.reset_factor", by=by, subject_kind="account", subject=account, **details)


@transaction.atomic
def set_department(*, account: str, department: str, by: Reader) -> None:
    """Says for which department somebody works from now on; '' for none. Raises NotAllowed, AccountFault (oneself, no
    such department or account), TakesTwo where the account holds, or waits for, what takes two people."""
    may_manage(by)
    not_oneself(account, by)
    open_account(account)
    refuse_unknown_department(department)
    if by is not SHELL and (takes_two(account) or Widening.objects.filter(account__username=account).exists()):
        raise TakesTwo.of()
    put_in_department(account=account, department=department, by=by.account)


def put_in_department(*, account: str, department: str, by: str, **details: str) -> None:
    """The same within the caller's transaction; the caller has seen to it that it may be. The same again changes
    nothing."""
    if Account.objects.filter(username=account).exclude(department=department).update(department=department):
        details["department"] = department
        ledger.note(action="accounts.department", by=by, subject_kind="account", subject=account, **details)


def refuse_unknown_department(department: str) -> None:
    """Raises AccountFault for a department that no list has."""
    if department and department not in departments():
        raise AccountFault(
            en=f"There is no department {department}; there are: {', '.join(departments())}.",
            zh=f"没有部门代号 {department}；现有：{'、'.join(departments())}。",
        )


def takes_two(account: str) -> bool:
    """Whether one of an account's standing appointments took a second person, or would today."""
    held = Appointment.objects.filter(_stands(), account__username=account).values_list("role", "area")
    return any(roles()[role].takes_two(area) for role, area in held if role in roles())


@transaction.atomic
def choose_language(*, language: str, by: Reader) -> None:
    """The language of one's own pages from now on: 'zh' or 'en'. The same again, or another word, changes nothing."""
    chosen = Account.objects.filter(username=by.account, is_active=True).exclude(language=language)
    if language in LANGUAGES and chosen.update(language=language):
        ledger.note(
            action="account.choose_language", by=by.account, subject_kind="account", subject=by.account, to=language
        )


def _set_password(account: Account, password: str) -> None:
    if not password:
        account.set_unusable_password()
        return
    try:
        validate_password(password, account)
    except ValidationError as refused:
        raise AccountFault.weak() from refused
    account.set_password(password)
    account.password_given = True


def may_manage(by: Reader) -> None:
    """Raises NotAllowed for whoever keeps no accounts."""
    if not by.can("accounts.manage"):
        raise NotAllowed.of("accounts.manage")


def not_oneself(account: str, by: Reader) -> None:
    """Raises AccountFault for one's own account."""
    if account == by.account:
        raise AccountFault.own()


def open_account(name: str) -> Account:
    """The account, held until the transaction ends. Raises AccountFault for one that is closed or not there."""
    found = Account.objects.select_for_update().filter(username=name, is_active=True).first()
    if found is None:
        raise AccountFault(
            en=f"There is no open account {name}: `fangxian account list` shows those there are.",
            zh=f"没有可用账号 {name}：`fangxian account list` 列出全部账号。",
        )
    return found


def _refuse_misplaced(role: str, area: str) -> None:
    known = roles().get(role)
    if known is None:
        raise AccountFault(
            en=f"There is no such role; there are: {', '.join(roles())}.",
            zh=f"无此岗位；现有岗位：{'、'.join(roles())}。",
        )
    if not known.holds_at(area):
        digits = " / ".join(str(LEVELS[level]) for level in known.levels)
        raise AccountFault(
            en=f"A {known.en.lower()} is appointed to an area code of {digits} digits: give that.",
            zh=f"{known.zh}任职的区划代码应为 {digits} 位：请更正。",
        )


def _refuse_ended(until: datetime | None) -> None:
    if until is not None and until <= clock.now():
        raise AccountFault(
            en="The appointment would end before it begins: give a later day, or none.",
            zh="任职的截止时间已过：请改为以后的日期，或留空。",
        )


def _refuse_beside(role: str, account: str) -> None:
    held = Appointment.objects.filter(_stands(), account__username=account).values_list("role", flat=True)
    others = {*held} - {role}
    if others and any(roles()[one].alone for one in {role, *others} if one in roles()):
        raise AccountFault(
            en="Administrator and auditor stand alone: nobody holds another role beside either.",
            zh="系统管理员、审计员须专任，不得兼任其他岗位。",
        )


def _stands() -> Q:
    return Q(until__isnull=True) | Q(until__gt=clock.now())
