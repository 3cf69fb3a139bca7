"""The tables of the three registries: places, people, organisations."""

from fangxian.registry.models.contradictions import Contradiction, Unsettled
from fangxian.registry.models.groups import KeyGroupMembership
from fangxian.registry.models.organisations import Organisation, Post, Site
from fangxian.registry.models.people import Absorbed, Household, Person, PersonKey, PersonVersion, Residence
from fangxian.registry.models.places import Area, Building, Compound, Dwelling

__all__ = [
    "Absorbed",
    "Area",
    "Building",
    "Compound",
    "Contradiction",
    "Dwelling",
    "Household",
    "KeyGroupMembership",
    "Organisation",
    "Person",
    "PersonKey",
    "PersonVersion",
    "Post",
    "Residence",
    "Site",
    "Unsettled",
]
