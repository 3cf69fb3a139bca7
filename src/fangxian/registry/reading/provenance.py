"""Where what is known comes from, and what rests on a batch: field by field, home by home. A source is dataset/batch,
'visit' or 'correction'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.registry import records
from fangxian.registry.applying.said import FIELDS
from fangxian.registry.models import (
    Area,
    Compound,
    Dwelling,
    KeyGroupMembership,
    Organisation,
    Person,
    Post,
    Residence,
)
from fangxian.store import blocks

#: What a visit says of a home; and for how long at most it is written down before the visit itself is.
_VISIT, _JUST = "visit", timedelta(minutes=1)
#: So many people are asked for in one statement.
_STRIDE = 5_000
#: Of a field that is sealed, the column that says whether there is something to be had of it.
_SEALED = {"number": "number_sealed", "phone": "phone_sealed"}


@dataclass(frozen=True)
class Made:
    """Something of the registries that rests on a batch. `kind`: 'field' (`name` says which), 'lives', 'registered',
    'group', 'post', 'area', 'compound', 'dwelling', 'organisation'; `key` opens it, `label` is masked for the reader;
    `stands`: it is so still."""

    kind: str
    name: str
    label: str
    key: int | str | None
    stands: bool
    recorded_at: datetime


def sources(person: Person) -> Mapping[str, str]:
    """Field -> whose word stands for it, of the fields of which something is known."""
    return {name: source_of(person, name) for name in FIELDS if says(person, name)}


def says(record: Any, field: str) -> bool:
    """Whether a record says anything of a field."""
    return bool(getattr(record, _SEALED.get(field, field)))


def source_of(record: Any, field: str) -> str:
    """Whose word a record has on a field: the source that said it, else the one that entered the record."""
    told: Mapping[str, str] = getattr(record, "said_by", {})
    return told.get(field) or str(record.source)


def open_person(reader: Reader, person: int, **details: str) -> bool:
    """Notes that somebody is opened; answers whether they are in the reader's areas. Raises as gate.opened."""
    area = Person.objects.seen_by(reader).filter(pk=person).values_list("area_code", flat=True).first()
    if area is None:
        return False
    gate.opened(reader, kind="person", subject=person, area=area, **details)
    return True


def made_from(reader: Reader, person: int, source: str) -> list[Made]:
    """What of a person, of all their records, rests on a batch. Call it for somebody who was read at the gate."""
    those = records.of(person)
    fields = [
        Made("field", name, "", None, True, one.recorded_at)
        for one in Person.rows.filter(pk__in=those).order_by("pk")
        for name, by in sources(one).items()
        if by == source
    ]
    rests = {"person__in": those, "source": source}
    homes = Residence.objects.filter(**rests).select_related("dwelling").order_by("pk")
    groups = KeyGroupMembership.rows.filter(**rests).order_by("pk")
    posts = Post.rows.filter(**rests).select_related("organisation")
    return [
        *fields,
        *(_home(reader, one) for one in homes),
        *(
            Made("group", one.group, one.level, None, one.ended_recorded_at is None, one.recorded_at)
            for one in groups
            if gate.sees_group(reader, one.sensitivity)
        ),
        *(
            Made("post", one.post, one.organisation.name, one.organisation_id, _stands(one), one.recorded_at)
            for one in posts.order_by("pk")
        ),
    ]


def said_before(asked: Sequence[tuple[int, datetime, bool]]) -> list[str]:
    """Of each (person, moment, whether it is about who they are), whose word stood before that moment: of who they are
    the source that entered them, else the source of the home where they lived, or were registered. Nothing of anybody
    is read."""
    people = list({person for person, *_ in asked})
    entered: dict[int, str] = {}
    homes: dict[int, list[tuple[str, str, datetime, datetime | None]]] = {}
    for some in batched(people, _STRIDE):
        entered |= dict(Person.rows.filter(pk__in=some).values_list("pk", "source"))
        rows = Residence.objects.filter(person__in=some).order_by("pk")
        columns = ("person_id", "kind", "source", "recorded_at", "ended_recorded_at")
        for person, *home in blocks.rows(rows.values_list(*columns)):
            homes.setdefault(person, []).append(tuple(home))
    return [
        entered.get(person, "") if who else _home_before(homes.get(person, ()), at) or entered.get(person, "")
        for person, at, who in asked
    ]


def _home_before(homes: Sequence[tuple[str, str, datetime, datetime | None]], at: datetime) -> str:
    """The source of the home that stood before a visit: where they lived, else where they were registered."""
    before = at - _JUST
    stood = {
        kind: source
        for kind, source, since, until in homes
        if since <= (before if source == _VISIT else at) and (until is None or until >= before)
    }
    return stood.get("lives") or stood.get("registered", "")


def place_by_code(reader: Reader, dataset: str, code: str) -> list[Made]:
    """The area, compound, door or organisation of a code that the reader may open, noted; none where there is none."""
    if dataset in ("areas", "boundaries"):
        areas = Area.objects.filter(code=code)
        return [Made("area", "", one.name, one.code, True, one.recorded_at) for one in areas if reader.covers(one.code)]
    kind, table, by = _PLACES[dataset]
    found = table.objects.filter(**{by: code}).first()
    area = getattr(found, "area_code", None)
    if found is None or (area is not None and not reader.covers(area)):
        return []
    gate.opened(reader, kind=kind, subject=found.pk, area=area)
    label = gate.show(reader, "address", found.address) if isinstance(found, Dwelling) else found.name
    return [Made(kind, "", label, found.pk, True, found.recorded_at)]


_PLACES: Mapping[str, tuple[str, type[Compound | Dwelling | Organisation], str]] = {
    "compounds": ("compound", Compound, "code"),
    "dwellings": ("dwelling", Dwelling, "code"),
    "organisations": ("organisation", Organisation, "uscc"),
}


def _home(reader: Reader, one: Residence) -> Made:
    address = gate.show(reader, "address", one.dwelling.address if one.dwelling else one.elsewhere)
    return Made(one.kind, "", address, one.dwelling_id, _stands(one), one.recorded_at)


def _stands(one: Residence | Post) -> bool:
    return one.ended_recorded_at is None
