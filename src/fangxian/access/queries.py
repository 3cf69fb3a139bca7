"""Who an account is when it reads, and which accounts there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from fangxian.access.models import Account, Appointment, SignInTrouble, Widening
from fangxian.access.reader import NOBODY, Reader
from fangxian.access.roles import Role, roles
from fangxian.lib import clock


def reader(account: Account | str, purpose: str = "", role: str = "") -> Reader:
    """The reader that an account is now.

    account  the account, or its name
    purpose  one that the role permits; otherwise the first of those, its daily work
    role     one that the account is appointed to now; otherwise the first of those in the order of roles.toml

    One query. An account that is closed or has no standing appointment answers a reader that sees nobody.
    """
    name = account if isinstance(account, str) else account.get_username()
    held, department = _held(name)
    if not name or not held:
        return NOBODY if not name else Reader(name)
    chosen = roles()[role if role in held else next(one for one in roles() if one in held)]
    return Reader(
        account=name,
        areas=held[chosen.name],
        roles=(chosen.name,),
        may=chosen.may,
        sees=chosen.sees,
        sensitivity=chosen.sensitivity,
        purpose=purpose if purpose in chosen.purposes else (chosen.purposes or ("",))[0],
        purposes=chosen.purposes,
        department=department,
    )


def standing(account: str) -> dict[str, tuple[str, ...]]:
    """Role -> areas of an account's appointments that stand now; a role that roles.toml no longer has counts for
    nothing."""
    return _held(account)[0]


def _held(account: str) -> tuple[dict[str, tuple[str, ...]], str]:
    """The same, and the account's department."""
    found = _standing().filter(account__username=account, account__is_active=True).order_by("area")
    held: dict[str, tuple[str, ...]] = {}
    rows = list(found.values_list("role", "area", "account__department"))
    for role, area, _ in rows:
        if role in roles() and area not in held.get(role, ()):
            held[role] = (*held.get(role, ()), area)
    return held, rows[0][2] if rows else ""


def in_office(verb: str) -> list[tuple[str, str, str]]:
    """(Department, account name, area) of everybody who may do something now for their department; by name."""
    able = [name for name, role in roles().items() if verb in role.may]
    found = _standing().filter(role__in=able, account__is_active=True).exclude(account__department="")
    rows = found.order_by("account__username", "area")
    return list(rows.values_list("account__department", "account__username", "area"))


def roles_of(account: str) -> list[Role]:
    """The roles an account may act in now, in the order of roles.toml."""
    held = standing(account)
    return [role for name, role in roles().items() if name in held]


def needs_second_factor(account: str) -> bool:
    """Whether one of the account's roles asks for a code beside the password."""
    return any(role.second_factor for role in roles_of(account))


def own_person(account: str) -> int | None:
    """The person whose record is an account's to see: a resident's own, or whom a proxy acts for; None: nobody's."""
    return Account.objects.filter(username=account, is_active=True).values_list("person", flat=True).first()


def signatures(names: Iterable[str]) -> dict[str, str]:
    """Account name -> how they sign: 王秀兰（兴建街道…）. For the audit's pages; who has no account is left out."""
    found = Account.objects.filter(username__in={*names} - {""}).values_list("username", "name", "unit")
    return {account: f"{name or account}（{unit}）" if unit else name or account for account, name, unit in found}


def accounts() -> QuerySet[Account]:
    """Every account, by name, with its appointments at hand."""
    return Account.objects.order_by("username").prefetch_related("appointments")


def accounts_like(text: str = "", role: str = "") -> QuerySet[Account]:
    """Accounts whose name, or whose person's or office's, holds a text; with `role`, those appointed to it now."""
    found = accounts()
    if text:
        found = found.filter(Q(username__contains=text.lower()) | Q(name__contains=text) | Q(unit__contains=text))
    if role:
        found = found.filter(username__in=_standing().filter(role=role).values("account__username"))
    return found


@dataclass(frozen=True)
class Held:
    """An appointment."""

    pk: int
    role: str
    area: str
    since: datetime
    until: datetime | None
    made_by: str
    stands: bool


@dataclass(frozen=True)
class AccountLine:
    """An account as whoever keeps accounts sees it."""

    username: str
    name: str
    unit: str
    department: str
    is_open: bool
    demo: bool
    created_by: str  # '' from the shell
    last_sign_in: datetime | None
    locked_until: datetime | None  # None: not locked
    second_factor: bool
    needs_second_factor: bool
    appointments: tuple[Held, ...]  # those that stand first, then the latest


def lines(found: Sequence[Account]) -> list[AccountLine]:
    """Accounts with what stands beside them; two queries, however many they are."""
    now = clock.now()
    names = [one.username for one in found]
    locks = SignInTrouble.objects.filter(name__in=names, locked_until__gt=now)
    locked = dict(locks.values_list("name", "locked_until"))
    factors = Authenticator.objects.filter(user__in=[one.pk for one in found], type=Authenticator.Type.TOTP)
    second = set(factors.values_list("user_id", flat=True))
    return [_line(one, now, locked.get(one.username), one.pk in second) for one in found]


def _line(account: Account, now: datetime, locked_until: datetime | None, second_factor: bool) -> AccountLine:
    held = [
        Held(one.pk, one.role, one.area, one.since, one.until, one.made_by, one.until is None or one.until > now)
        for one in account.appointments.all()
    ]
    return AccountLine(
        username=account.username,
        name=account.name,
        unit=account.unit,
        department=account.department,
        is_open=account.is_active,
        demo=account.demo,
        created_by=account.created_by,
        last_sign_in=account.last_login,
        locked_until=locked_until,
        second_factor=second_factor,
        needs_second_factor=any(one.stands and one.role in roles() and roles()[one.role].second_factor for one in held),
        appointments=tuple(sorted(held, key=lambda one: (not one.stands, -one.since.timestamp(), one.pk))),
    )


def widenings(account: str = "") -> list[Widening]:
    """What waits for a second person, the longest waiting first; with `account`, of that one."""
    found = Widening.objects.select_related("account").order_by("asked_at", "pk")
    return list(found.filter(account__username=account) if account else found)


def _standing() -> QuerySet[Appointment]:
    now = clock.now()
    return Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=now), since__lte=now)
