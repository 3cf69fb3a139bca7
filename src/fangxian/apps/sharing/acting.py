"""An act on a request: done, or why not, said on its page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fangxian.lib.fault import Fault
from fangxian.web.telling import done, failed


def acted(request: HttpRequest, number: int, do: Callable[[], Any], sentence: str) -> HttpResponse:
    """Does it and goes back to the request; `sentence` says that it is done."""
    try:
        do()
    except Fault as fault:
        failed(request, fault)
    else:
        done(request, sentence)
    return redirect("sharing:request", number)
