"""Who an account is when it reads, and which accounts there are."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from fangxian.access.models import Account, Appointment
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
    held = standing(name)
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
    )


def standing(account: str) -> dict[str, tuple[str, ...]]:
    """Role -> areas of an account's appointments that stand now; a role that roles.toml no longer has counts for
    nothing."""
    found = _standing().filter(account__username=account, account__is_active=True)
    held: dict[str, tuple[str, ...]] = {}
    for role, area in found.order_by("area").values_list("role", "area"):
        if role in roles() and area not in held.get(role, ()):
            held[role] = (*held.get(role, ()), area)
    return held


def roles_of(account: str) -> list[Role]:
    """The roles an account may act in now, in the order of roles.toml."""
    held = standing(account)
    return [role for name, role in roles().items() if name in held]


def needs_second_factor(account: str) -> bool:
    """Whether one of the account's roles asks for a code beside the password."""
    return any(role.second_factor for role in roles_of(account))


def signatures(names: Iterable[str]) -> dict[str, str]:
    """Account name -> how they sign: 王秀兰（兴建街道…）. For the audit's pages; who has no account is left out."""
    found = Account.objects.filter(username__in=set(names)).values_list("username", "name", "unit")
    return {account: f"{name or account}（{unit}）" if unit else name or account for account, name, unit in found}


def accounts() -> QuerySet[Account]:
    """Every account, by name, with its appointments at hand."""
    return Account.objects.order_by("username").prefetch_related("appointments")


def _standing() -> QuerySet[Appointment]:
    now = clock.now()
    return Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=now), since__lte=now)
