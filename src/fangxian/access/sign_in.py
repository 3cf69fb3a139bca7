"""Signing in with django-allauth: name and password, then a code from a telephone where the role asks for one.

Nobody signs up by themselves. Passkeys and OpenID Connect have their place here: a type in MFA_SUPPORTED_TYPES and a
provider beside the adapter; neither changes what an account may see.
"""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from fangxian.access import lockout, queries
from fangxian.access.clocks import has_just_begun
from fangxian.access.models import Account
from fangxian.lib.sealing import Seal


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Name and password."""

    def user_can_authenticate(self, user: Account) -> bool:
        """Asked for on every request: whoever was closed since is out, and so are the demo's people off a demo."""
        return super().user_can_authenticate(user) and is_open(user)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks us about accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before the password is looked at: a locked name is refused, the right password too."""
        _refuse_locked(credentials.get("username", ""))

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """After the password: allauth lets accounts that may not sign in come this far, to tell them."""
        answer: HttpResponse | None = (
            super().pre_login(request, user, **kwargs) if is_open(user) else self.respond_user_inactive(request, user)
        )
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, or nobody of that name: both count, and both look the same."""
        lockout.failed(credentials.get("username", ""))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who has just signed in and sets up their first second factor is not asked for the password again."""
        request = self.request
        if app == "allauth.mfa" and has_just_begun(request.session) and not is_mfa_enabled(request.user):
            return False
        required: bool = super().is_reauthentication_required(app=app)
        return required


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of second factors lie sealed in the database, and stay where a role asks for one."""

    def encrypt(self, text: str) -> str:
        """Seals a secret."""
        return base64.b64encode(_seal().close(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opens one."""
        return _seal().open(base64.b64decode(encrypted_text))

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not where one of the account's roles asks for it."""
        return not asks_for_code(authenticator.user)


class _Counted:
    """A form that asks for a code: a locked account is refused before the code is looked at."""

    user: Account

    def clean_code(self) -> str:
        _refuse_locked(self.user.username)
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class CodeAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """Before something that matters is changed."""


def is_open(account: Account) -> bool:
    """Whether an account may sign in on this installation."""
    return bool(account.is_active and (not account.demo or settings.FANGXIAN_DEMO))


def asks_for_code(account: Account) -> bool:
    """Whether an account has to have a second factor: one of its roles says so; on a demo its people are spared."""
    return not (account.demo and settings.FANGXIAN_DEMO) and queries.needs_second_factor(account.username)


def _refuse_locked(name: str) -> None:
    try:
        lockout.refuse_locked(name)
    except lockout.Locked as locked:
        language = "en" if (get_language() or "").startswith("en") else "zh"
        raise ValidationError(locked.sentence(language)) from locked


def _seal() -> Seal:
    return Seal(settings.KEYRING.create("sign-in"), "access.second_factor")
