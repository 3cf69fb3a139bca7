"""How alike a row and a person are, of a few people: numbers and phones are told by their index, unopened."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from fangxian.registry import sealing
from fangxian.registry.models import Person, PersonKey, Residence

#: A number of one's own says more than telephone and door together.
_NUMBER = 4


@dataclass(frozen=True)
class Row:
    """What a row says of whom it means; None where it says nothing. `door`: a dwelling's code."""

    name: str | None
    born: date | None
    number: str | None
    phone: str | None
    door: str | None


@dataclass
class Known:
    """What is known of a person, as far as a row may say it too."""

    name: str
    born: date | None
    keys: set[tuple[str, bytes]] = field(default_factory=set)
    doors: set[str] = field(default_factory=set)

    def likeness(self, row: Row) -> int:
        """0 where the name is another, the birth date is another, or nothing but the name agrees; else the more the
        more agrees."""
        if not row.name or row.name != self.name or (row.born and self.born and row.born != self.born):
            return 0
        same = 1 if row.born and self.born else 0
        same += _NUMBER if row.number and ("number", sealing.number().index(row.number)) in self.keys else 0
        same += 1 if row.phone and ("phone", sealing.phone().index(row.phone)) in self.keys else 0
        return same + (1 if row.door in self.doors else 0)


def known(people: Collection[int]) -> Mapping[int, Known]:
    """Key -> what is known, of a few people; whoever is not there is left out."""
    found = {
        pk: Known(name, born)
        for pk, name, born in Person.rows.filter(pk__in=people).values_list("pk", "name", "born")
    }  # fmt: skip
    rows = PersonKey.objects.filter(person__in=found, kind__in=("number", "phone"))
    for person, kind, key in rows.values_list("person_id", "kind", "key"):
        found[person].keys.add((kind, bytes(key)))
    homes = Residence.objects.filter(person__in=found, ended_recorded_at=None).exclude(dwelling=None)
    doors = defaultdict(set)
    for person, code in homes.values_list("person_id", "dwelling__code"):
        doors[person].add(code)
    for person, codes in doors.items():
        found[person].doors = codes
    return found
