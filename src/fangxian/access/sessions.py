"""Sessions end when they have run out; and before the first click stands a password of one's own, and a second factor
where the role asks for one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from fangxian.access.clocks import READY, SEEN, has_run_out
from fangxian.access.sign_in import asks_for_code
from fangxian.lib import clock

#: A session's last click is written down at most this often.
WRITTEN = timedelta(minutes=1)

#: Pages for which neither a password of one's own nor a second factor is asked: those where one sees to them.
_BEFORE = ("account_", "mfa_")

#: `expired=1` stands in the address of the sign-in page to which a session that has run out leads.
EXPIRED = "expired"


def sessions_middleware(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Ends what has run out, and leads whoever lacks something to where they see to it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return answer(request)
        if has_run_out(request.session):
            logout(request)
            return _led_to(request, f"{redirect_to_login(request.get_full_path()).url}&{EXPIRED}=1")
        now = clock.now()
        if now - datetime.fromisoformat(request.session[SEEN]) >= WRITTEN:
            request.session[SEEN] = now.isoformat()
        lacking = _lacking(request)
        response = _led_to(request, redirect(lacking).url) if lacking else answer(request)
        # Neither the browser nor anything between keeps pages with people on them.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def _lacking(request: HttpRequest) -> str:
    """The name of the page to see to first; empty where nothing is lacking."""
    if request.session.get(READY) or _is_spared(request.path_info):
        return ""
    account: Any = request.user
    if account.password_given:
        return "account_change_password"
    if asks_for_code(account) and not get_adapter().is_mfa_enabled(account):
        return "mfa_activate_totp"
    request.session[READY] = True
    return ""


def _is_spared(path: str) -> bool:
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return False
    return name.startswith(_BEFORE) or name in {"language"}


def _led_to(request: HttpRequest, url: str) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    answer: HttpResponseBase = redirect(url)
    return answer
