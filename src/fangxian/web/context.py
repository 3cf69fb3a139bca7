"""What every page's frame shows: navigation, language, theme, purposes."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fangxian.access.queries import roles_of
from fangxian.access.reader import NOBODY, Reader
from fangxian.access.roles import Role, purposes, roles
from fangxian.web import language, launcher

THEMES = ("light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """For the shell. Nothing is asked of the database unless the page shows it."""
    theme = request.COOKIES.get("theme", "")
    return {
        "language": language.current(),
        "theme": theme if theme in THEMES else "",
        "here": getattr(request.resolver_match, "view_name", ""),
        "frame": SimpleLazyObject(lambda: _Frame(getattr(request, "reader", NOBODY))),
    }


class _Frame:
    """Who is here, what they may open, what they may read for."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.navigation = list(launcher.navigation(reader))
        self.role: Role | None = roles().get(reader.roles[0]) if reader.roles else None
        self.purposes = [(name, purposes()[name]) for name in reader.purposes]
        self.searches = reader.can("people.search")

    @property
    def roles(self) -> list[Role]:
        """The roles that one may act in, in turn; asked for where one chooses."""
        return roles_of(self.reader.account)
