"""The shapes in which the registry is shown. Texts are masked already; an empty text was hidden, or is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class PersonLine:
    """A person in a list."""

    pk: int
    name: str
    sex: str  # GB/T 2261.1: '1', '2' or ''
    born: str
    phone: str
    address: str
    area_code: str
    status: str
    verified_at: datetime | None


@dataclass(frozen=True)
class Home:
    """A residence."""

    kind: str  # 'lives' or 'registered'
    address: str
    dwelling: int | None
    tenure: str
    relation: str
    since: date | None
    until: date | None
    recorded_at: datetime
    verified_at: datetime | None
    source: str


@dataclass(frozen=True)
class InGroup:
    """A membership in a key group that the reader may know of."""

    group: str  # a name in groups.toml
    level: str
    since: date | None
    until: date | None
    recorded_at: datetime
    source: str


@dataclass(frozen=True)
class Work:
    """Where somebody works or studies."""

    organisation: int
    name: str
    post: str
    since: date | None
    until: date | None
    recorded_at: datetime
    source: str


@dataclass(frozen=True)
class Known:
    """What was known of a person for a time: the fields, when they were recorded, and when they gave way."""

    name: str
    sex: str
    born: str
    number: str
    number_kind: str
    phone: str
    status: str
    source: str
    recorded_at: datetime
    until: datetime | None


@dataclass(frozen=True)
class Otherwise:
    """What another record of a person says of a field, and gave way: which dataset says so, and since when."""

    field: str
    value: str
    dataset: str
    at: datetime


@dataclass(frozen=True)
class PersonPage:
    """All that a reader may see of one person, now or as it was known at a past moment."""

    pk: int
    area_code: str
    known: Known
    versions: tuple[Known, ...]  # the latest first
    records: tuple[int, ...]  # all records of the person, the kept one first
    otherwise: tuple[Otherwise, ...]
    homes: tuple[Home, ...]
    household: tuple[PersonLine, ...]
    groups: tuple[InGroup, ...]
    groups_hidden: int  # how many the reader may not know of: that there are, not which
    work: tuple[Work, ...]
    as_of: datetime | None
    sources: Mapping[str, str]  # field -> whose word stands now: dataset/batch, 'visit', 'correction'; {} of a past day


@dataclass(frozen=True)
class Door:
    """A dwelling on the plan of its building."""

    pk: int
    room: str
    people: int


@dataclass(frozen=True)
class Plan:
    """A building floor by unit, the top floor first: 楼栋图."""

    pk: int
    name: str
    compound: int
    compound_name: str
    compound_area: str
    area_code: str
    units: tuple[str, ...]
    floors: tuple[tuple[int | None, tuple[tuple[Door, ...], ...]], ...]  # (floor, doors of each unit)


@dataclass(frozen=True)
class Outline:
    """An area as a map draws it: WGS-84, degrees; longitude and latitude of a point inside, 0 where none is known."""

    code: str
    name: str
    polygon: Any  # rings of [longitude, latitude], the outer one first; or several of them
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Place:
    """A compound, a dwelling or an organisation, as a list or a search names it."""

    kind: str  # 'compound', 'dwelling', 'organisation'
    pk: int
    title: str
    more: str
    area_code: str


@dataclass(frozen=True)
class Answer:
    """What a search found; `by` says how the text was understood, which is what the audit keeps of it."""

    by: str  # 'name', 'initials', 'number', 'phone', 'tail', 'address', 'organisation', 'nothing'
    people: tuple[PersonLine, ...]
    places: tuple[Place, ...]
