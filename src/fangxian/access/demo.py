"""The demo's accounts (demo_accounts.toml): one a role or more, with a
password that everybody may know, on a demo alone."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fangxian.access.faults import AccountFault
from fangxian.access.models import Account, Appointment
from fangxian.access.reader import SHELL
from fangxian.ledger import actions as ledger

_FILE = Path(__file__).parent / "demo_accounts.toml"


@dataclass(frozen=True)
class DemoAccount:
    """One who works in the demo district."""

    username: str
    name: str
    unit: str
    role: str
    area: str
    department: str = ""


@cache
def demo_list() -> tuple[str, tuple[DemoAccount, ...]]:
    """The password of all of them, and who they are."""
    read = tomllib.loads(_FILE.read_text("utf-8"))
    return read["password"], tuple(DemoAccount(**one) for one in read["account"])


@transaction.atomic
def demo_accounts() -> list[DemoAccount]:
    """Makes the demo's accounts, those that are not there yet. Raises AccountFault where this is no demo."""
    if not settings.FANGXIAN_DEMO:
        raise AccountFault(
            en="Demo accounts have a password that everybody knows: they are made on a demo alone (FANGXIAN_DEMO=1).",
            zh="演示账号的密码是公开的，只在演示环境（FANGXIAN_DEMO=1）中创建。",
        )
    password, people = demo_list()
    there = set(Account.objects.filter(demo=True).values_list("username", flat=True))
    for one in people:
        if one.username in there:
            continue
        made = Account(username=one.username, name=one.name, unit=one.unit, department=one.department, demo=True)
        made.set_password(password)
        made.save()
        Appointment.objects.create(account=made, role=one.role, area=one.area, made_by=SHELL.account)
        ledger.note(
            action="accounts.create",
            by=SHELL.account,
            subject_kind="account",
            subject=one.username,
            role=one.role,
            area=one.area,
            demo=True,
        )
    return list(people)
