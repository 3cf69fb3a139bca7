"""A grant's file, taken away by whoever asked for it; noted and counted before the first byte."""

from django.http import HttpRequest
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.sharing.lists import granted
from fangxian.lib.fault import Fault
from fangxian.runs import sharing
from fangxian.web.telling import failed


@require_POST
@requires("sharing.ask")
def fetch(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """The file as it was written. What was opened for it lies nowhere once it is sent."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = granted(request, number)
    try:
        with sharing.fetched(grant=found.grant, name=name, by=reader) as path:
            # Opened here, it is read to its end after its name is gone.
            answer = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    except Fault as fault:
        failed(request, fault)
        return redirect("sharing:request", number)
    answer.headers["Cache-Control"] = "no-store"
    return answer
