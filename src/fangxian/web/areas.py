"""Areas in addresses and forms: which one is asked for, and which may be chosen."""

from collections.abc import Iterable

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from fangxian.registry.queries import larger_areas

#: Digits of the code of an area of each level, the district's first.
LENGTHS = (6, 9, 12, 15)


def area_in(request: HttpRequest) -> str:
    """The area that the address asks for, '' where it asks for none. Raises BadRequest for what is no area code."""
    asked: str = request.GET.get("area", "")
    if asked and not (asked.isascii() and asked.isdigit()):
        raise BadRequest("not an area code")
    return asked


def area_choices(within: Iterable[str]) -> list[tuple[str, str]]:
    """Code and name of the areas within some, down to the community, indented by level."""
    prefixes = tuple(within)
    return [
        (code, "\u3000" * LENGTHS.index(len(code)) + name) for code, name in larger_areas() if code.startswith(prefixes)
    ]
