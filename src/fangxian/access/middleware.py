"""Who reads, on every request: `request.reader`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from fangxian.access import queries
from fangxian.access.reader import NOBODY, Reader

Answer = Callable[[HttpRequest], HttpResponseBase]

#: Where the session keeps what was chosen.
PURPOSE, ROLE = "purpose", "role"


def reader_middleware(answer: Answer) -> Answer:
    """Puts the reader on the request; found when it is first asked for."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.reader = SimpleLazyObject(lambda: _reader(request))  # type: ignore[attr-defined]
        return answer(request)

    return middleware


def _reader(request: HttpRequest) -> Reader:
    if not request.user.is_authenticated:
        return NOBODY
    session = request.session
    return queries.reader(request.user.get_username(), session.get(PURPOSE, ""), session.get(ROLE, ""))
