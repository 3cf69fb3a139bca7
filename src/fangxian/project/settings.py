"""Settings, from the environment; everything has a value with which the demo runs. docs/settings.md lists them.

FANGXIAN_VAR        folder of this installation's data (database, lake, keys); default: var/ beside the code
FANGXIAN_KEYS       folder of the keys; default: FANGXIAN_VAR/keys. Never back it up with the data
DATABASE_URL        default: SQLite in FANGXIAN_VAR
FANGXIAN_LIBRARIES  file that describes the libraries which rounds ask by themselves; default: none does
FANGXIAN_CONTRACTS  folder of this installation's own data contracts; default: FANGXIAN_VAR/contracts
FANGXIAN_SOURCES    folder of the files that describe departments' sources; default: FANGXIAN_VAR/sources
FANGXIAN_HOSTS      names the site answers to, with commas; default: this machine only
FANGXIAN_DEMO       1 lets the demo's accounts sign in, without a second factor; never where there is real data
FANGXIAN_DEBUG      1 shows traces in the browser; never on a machine with real data
"""

import os
from pathlib import Path

from fangxian.lib.keyring import Keyring
from fangxian.project.sign_in import *  # noqa: F403
from fangxian.store.databases import configured

ROOT = Path(__file__).parents[3]
VAR = Path(os.environ.get("FANGXIAN_VAR") or ROOT / "var")
LAKE = VAR / "lake"
LIBRARIES = os.environ.get("FANGXIAN_LIBRARIES") or None
KEYRING = Keyring(Path(os.environ.get("FANGXIAN_KEYS") or VAR / "keys"))

SECRET_KEY = KEYRING.create("site").hex()
FANGXIAN_DEMO = os.environ.get("FANGXIAN_DEMO") == "1"
DEBUG = os.environ.get("FANGXIAN_DEBUG") == "1"
ALLOWED_HOSTS = [
    host for host in os.environ.get("FANGXIAN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",") if host
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "fangxian.web",  # before allauth: its pages are shown in our frame
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "fangxian.store",
    "fangxian.ledger",
    "fangxian.access",
    "fangxian.catalogue",
    "fangxian.registry",
    "fangxian.identity",
    "fangxian.outbreak",
    "fangxian.sharing",
    "fangxian.evidence",
    "fangxian.fieldwork",
    "fangxian.programme",
    "fangxian.screening",
    "fangxian.isolation",
    "fangxian.healthcode",
    "fangxian.boards",
    "fangxian.exchange",
    "fangxian.apps.desk",
    "fangxian.apps.sharing",
    "fangxian.apps.rounds",
    "fangxian.apps.programmes",
    "fangxian.apps.review",
    "fangxian.apps.protocols",
    "fangxian.apps.risk_areas",
    "fangxian.apps.fever_drugs",
    "fangxian.apps.codes",
    "fangxian.apps.mycode",
    "fangxian.apps.fieldport",
    "fangxian.apps.home_isolation",
    "fangxian.apps.sampling",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fangxian.web.language.language_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fangxian.access.sessions.sessions_middleware",
    "fangxian.access.middleware.reader_middleware",
]

ROOT_URLCONF = "fangxian.project.urls"
ASGI_APPLICATION = "fangxian.project.asgi.application"
WSGI_APPLICATION = "fangxian.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fangxian.web.context.frame",
            ],
            "builtins": ["fangxian.web.templatetags.web"],
        },
    },
]

DATABASES = {"default": configured(os.environ.get("DATABASE_URL", ""), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# The site's own files, as scripts/build-assets made them; a name that carries its content's hash may be kept for ever.
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "assets"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[A-Z0-9]{8}\.(js|css|svg)$"

# What is uploaded says who was tested: it lies where nobody else reads, not in the machine's own folder for such.
FILE_UPLOAD_TEMP_DIR = VAR / "work"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

# Nothing inline, nothing from elsewhere. Pictures in the text: the code that an authenticator scans.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
CSRF_FAILURE_VIEW = "fangxian.web.views.no_token"
