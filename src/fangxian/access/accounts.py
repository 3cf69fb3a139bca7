"""Accounts and appointments: made, given, ended. Each is one act, audited; nobody appoints themselves."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from fangxian.access.faults import AccountFault, NotAllowed
from fangxian.access.models import Account, Appointment
from fangxian.access.reader import SHELL, Reader
from fangxian.access.roles import LEVELS, roles
from fangxian.ledger import actions as ledger
from fangxian.lib import clock

#: Latin letters, so that no account can be called by somebody's phone or number.
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
#: Names that the ledger uses for those who have no account.
_RESERVED = {"shell", "system", "somebody", "demo"}

#: Letters that nobody mistakes for others when a password is read out.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class NewAccount(NamedTuple):
    """An account, and the password that was made for it (empty where it was given)."""

    account: Account
    password: str


@transaction.atomic
def create_account(
    *, username: str, by: Reader, name: str = "", unit: str = "", password: str = "", language: str = "zh"
) -> NewAccount:
    """Makes an account. It may do nothing until somebody appoints it. Raises AccountFault, NotAllowed.

    username  2 to 32 of a-z 0-9 . _ -, beginning with a letter
    password  made where none is given; whoever signs in with it has to choose another
    """
    _may_manage(by)
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
    made = Account(username=username, name=name, unit=unit, language=language)
    made.created_by = "" if by is SHELL else by.account
    given = _set_password(made, password)
    made.save()
    ledger.note(action="accounts.create", by=by.account, subject_kind="account", subject=username)
    return NewAccount(made, given)


@transaction.atomic
def appoint(*, account: str, role: str, area: str, by: Reader, until: datetime | None = None) -> Appointment:
    """Gives an account a role in an area from now on. One that stands already is answered as it is.

    Raises NotAllowed (not an administrator of that area), AccountFault (oneself, no such role or account, an area that
    the role is not for, a role that stands alone).
    """
    _may_manage(by)
    _not_oneself(account, by)
    found = _account(account)
    _refuse_misplaced(role, area)
    if not by.covers(area):
        raise NotAllowed.of("accounts.manage")
    held = Appointment.objects.filter(_stands(), account=found)
    same = held.filter(role=role, area=area, until=until).first()
    if same is not None:
        return same
    _refuse_beside(role, set(held.values_list("role", flat=True)))
    made = Appointment.objects.create(account=found, role=role, area=area, until=until, made_by=by.account)
    ledger.note(action="accounts.appoint", by=by.account, subject_kind="account", subject=account, role=role, area=area)
    return made


@transaction.atomic
def end_appointment(*, appointment: int, by: Reader) -> None:
    """Ends an appointment now; one that is over stays as it is."""
    _may_manage(by)
    found = Appointment.objects.select_for_update().select_related("account").filter(pk=appointment).first()
    if found is None or not by.covers(found.area):
        raise NotAllowed.of("accounts.manage")
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
    _may_manage(by)
    _not_oneself(account, by)
    found = _account(account)
    found.is_active = False
    found.save(update_fields=["is_active"])
    ledger.note(action="accounts.close", by=by.account, subject_kind="account", subject=account)


@transaction.atomic
def reset_password(*, account: str, by: Reader, password: str = "") -> str:
    """Makes (or sets) a new password, which its owner has to change; answers the one that was made."""
    _may_manage(by)
    _not_oneself(account, by)
    found = _account(account)
    given = _set_password(found, password)
    found.save(update_fields=["password", "password_given"])
    ledger.note(action="accounts.reset_password", by=by.account, subject_kind="account", subject=account)
    return given


def _set_password(account: Account, password: str) -> str:
    made = "" if password else new_password()
    try:
        validate_password(password or made, account)
    except ValidationError as refused:
        raise AccountFault(
            en="That password is too easy to guess: twelve characters or more, no common word, not the name.",
            zh="密码过于简单：至少十二位，不用常见词，不含账号名。",
        ) from refused
    account.set_password(password or made)
    account.password_given = True
    return made


def new_password() -> str:
    """Four groups of five letters and digits: 99 bits, readable over a telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def _may_manage(by: Reader) -> None:
    if not by.can("accounts.manage"):
        raise NotAllowed.of("accounts.manage")


def _not_oneself(account: str, by: Reader) -> None:
    if account == by.account:
        raise AccountFault(
            en="Nobody does this to their own account: ask another administrator.",
            zh="不得为本人账号办理：请由另一名系统管理员办理。",
        )


def _account(name: str) -> Account:
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


def _refuse_beside(role: str, held: Iterable[str]) -> None:
    others = {*held} - {role}
    if others and any(roles()[one].alone for one in {role, *others} if one in roles()):
        raise AccountFault(
            en="Administrator and auditor stand alone: nobody holds another role beside either.",
            zh="系统管理员、审计员须专任，不得兼任其他岗位。",
        )


def _stands() -> Q:
    return Q(until__isnull=True) | Q(until__gt=clock.now())
