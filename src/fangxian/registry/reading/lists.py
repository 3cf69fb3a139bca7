"""The lists that the figures of places, households and organisations open: each within an area, of what the reader
covers."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.registry import records
from fangxian.registry.models import Building, Compound, Dwelling, Household, Organisation, Residence, Site
from fangxian.registry.reading.organisations import counted_sites


def compounds(reader: Reader, code: str, *, name: str = "") -> QuerySet[Compound]:
    """The compounds of an area, by name; `name` is part of it."""
    found = Compound.objects.filter(within([code]) & within(reader.areas))
    return (found.filter(name__contains=name) if name else found).order_by("name", "pk")


def buildings(reader: Reader, compound: int) -> QuerySet[Building]:
    """The buildings of a compound, each with `doors`, how many it has. Raises NotHere for another area's."""
    return buildings_of(compound_of(reader, compound))


def compound_of(reader: Reader, pk: int) -> Compound:
    """A compound of the reader's areas; note it before it is shown. Raises NotHere."""
    found = Compound.objects.filter(within(reader.areas), pk=pk).first()
    if found is None:
        raise NotHere.of("compound")
    return found


def buildings_of(compound: Compound) -> QuerySet[Building]:
    """The buildings of a compound, each with `doors`, how many it has."""
    return compound.buildings.annotate(doors=Count("dwellings")).order_by("name", "pk")


def dwellings(reader: Reader, code: str) -> QuerySet[Dwelling]:
    """The doors of an area, grid by grid, each with its building and compound at hand."""
    found = Dwelling.objects.filter(within([code]) & within(reader.areas))
    return found.select_related("building__compound").order_by("area_code", "pk")


def households(reader: Reader, code: str) -> QuerySet[Household]:
    """The households whose door lies in an area, grid by grid, each with its `dwelling` and the door's `area_code`."""
    door = "dwelling__area_code"
    found = Household.objects.filter(within([code], door) & within(reader.areas, door)).select_related("dwelling")
    return found.annotate(area_code=F(door)).order_by("area_code", "pk")


def members(households: Iterable[int]) -> dict[int, int]:
    """Household -> how many people belong to it now; without those to which nobody does."""
    found = Residence.objects.filter(household__in=list(households), ended_recorded_at=None)
    pairs = set(found.values_list("household_id", "person_id"))
    kept = records.kept({person for _, person in pairs})
    return dict(Counter(household for household, _ in {(one, kept.get(who, who)) for one, who in pairs}))


def sites(reader: Reader, code: str, *, kind: str = "", name: str = "") -> QuerySet[Site]:
    """Where organisations of an area are found, grid by grid, each with its `organisation`, whose `as_kept` stands for
    it (`stands`: its key): one with two sites stands there twice. `name` is part of the organisation's, by whichever
    entry."""
    seen = within([code]) & within(reader.areas)
    found = counted_sites().filter(seen).select_related("organisation__kept").annotate(stands=_STANDS)
    if kind:
        found = found.alias(kind=_KIND).filter(kind=kind)
    if name:
        named = Organisation.objects.filter(name__contains=name).values_list(Coalesce("kept", "pk"))
        found = found.filter(stands__in=named)
    return found.order_by("area_code", "pk")


def site_kinds(reader: Reader, code: str) -> list[tuple[str, int]]:
    """The kinds of an area's sites, the most frequent first, each with how many sites are of it."""
    found = sites(reader, code).order_by().annotate(kind=_KIND).exclude(kind="")
    counted = found.values_list("kind").annotate(many=Count("pk"))
    return list(counted.order_by("-many", "kind"))


_STANDS = Coalesce("organisation__kept", "organisation")
_KIND = Coalesce(F("organisation__kept__kind"), F("organisation__kind"))
