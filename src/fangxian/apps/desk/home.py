"""Home: how many people, homes and organisations there are, and where."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.gate import requires


@requires("desk.open")
def home(request: HttpRequest) -> HttpResponse:
    """The counts of the three registries."""
    return render(request, "desk/home.html", {"section": "desk:home"})
