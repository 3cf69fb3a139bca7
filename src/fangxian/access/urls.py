"""The pages of signing in: those of allauth's that we use, under its names. Sign-up and e-mail are not among them.

Passkeys come here too: include("allauth.mfa.webauthn.urls") once MFA_SUPPORTED_TYPES has them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from fangxian.access.gate import SIGNED_IN, requires

own = requires(SIGNED_IN)

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("login/code/", factors.authenticate, name="mfa_authenticate"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("logout/", own(account.logout), name="account_logout"),
    path("reauthenticate/", own(account.reauthenticate), name="account_reauthenticate"),
    path("password/", own(account.password_change), name="account_change_password"),
    path("factors/", own(factors.index), name="mfa_index"),
    path("factors/again/", own(factors.reauthenticate), name="mfa_reauthenticate"),
    path("factors/totp/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("factors/totp/remove/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("factors/codes/", own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("factors/codes/new/", own(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("factors/codes/file/", own(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
]
