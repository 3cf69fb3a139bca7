"""People as lines of a list, now or as they were known at a past moment: a query or two, however many they are."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf

from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.registry import records, sealing
from fangxian.registry.models import Person, PersonVersion, Residence
from fangxian.registry.reading.shown import PersonLine
from fangxian.store import blocks


def known_at(as_of: datetime | None) -> Q:
    """What was recorded then and had not ended, as far as was known; without a moment, what has not ended."""
    if as_of is None:
        return Q(ended_recorded_at=None)
    standing = Q(ended_recorded_at=None) | Q(ended_recorded_at__gt=as_of)
    return Q(recorded_at__lte=as_of) & standing


def lines(
    reader: Reader, people: Sequence[Person], *, as_of: datetime | None = None, homes: bool = True
) -> tuple[PersonLine, ...]:
    """Lines of people who were read through the gate, in their order, with where each is found (unless all are found
    in one place: `homes`); as of a past moment, as they were known then, and without those who were not."""
    said = {person.pk: person for person in people} if as_of is None else _then(people, as_of)
    found = addresses([person.pk for person in people], as_of=as_of) if homes and people else {}
    return tuple(
        _line(reader, person.pk, said[person.pk], found.get(person.pk, ""), as_of)
        for person in people
        if person.pk in said
    )


def _then(people: Sequence[Person], as_of: datetime) -> dict[int, Person | PersonVersion]:
    """Person -> what was known of them at a moment."""
    found: dict[int, Person | PersonVersion] = {one.pk: one for one in people if one.recorded_at <= as_of}
    later = [one.pk for one in people if one.pk not in found]
    past = PersonVersion.objects.filter(person__in=later, recorded_at__lte=as_of, until__gt=as_of).order_by("pk")
    return found | {one.person_id: one for one in past}


def addresses(people: Collection[int] | None = None, *, as_of: datetime | None = None) -> dict[int, str]:
    """Person -> the address where they live, or are registered; without `people`, everybody's in one reading. Of a
    record that another stands for, its own; the one that is kept has what was told last of the person."""
    rows, several = Residence.objects.filter(known_at(as_of)), records.several(people)
    found: dict[int, str] = {}
    if people is None:
        in_order = rows.order_by("pk")
        for kind in ("registered", "lives"):
            for block in blocks.blocks(in_order.filter(kind=kind).values_list("person_id", _ADDRESS)):
                found.update(block)
        people = several
    kept = records.kept_of(several)
    # 'lives' stands before 'registered' in the alphabet, and is the last word.
    few = rows.filter(person__in={*people, *kept}).order_by("-kind", "pk")
    for one, address in few.values_list("person_id", _ADDRESS):
        found[one] = found[kept.get(one, one)] = address
    return found


#: Where a residence is: its dwelling's address, or the one that lies outside the dwellings we know.
_ADDRESS = Coalesce(NullIf("dwelling__address", Value("")), "elsewhere")


def verified(row: Person | PersonVersion | Residence, as_of: datetime | None) -> datetime | None:
    """When a row was last found to be true; of a past moment, what is certain of it: when it was recorded."""
    if as_of is None or row.verified_at is None or row.verified_at <= as_of:
        return row.verified_at
    return row.recorded_at


def _line(reader: Reader, pk: int, said: Person | PersonVersion, address: str, as_of: datetime | None) -> PersonLine:
    return PersonLine(
        pk=pk,
        name=gate.show(reader, "name", said.name),
        sex=said.sex,
        born=gate.show(reader, "born", said.born),
        phone=shown_phone(reader, said.phone_sealed),
        address=gate.show(reader, "address", address),
        area_code=said.area_code,
        status=said.status,
        verified_at=verified(said, as_of),
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
