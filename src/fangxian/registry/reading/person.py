"""One person, as far as a reader may see them, now or as they were known at a past moment (law 12)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.registry import records
from fangxian.registry.models import KeyGroupMembership, Person, PersonVersion, Post, Residence
from fangxian.registry.reading.absorbed import found_among
from fangxian.registry.reading.lines import known_at, lines, shown_number, shown_phone, verified
from fangxian.registry.reading.provenance import sources
from fangxian.registry.reading.shown import Home, InGroup, Known, PersonPage, Work
from fangxian.registry.reading.surviving import surviving

#: As many people of one household or door as a page shows.
MANY = 60


def page(reader: Reader, pk: int, *, as_of: datetime | None = None) -> PersonPage:
    """Everything about one person, of all their records; of one that was absorbed, the page of the one that is kept.
    The reading is noted before it is shown. Raises NotHere for somebody of another area, for nobody, and for somebody
    who was not known at that moment."""
    those = records.of(pk, as_of=as_of)
    pk, *others = those
    residences = _learnt(Residence.objects.filter(person__in=those).select_related("dwelling").order_by("-pk"), as_of)
    family = _family(reader, those, residences, as_of)
    beside = [*others, *(one.pk for one in family)]
    person: Person = gate.one(Person.objects.all(), reader, kind="person", pk=pk, beside=beside)
    said = _said(person, as_of)
    if not said:
        raise NotHere.of("person")
    versions = tuple(_known(reader, one, until) for one, until in said)
    groups, hidden = _groups(reader, those, as_of)
    absorbed = [now[0] for one in Person.rows.filter(pk__in=others).order_by("pk") if (now := _said(one, as_of))]
    known, otherwise, whose = surviving([(one, _known(reader, one, until)) for one, until in (said[0], *absorbed)])
    return PersonPage(
        pk=pk,
        area_code=said[0][0].area_code,
        known=known,
        versions=versions,
        records=those,
        otherwise=otherwise,
        homes=_homes(reader, residences, as_of),
        household=lines(reader, family, as_of=as_of, homes=False),
        groups=groups,
        groups_hidden=hidden,
        work=_work(those, as_of),
        as_of=as_of,
        sources={} if as_of else sources(person) if not others else _sources(whose),
    )


def _sources(whose: Mapping[str, Person]) -> dict[str, str]:
    told = {one.pk: sources(one) for one in whose.values()}
    return {field: told[one.pk][field] for field, one in whose.items() if field in told[one.pk]}


def _said(person: Person, as_of: datetime | None) -> list[tuple[Person | PersonVersion, datetime | None]]:
    """What is known of a person, the latest first, each with when it gave way; of a past moment, what had been learnt
    by then: what gave way later still stood."""
    past = PersonVersion.objects.filter(person=person.pk).order_by("-until", "-pk")
    said: list[tuple[Person | PersonVersion, datetime | None]] = [(person, None), *((one, one.until) for one in past)]
    if as_of is None:
        return said
    learnt = [(one, until) for one, until in said if one.recorded_at <= as_of]
    return [(one, until if until is not None and until <= as_of else None) for one, until in learnt]


def _known(reader: Reader, said: Person | PersonVersion, until: datetime | None) -> Known:
    return Known(
        name=gate.show(reader, "name", said.name),
        sex=said.sex,
        born=gate.show(reader, "born", said.born),
        number=shown_number(reader, said.number_sealed),
        number_kind=said.number_kind,
        phone=shown_phone(reader, said.phone_sealed),
        status=said.status,
        source=said.source,
        recorded_at=said.recorded_at,
        until=until,
    )


def _homes(reader: Reader, residences: Sequence[Residence], as_of: datetime | None) -> tuple[Home, ...]:
    """All homes, the standing ones first; as of a moment, those that were known then, as they were known then."""
    homes = []
    for row in residences:
        homes.append(
            Home(
                kind=row.kind,
                address=gate.show(reader, "address", row.dwelling.address if row.dwelling else row.elsewhere),
                dwelling=row.dwelling_id,
                tenure=row.tenure,
                relation=row.relation,
                since=row.since,
                until=_until(row, as_of),
                recorded_at=row.recorded_at,
                verified_at=verified(row, as_of),
                source=row.source,
            )
        )
    return tuple(sorted(homes, key=lambda home: (home.until is not None, home.kind)))


def _family(
    reader: Reader, those: Collection[int], residences: Sequence[Residence], as_of: datetime | None
) -> list[Person]:
    """Who is of the same household, or lives behind the same door; of the reader's areas. The caller notes them."""
    own = [home for home in residences if _stands(home, as_of)]
    households = [home.household_id for home in own if home.household_id]
    doors = [home.dwelling_id for home in own if home.dwelling_id and home.kind == "lives"]
    if not households and not doors:
        return []
    with_them = Q(household__in=households) | Q(dwelling__in=doors, kind="lives")
    there = Residence.objects.filter(known_at(as_of), with_them).exclude(person__in=those).values("person_id")
    family = Person.objects.seen_by(reader).filter(found_among(there)).order_by("born", "pk")
    return list(family[:MANY])


def _stands(home: Residence, as_of: datetime | None) -> bool:
    """Whether a home had not ended, as far as was known."""
    return home.ended_recorded_at is None or (as_of is not None and home.ended_recorded_at > as_of)


def _groups(reader: Reader, those: Collection[int], as_of: datetime | None) -> tuple[tuple[InGroup, ...], int]:
    rows = _learnt(KeyGroupMembership.rows.filter(person__in=those).order_by("pk"), as_of)
    known = [row for row in rows if gate.sees_group(reader, row.sensitivity)]
    return tuple(_group(row, as_of) for row in known), len(rows) - len(known)


def _work(those: Collection[int], as_of: datetime | None) -> tuple[Work, ...]:
    """Where somebody works and worked, by the entries that stand for the organisations; what two entries or records
    say alike is said once."""
    posts = Post.rows.filter(person__in=those).select_related("organisation__kept").order_by("-pk")
    found: dict[object, Work] = {}
    for row in _learnt(posts, as_of):
        at, until = row.organisation.as_kept, _until(row, as_of)
        work = Work(at.pk, at.name, row.post, row.since, until, row.recorded_at, row.source)
        found.setdefault((at.pk, row.post, until), work)
    return tuple(found.values())


def _group(row: KeyGroupMembership, as_of: datetime | None) -> InGroup:
    return InGroup(row.group, row.level, row.since, _until(row, as_of), row.recorded_at, row.source)


def _learnt(rows: Any, as_of: datetime | None) -> list[Any]:
    return list(rows if as_of is None else rows.filter(recorded_at__lte=as_of))


def _until(row: KeyGroupMembership | Post | Residence, as_of: datetime | None) -> date | None:
    """When something ended, as far as was known."""
    if as_of is None or (row.ended_recorded_at is not None and row.ended_recorded_at <= as_of):
        return row.until
    return None
