"""Search while typing. A text is understood in one way: what it is made of says how it is looked for.

Numbers and phones are found whole, by their keyed index; a phone's last four within the reader's communities. There is
no index of parts of numbers.
"""

from django.db.models import Q, Value
from django.db.models.functions import Concat

from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.registry import sealing
from fangxian.registry.models import Area, Compound, Dwelling, Person, PersonKey
from fangxian.registry.reading.absorbed import as_kept
from fangxian.registry.reading.lines import lines
from fangxian.registry.reading.organisations import found_by
from fangxian.registry.reading.shown import Answer, PersonLine, Place
from fangxian.store.prefixes import along, begins
from fangxian.terms import addresses, initials, names, phones, resident_id

#: How many people, and how many places, one search shows.
PEOPLE, PLACES = 20, 8
#: Digits of a phone's tail.
TAIL = 4
#: Digits of an area's code from which on it holds few people: a community.
_FEW_PEOPLE = 12

_NOTHING = Answer("nothing", (), ())


def search(reader: Reader, text: str) -> Answer:
    """People by the beginning of their name, its initials, number, phone or a phone's last four; compounds by the
    beginning of their name, doors by any spelling of their address, or of its beginning from the building on;
    organisations by name or credit code."""
    bare = text.strip()
    if not bare:
        return _NOTHING
    digits = bare.replace(" ", "").replace("-", "")
    if digits[:-1].isdigit() and digits.isascii():
        return _by_digits(reader, digits)
    letters = initials.typed(bare)
    if letters is not None:
        return Answer("initials", _people(reader, "initials", letters), _organisations(bare))
    return _by_text(reader, bare)


def doors(reader: Reader, text: str) -> tuple[Place, ...]:
    """The doors of the reader's areas that an address may yet come to name, as far as it has been typed. They tell of
    nobody."""
    found = _doors(within(reader.areas), text.strip()) if text.strip() else []
    return tuple(Place("dwelling", one.pk, one.address, "", one.area_code) for one in found)


def _by_digits(reader: Reader, digits: str) -> Answer:
    if len(digits) == TAIL and digits.isdigit():
        tails = [sealing.tail(code, digits) for code in _communities(reader)]
        return Answer("tail", _keyed(reader, "tail", tails), ())
    number = resident_id.clean(digits)
    if number and (found := _keyed(reader, "number", [sealing.number().index(_whole(number))])):
        return Answer("number", found, ())
    if phone := phones.key(digits):
        return Answer("phone", _keyed(reader, "phone", [sealing.phone().index(str(phone))]), ())
    return _NOTHING


def _communities(reader: Reader) -> set[str]:
    """The communities of a reader's areas, and those that their grids lie in."""
    inside = Area.objects.filter(within(reader.areas, "code"), level="community")
    return {*inside.values_list("code", flat=True), *(area[:12] for area in reader.areas if len(area) > 12)}


def _whole(number: str) -> str:
    """A number of fifteen digits is looked for as the eighteen it became."""
    key = resident_id.key(number) or resident_id.upgraded(number)
    return resident_id.text(key) if key is not None else number


def _by_text(reader: Reader, text: str) -> Answer:
    places = _places(reader, text)
    people = _people(reader, "name", names.clean(text) or text)
    if not people and places:
        return Answer("address", (), places)
    return Answer("name", people, (*places, *_organisations(text)))


def _people(reader: Reader, field: str, prefix: str) -> tuple[PersonLine, ...]:
    people = Person.objects.seen_by(reader).exclude(status="died")
    if reader.areas and min(map(len, reader.areas)) >= _FEW_PEOPLE:
        # A community's people are fewer than a district's of one letter: look through them, and not along the names.
        # An expression has no index, so that the database can only take that of the area.
        people, field = people.annotate(typed=Concat(field, Value(""))), "typed"
    found = list(people.filter(begins(field, prefix)).order_by(along(field), "pk")[:PEOPLE])
    return lines(reader, as_kept(reader, found))


def _keyed(reader: Reader, kind: str, keys: list[bytes]) -> tuple[PersonLine, ...]:
    people = PersonKey.objects.filter(kind=kind, key__in=keys).values_list("person_id", flat=True)[: PEOPLE * 5]
    found = Person.objects.seen_by(reader).filter(pk__in=list(people)).order_by("name", "pk")
    return lines(reader, as_kept(reader, list(found[:PEOPLE])))


def _places(reader: Reader, text: str) -> tuple[Place, ...]:
    seen = within(reader.areas)
    if doors := _doors(seen, text):
        return tuple(Place("dwelling", one.pk, one.address, "", one.area_code) for one in doors)
    found = Compound.objects.filter(seen & begins("name", text)).order_by("name")[:PLACES]
    return tuple(Place("compound", one.pk, one.name, one.address, one.area_code) for one in found)


def _doors(seen: Q, text: str) -> list[Dwelling]:
    """The door that a text names; or else the doors that it may yet come to name, as far as it has been typed."""
    said = addresses.parse(text)
    if said.building_key is None:
        return []
    if said.key is not None and (found := list(Dwelling.objects.filter(seen, door=said.key)[:PLACES])):
        return found
    # Of '3-2' nobody knows yet whether the second is a unit or a door.
    begun = f"{said.unit}|{said.room}" if said.unit else f"{said.room}|" if said.room else ""
    doors = Dwelling.objects.filter(seen & begins("door", f"{said.building_key}|{begun}"))
    return list(doors.order_by("door", "pk")[:PLACES])


def _organisations(text: str) -> tuple[Place, ...]:
    wanted = begins("name", text) if not text.isascii() else begins("uscc", text.upper())
    return tuple(Place("organisation", one.pk, one.name, one.industry, "") for one in found_by(wanted, PLACES))
