"""What signing in and out leaves in the audit, and what it ends."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from fangxian.access import clocks, lockout, searches
from fangxian.access.models import Account
from fangxian.ledger import actions as ledger


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: Account, **_: Any) -> None:
    lockout.succeeded(user.username)
    clocks.begin(request.session)
    _note("sign_in", user)


@receiver(user_logged_out)
def _signed_out(user: Account | None, **_: Any) -> None:
    if user is not None:
        searches.settle_search(user.username)
        _note("sign_out", user)


@receiver(authentication_failed)
def _wrong_code(user: Account, **_: Any) -> None:
    lockout.failed(user.username)


@receiver(password_changed)
def _own_password(user: Account, **_: Any) -> None:
    user.password_given = False
    user.save(update_fields=["password_given"])
    _note("change_password", user)


@receiver(authenticator_added)
def _factor_added(user: Account, authenticator: Any, **_: Any) -> None:
    _note("add_factor", user, type=authenticator.type)


@receiver(authenticator_removed)
def _factor_removed(user: Account, authenticator: Any, **_: Any) -> None:
    _note("remove_factor", user, type=authenticator.type)


def _note(act: str, user: Account, **details: str) -> None:
    ledger.note(action=f"account.{act}", by=user.username, subject_kind="account", subject=user.username, **details)
