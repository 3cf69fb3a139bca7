"""Outbreaks as examples need them: officers, an outbreak proposed or in force, under a pack of their choice."""

from fangxian.access.models import Account
from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.outbreak import actions
from fangxian.outbreak.models import Outbreak

VERBS = frozenset({"outbreak.propose", "outbreak.approve", "outbreak.close", "outbreak.purge"})


def officer(name: str, *, made_by: str = "", area: str = "230108", may: frozenset[str] = VERBS) -> Reader:
    """Somebody of the headquarters, whose account is there."""
    Account.objects.get_or_create(username=name, defaults={"created_by": made_by})
    return Reader(name, areas=(area,), may=may)


def proposed(by: Reader, **other: object) -> Outbreak:
    """An outbreak that waits for its second person."""
    said = {"name": "九月疫情", "disease": "covid_19", "legal_basis": "infectious_diseases_law", "area_code": "230108"}
    return actions.propose(**(said | {"starts_on": clock.now().date()} | other), by=by)  # type: ignore[arg-type]


def activated(**other: object) -> Outbreak:
    """An outbreak that li proposed and wang approved."""
    return actions.approve(outbreak=proposed(officer("li"), **other).pk, by=officer("wang"))
