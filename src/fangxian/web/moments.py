"""The past moment that an address asks for (law 12): `as_of`, on every page that has one."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from fangxian.lib import clock

_LAST = timedelta(days=1, microseconds=-1)


def as_of(request: HttpRequest) -> datetime | None:
    """A past moment, local: 2022-09-09T14:30; a day alone is its end. None for now, for what is to come, and for what
    is no moment."""
    said: str = request.GET.get("as_of", "")
    try:
        asked = datetime.fromisoformat(said).replace(tzinfo=clock.LOCAL)
    except ValueError:
        return None
    at = asked if ":" in said else asked + _LAST
    return at if at < clock.now() else None
