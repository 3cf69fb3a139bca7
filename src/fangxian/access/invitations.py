"""Nobody but its owner ever knows an account's password: they are given a code that works once and for three days, and
choose their own with it. Whoever gave the code may use it too, but then its owner finds it used.

Where that is not enough (an account that takes two people) a second code goes to the owner from somebody else, who is
independent of whoever gave the first; only both together open it.
"""

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from fangxian.access import accounts, codes, lockout
from fangxian.access.faults import AccountFault, NotAllowed
from fangxian.access.models import Account, Invitation
from fangxian.access.reader import SHELL, Reader
from fangxian.access.two_people import refuse_unless_independent
from fangxian.ledger import actions as ledger
from fangxian.lib import clock


@transaction.atomic
def invite(*, account: str, by: Reader) -> str:
    """Answers a code with which the owner chooses a password; the one they had, and a code given before, stop working.
    Raises NotAllowed, AccountFault (one's own account, none that is open)."""
    accounts.may_manage(by)
    accounts.not_oneself(account, by)
    found = accounts.open_account(account)
    shut(found)
    code = codes.given(found, by=by.account)
    ledger.note(action="accounts.invite", by=by.account, subject_kind="account", subject=account)
    return code


@transaction.atomic
def give_second(*, account: str, by: Reader) -> str:
    """Answers the second code of an account that takes two people, for its owner alone. Raises NotAllowed,
    NotTwoPeople (whoever gave the first, or is not independent of them), AccountFault."""
    if not by.can("accounts.approve"):
        raise NotAllowed.of("accounts.approve")
    accounts.not_oneself(account, by)
    found = Invitation.objects.select_for_update().filter(account=accounts.open_account(account)).first()
    if found is None or found.until <= clock.now():
        raise AccountFault(
            en="No code is open for this account: an administrator gives the first one.",
            zh="该账号没有有效的开通码：须先由系统管理员发放第一个码。",
        )
    refuse_unless_independent(found.first_by, by.account)
    code = codes.new()
    found.second, found.second_by = codes.digest(code), by.account
    found.save(update_fields=["second", "second_by"])
    ledger.note(action="accounts.second_code", by=by.account, subject_kind="account", subject=account)
    return code


def waiting_for_second() -> list[Invitation]:
    """The invitations that a second person has to give a code for, the oldest first."""
    return [one for one in _open().filter(second="").order_by("until", "pk") if takes_second(one)]


def takes_two(account: str) -> bool:
    """Whether an account's first code needs a second beside it."""
    return any(takes_second(one) for one in _open().filter(account__username=account))


def takes_second(invitation: Invitation) -> bool:
    """Whether the first code alone does not open it. Whoever has the shell could write the table by hand."""
    return invitation.first_by != SHELL.account and accounts.takes_two(invitation.account.username)


def redeem(*, account: str, first: str, second: str, password: str) -> None:
    """The owner's act: the password is theirs, and the codes are used up. Raises Locked, and AccountFault: for a weak
    password by what is wrong with it; for anything else in the same words, and it counts as a failure to sign in."""
    lockout.refuse_locked(account)
    if not _redeemed(account.strip().lower(), first, second, password):
        lockout.failed(account)
        raise AccountFault(
            en="Account and code do not fit, or the code was used or has run out: ask your administrator for another. "
            "If it was used and not by you, say so at once.",
            zh="账号与开通码不符，或开通码已使用、已过期：请联系系统管理员重发。若非本人使用，请立即报告。",
        )


@transaction.atomic
def _redeemed(name: str, first: str, second: str, password: str) -> bool:
    found = _open().select_for_update(of=("self",)).filter(account__username=name, account__is_active=True).first()
    if found is None or not codes.fits(first, found.first):
        return False
    both = codes.fits(second, found.second)
    if takes_second(found) and not both:
        return False
    owner = found.account
    try:
        validate_password(password, owner)
    except ValidationError as refused:
        raise AccountFault.weak() from refused
    owner.set_password(password)
    owner.password_given = False
    owner.opened_by_two = both
    owner.save(update_fields=["password", "password_given", "opened_by_two"])
    found.delete()
    ledger.note(action="account.redeem", by=name, subject_kind="account", subject=name, codes=1 + both)
    return True


def shut(account: Account) -> None:
    """Nobody signs in with the account until its owner has chosen a password anew; who is signed in is out."""
    account.set_unusable_password()
    account.save(update_fields=["password"])


def open_to_two(account: Account, *, by: str) -> None:
    """What an account is about to hold takes two people. Unless its owner has opened it with two codes before, whoever
    gave the first may know how to sign in: it is shut, its second factor goes, and both codes are given anew."""
    if account.opened_by_two or not account.created_by or not account.has_usable_password():
        return
    shut(account)
    Authenticator.objects.filter(user=account).delete()
    ledger.note(action="accounts.shut", by=by, subject_kind="account", subject=account.username)


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("account").filter(until__gt=clock.now())
