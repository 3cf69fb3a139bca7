"""What is read of the registry. Everything about people takes a reader, and is masked for them; what opens one record
notes it first."""

from fangxian.registry.reading.person import page as person
from fangxian.registry.reading.places import (
    area,
    as_places,
    children,
    compound,
    compounds,
    dwelling,
    known_organisations,
    known_to,
    organisation,
    path,
    people_by_key,
    plan,
    staff,
)
from fangxian.registry.reading.searching import search
from fangxian.registry.rules import Group, groups

__all__ = [
    "Group",
    "area",
    "as_places",
    "children",
    "compound",
    "compounds",
    "dwelling",
    "groups",
    "known_organisations",
    "known_to",
    "organisation",
    "path",
    "people_by_key",
    "person",
    "plan",
    "search",
    "staff",
]
