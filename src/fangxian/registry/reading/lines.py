"""People as lines of a list: three queries, however many they are."""

from collections.abc import Iterable, Sequence

from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.registry import sealing
from fangxian.registry.models import Person, Residence
from fangxian.registry.reading.shown import PersonLine


def lines(reader: Reader, people: Sequence[Person]) -> tuple[PersonLine, ...]:
    """Lines of people who were read through the gate, in their order, with where each is found now."""
    found = addresses([person.pk for person in people])
    return tuple(_line(reader, person, found.get(person.pk, "")) for person in people)


def addresses(people: Iterable[int]) -> dict[int, str]:
    """Person -> the address where they live, or are registered."""
    rows = Residence.objects.filter(person__in=list(people), ended_recorded_at=None).order_by("kind")
    found: dict[int, str] = {}
    # 'lives' stands before 'registered' in the alphabet.
    for person, address, elsewhere in rows.values_list("person_id", "dwelling__address", "elsewhere"):
        found.setdefault(person, address or elsewhere)
    return found


def _line(reader: Reader, person: Person, address: str) -> PersonLine:
    return PersonLine(
        pk=person.pk,
        name=gate.show(reader, "name", person.name),
        sex=person.sex,
        born=gate.show(reader, "born", person.born),
        phone=shown_phone(reader, person.phone_sealed),
        address=gate.show(reader, "address", address),
        area_code=person.area_code,
        status=person.status,
        verified_at=person.verified_at,
    )


def shown_phone(reader: Reader, sealed: bytes | memoryview | None) -> str:
    """A phone as the reader may see it; a seal that need not be opened stays closed."""
    if sealed is None or reader.shows("phone") == "hidden":
        return ""
    return gate.show(reader, "phone", sealing.phone().open(bytes(sealed)))


def shown_number(reader: Reader, sealed: bytes | memoryview | None) -> str:
    """The same of a number."""
    if sealed is None or reader.shows("number") == "hidden":
        return ""
    return gate.show(reader, "number", sealing.number().open(bytes(sealed)))
