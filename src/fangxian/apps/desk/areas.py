"""Areas on the pages: their names, the path to one, what lies in it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from fangxian.access.reader import Reader
from fangxian.registry.queries import area_names
from fangxian.web.areas import LENGTHS, area_in


@dataclass(frozen=True)
class Crumb:
    """A step on the path to where the page is."""

    name: str
    url: str


def path_of(code: str) -> list[str]:
    """The codes from the district down to an area: 230108, 230108001, …"""
    return [code[:length] for length in LENGTHS if length <= len(code)]


def crumbs(code: str, here: str = "") -> list[Crumb]:
    """The path to an area; one query. On its own page, `here` is its name, and it is no link."""
    above = [one for one in path_of(code) if not here or one != code]
    names = area_names(above) if above else {}
    steps = [Crumb(names[one], reverse("desk:area", args=[one])) for one in above if one in names]
    return [*steps, Crumb(here, "")] if here else steps


def own_area(reader: Reader) -> str:
    """The smallest area that holds all of the reader's: where their pages begin."""
    if not reader.areas:
        return ""
    first = reader.areas[0]
    holding = (first[:length] for length in reversed(LENGTHS) if length <= len(first))
    return next((code for code in holding if all(one.startswith(code) for one in reader.areas)), "")


def asked_area(request: HttpRequest) -> str:
    """The area that the address asks for, else the reader's own. Raises BadRequest for what is no area code."""
    return area_in(request) or own_area(request.reader)  # type: ignore[attr-defined]
