"""Settings of signing in (django-allauth), of sessions and of the headers that go with them.

FANGXIAN_HTTPS      1 where the site is reached by https: cookies, redirects and HSTS follow
"""

import os
from datetime import timedelta

_HTTPS = os.environ.get("FANGXIAN_HTTPS") == "1"

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["fangxian.access.sign_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "unit")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "fangxian.access.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Names are locked by access.lockout, in the database; what is left here is one machine that tries many names.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip"}

MFA_ADAPTER = "fangxian.access.sign_in.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]  # "webauthn" comes here
MFA_FORMS = {
    "authenticate": "fangxian.access.sign_in.CodeForm",
    "reauthenticate": "fangxian.access.sign_in.CodeAgainForm",
}
MFA_TOTP_ISSUER = "Fangxian"
MFA_TOTP_TOLERANCE = 1

# Both clocks of a session are kept by access.sessions; this one is the cookie's.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS

SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
