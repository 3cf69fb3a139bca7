"""Two languages, side by side where a text is written: `say("中文", "English")` answers the one in force.

In force is what the reader chose (a cookie, and their account), else Chinese.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from fangxian.lib.words import Words

COOKIE = "language"
#: Ours -> Django's name of it.
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def current() -> str:
    """'zh' or 'en'."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def say(zh: str, en: str) -> str:
    """The one of the two that is in force."""
    return en if current() == "en" else zh


def said(words: Words) -> str:
    """What an entry of a closed list is called, in the language in force."""
    return say(words.zh, words.en)


def chosen(request: HttpRequest) -> str:
    """What the cookie says, else the account, else Chinese."""
    cookie = request.COOKIES.get(COOKIE, "")
    if cookie in LANGUAGES:
        return cookie
    account = getattr(request.user, "language", "") if request.user.is_authenticated else ""
    return account if account in LANGUAGES else "zh"


def language_middleware(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Puts the reader's language in force for the request."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with translation.override(LANGUAGES[chosen(request)]):
            response = answer(request)
        response.headers.setdefault("Content-Language", LANGUAGES[chosen(request)])
        return response

    return middleware
