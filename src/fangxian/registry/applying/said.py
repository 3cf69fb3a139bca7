"""What a row says of a person, and by what they are found."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from fangxian.registry import sealing
from fangxian.registry.models import PersonKey
from fangxian.store import blocks

#: The fields that sources say something of.
FIELDS = ("name", "sex", "born", "number", "phone")
#: Asked for by name are at most so many; where there are more, all are looked through.
FEW = 20_000
#: What people are found by that their row does not show; the last four digits go with the phone.
KINDS = ("number", "phone")


@dataclass(slots=True)
class Said:
    """What one row, or several of one newcomer, say of a person: None where they say nothing, '' (which no file says)
    where what is recorded is taken away."""

    name: str | None = None
    sex: str | None = None
    born: date | None = None
    number: str | None = None
    phone: str | None = None
    number_kind: str = ""
    area_code: str = ""
    #: Somebody else holds the number that was said.
    number_left: bool = False
    #: By what number and phone are found; set by `index`.
    number_index: bytes = b""
    phone_index: bytes = b""

    def leave_number(self) -> None:
        """The number is taken away: somebody else holds it."""
        self.number, self.number_kind, self.number_left = None, "", True

    def and_also(self, other: "Said") -> None:
        """Fills what is missing from another row of the same person."""
        for name in (*FIELDS, "number_kind", "area_code"):
            if not getattr(self, name):
                setattr(self, name, getattr(other, name))


def index(people: Iterable[Said]) -> None:
    """Works out by what they are found; to be done once all is said."""
    number, phone = sealing.number().index, sealing.phone().index
    for one in people:
        if one.number:
            one.number_index = number(one.number)
        if one.phone:
            one.phone_index = phone(one.phone)


def looked_for(people: Iterable[tuple[int, Said]], kinds: Collection[str] = KINDS) -> list[tuple[int, str, bytes]]:
    """The rows by which people are found (person, kind, index), in the order of the index: half the work where there
    are many."""
    tail = sealing.tails()
    found = []
    for pk, one in people:
        if one.number and "number" in kinds:
            found.append((pk, "number", one.number_index))
        if one.phone and "phone" in kinds:
            found += ((pk, "phone", one.phone_index), (pk, "tail", tail(one.area_code, one.phone)))
    return sorted(found, key=itemgetter(1, 2))


@dataclass(frozen=True, slots=True)
class Keys:
    """By what the people there are are found. `of`: kind -> person -> (row, index), of those who were asked for;
    `holders`: a number's index -> who holds it."""

    of: dict[str, dict[int, tuple[int, bytes]]]
    holders: dict[bytes, int]


def keys(known: dict[int, Said], new: list[Said]) -> Keys:
    """The keys of the known people, and who holds a number that anybody here is said to have."""
    found = Keys({"number": {}, "phone": {}, "tail": {}}, {})
    rows = PersonKey.objects.values_list("pk", "person_id", "kind", "key")
    few = len(known) + len(new) <= FEW
    for pk, person, kind, key in blocks.rows(rows.filter(person__in=known) if few else rows):
        index = bytes(key)
        if person in known:
            found.of[kind][person] = (pk, index)
        if kind == "number":
            found.holders[index] = person
    if few:
        said = [one.number_index for one in (*known.values(), *new) if one.number]
        held = PersonKey.objects.filter(kind="number", key__in=said).values_list("key", "person_id")
        found.holders.update((bytes(key), person) for key, person in blocks.rows(held))
    return found


def holder(number: str) -> int | None:
    """The person who is recorded with a number."""
    rows = PersonKey.objects.filter(kind="number", key=sealing.number().index(number))
    return rows.values_list("person_id", flat=True).first()
