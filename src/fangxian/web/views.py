"""What belongs to no application: language, purpose, and what is said when something cannot be shown."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from fangxian.access import actions
from fangxian.access.gate import SIGNED_IN, requires
from fangxian.access.middleware import PURPOSE, ROLE
from fangxian.lib.fault import Fault
from fangxian.web import language

YEAR = 365 * 24 * 3600


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language of the pages from now on: a cookie, so that the sign-in page has it too, and the account."""
    answer = HttpResponseRedirect(_back(request))
    wanted = request.POST.get("language", "")
    if wanted in language.LANGUAGES:
        answer.set_cookie(language.COOKIE, wanted, max_age=YEAR, samesite="Lax", httponly=True)
        if request.user.is_authenticated:
            actions.choose_language(language=wanted, by=request.reader)  # type: ignore[attr-defined]
    return answer


@require_POST
@requires(SIGNED_IN)
def choose_purpose(request: HttpRequest) -> HttpResponse:
    """What is read for from now on, among what the role permits."""
    if request.POST.get("purpose", "") in request.reader.purposes:  # type: ignore[attr-defined]
        request.session[PURPOSE] = request.POST["purpose"]
    return HttpResponseRedirect(_back(request))


@require_POST
@requires(SIGNED_IN)
def choose_role(request: HttpRequest) -> HttpResponse:
    """In which of one's roles one acts from now on. A role that is not held counts for nothing (access.queries)."""
    request.session[ROLE] = request.POST.get("role", "")
    request.session.pop(PURPOSE, None)
    return HttpResponseRedirect("/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. The same whether there is nothing or it lies elsewhere."""
    return _refused(request, 404, exception)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the sentence of what refused it."""
    return _refused(request, 403, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _refused(request, 400, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """500. Quotes nothing, asks the database nothing."""
    return render(None, "web/500.html", {"language": language.current(), "number": 500}, status=500)


def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: the page was open too long, or the form came from elsewhere."""
    return render(request, "web/refused.html", {"number": 403, "stale": True}, status=403)


def _refused(request: HttpRequest, number: int, exception: Any) -> HttpResponse:
    sentence = exception.sentence(language.current()) if isinstance(exception, Fault) else ""
    fragment = request.headers.get("HX-Request") == "true"
    template = "web/refused.html#sentence" if fragment else "web/refused.html"
    return render(request, template, {"number": number, "sentence": sentence}, status=number)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    same = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if same else "/"
