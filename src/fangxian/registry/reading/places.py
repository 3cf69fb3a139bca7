"""One compound, building or door, and the people who are found there."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.registry import sealing
from fangxian.registry.models import (
    Building,
    Compound,
    Dwelling,
    Organisation,
    Person,
    PersonKey,
    Residence,
)
from fangxian.registry.reading import lists
from fangxian.registry.reading.absorbed import found_among, living_at
from fangxian.registry.reading.lines import lines, shown_number
from fangxian.registry.reading.shown import Door, PersonLine, Place, Plan


def compound(reader: Reader, pk: int) -> tuple[Compound, list[Building]]:
    """A compound and its buildings, each with `doors`, how many it has."""
    found = lists.compound_of(reader, pk)
    gate.opened(reader, kind="compound", subject=pk, area=found.area_code)
    return found, sorted(lists.buildings_of(found), key=lambda one: (len(one.name), one.name))


def plan(reader: Reader, pk: int) -> Plan:
    """A building floor by unit, each door with how many people live there."""
    building = Building.objects.filter(within(reader.areas), pk=pk).select_related("compound").first()
    if building is None:
        raise NotHere.of("building")
    gate.opened(reader, kind="building", subject=pk, area=building.area_code)
    doors = building.dwellings.order_by("pk")
    living = living_at(building.dwellings.order_by().values("pk"))
    by_place: dict[int | None, dict[str, list[Door]]] = defaultdict(lambda: defaultdict(list))
    for one in doors:
        by_place[one.floor][one.unit].append(Door(one.pk, one.room, len(living.get(one.pk, ()))))
    units = sorted({unit for floor in by_place.values() for unit in floor}, key=lambda unit: (len(unit), unit))
    floors = sorted(by_place, key=lambda floor: floor or 0, reverse=True)
    return Plan(
        pk=pk,
        name=building.name,
        compound=building.compound_id,
        compound_name=building.compound.name,
        compound_area=building.compound.area_code,
        area_code=building.area_code,
        units=tuple(units),
        floors=tuple((floor, tuple(tuple(by_place[floor][unit]) for unit in units)) for floor in floors),
    )


def dwelling(reader: Reader, pk: int) -> tuple[Dwelling, tuple[PersonLine, ...], tuple[PersonLine, ...]]:
    """A dwelling, who lives there, and who is registered there and does not."""
    found = Dwelling.objects.filter(within(reader.areas), pk=pk).select_related("building__compound").first()
    if found is None:
        raise NotHere.of("dwelling")
    gate.opened(reader, kind="dwelling", subject=pk, area=found.area_code)
    live = living_at(Dwelling.objects.filter(pk=pk).values("pk")).get(pk, set())
    people = list(residents(reader, pk).order_by("born", "pk"))
    if people:
        gate.listed(reader, kind="person", subjects=[one.pk for one in people], dwelling=pk)
    inside = lines(reader, [one for one in people if one.pk in live])
    elsewhere = lines(reader, [one for one in people if one.pk not in live])
    return found, inside, elsewhere


def residents(reader: Reader, dwelling: int) -> Any:
    """Those of the reader's people who live at a dwelling or are registered there, by key; note them before they are
    shown."""
    homes = Residence.objects.filter(dwelling=dwelling, ended_recorded_at=None).values("person_id")
    return Person.objects.seen_by(reader).filter(found_among(homes)).order_by("pk")


def people_by_key(reader: Reader, keys: list[int]) -> tuple[PersonLine, ...]:
    """Lines of the people with these keys, in this order; those of other areas are left out."""
    people = {one.pk: one for one in Person.objects.seen_by(reader).filter(pk__in=keys)}
    return lines(reader, [people[key] for key in keys if key in people])


def numbers_by_key(reader: Reader, keys: Iterable[int]) -> dict[int, str]:
    """Person -> their number as the reader may see it, of those of the reader's areas. Note them before it is shown."""
    found = Person.objects.seen_by(reader).filter(pk__in=list(keys)).only("pk", "number_sealed")
    return {one.pk: shown_number(reader, one.number_sealed) for one in found}


def known_by_number(reader: Reader, numbers: Iterable[str]) -> dict[str, int]:
    """Number -> the key of the person who has it, of those of the reader's areas. Nothing of them is read."""
    index = sealing.number().index
    by_key = {index(one): one for one in numbers}
    found = PersonKey.objects.filter(kind="number", key__in=list(by_key)).values_list("key", "person_id")
    people = {by_key[bytes(key)]: person for key, person in found}
    known = known_to(reader, people.values())
    return {number: person for number, person in people.items() if person in known}


def known_to(reader: Reader, keys: Iterable[int]) -> set[int]:
    """Those of the keys that are people of the reader's areas. Nothing of them is read."""
    return set(Person.objects.seen_by(reader).filter(pk__in=list(keys)).order_by().values_list("pk", flat=True))


def as_places(found: list[Compound]) -> tuple[Place, ...]:
    """Compounds as lines of a list."""
    return tuple(Place("compound", one.pk, one.name, one.address, one.area_code) for one in found)


def known_organisations() -> set[str]:
    """The credit codes of every organisation."""
    return set(Organisation.objects.values_list("uscc", flat=True))
