"""What changes the registry. Batches come as Arrow tables; each is one transaction and one event, and applied again it
changes nothing (law 7)."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

import pyarrow as pa
from django.db import transaction

from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.registry import absorbing, events, kept_as
from fangxian.registry.acts import correct_person, hold, move_person, verify_residence
from fangxian.registry.applying import groups, organisations, people, places, residences, whereabouts
from fangxian.registry.at_the_door import enter_person, meet_person, put_back, recorded
from fangxian.registry.contradicting import unsettle
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Organisation
from fangxian.registry.reading.organisations import counted_in
from fangxian.registry.visited import Newcomer, enter_people, leave_people, meet_people, recorded_of

__all__ = [
    "Counts",
    "Newcomer",
    "apply_areas",
    "apply_boundaries",
    "apply_compounds",
    "apply_dwellings",
    "apply_groups",
    "apply_organisations",
    "apply_people",
    "apply_posts",
    "apply_residences",
    "correct_person",
    "enter_people",
    "enter_person",
    "hold",
    "hold_organisations",
    "leave_people",
    "meet_people",
    "meet_person",
    "move_person",
    "organisations_stand_for",
    "put_back",
    "recorded",
    "recorded_of",
    "settle_whereabouts",
    "stand_for",
    "unsettle",
    "verify_residence",
]


def apply_areas(table: pa.Table, *, source: str, by: str, at: datetime | None = None) -> Counts:
    """code, name. An area's code says its level and what is around it."""
    return _applied("areas", places.areas, table, _stamp(source, by, at))


def apply_boundaries(table: pa.Table, *, source: str, by: str, at: datetime | None = None) -> Counts:
    """code, polygon (JSON text: rings of [longitude, latitude], WGS-84), longitude, latitude (of a point inside)."""
    return _applied("boundaries", places.boundaries, table, _stamp(source, by, at))


def apply_compounds(table: pa.Table, *, source: str, by: str, at: datetime | None = None) -> Counts:
    """code, name, area_code (of its community), address, longitude, latitude."""
    return _applied("compounds", places.compounds, table, _stamp(source, by, at))


def apply_dwellings(table: pa.Table, *, source: str, by: str, at: datetime | None = None) -> Counts:
    """code, compound (a code that is there), building, unit, floor, room, kind, area_code (of its grid), address,
    door (terms.addresses.key), longitude, latitude. Buildings follow from them."""
    return _applied("dwellings", places.dwellings, table, _stamp(source, by, at))


@transaction.atomic
def apply_people(table: pa.Table, *, source: str, by: str, at: datetime | None = None) -> tuple[Counts, list[int]]:
    """person, newcomer, name, sex, born, number, number_kind, phone, area_code: see applying.people. Answers each row's
    person as well."""
    stamp = _stamp(source, by, at)
    counts, persons = people.apply(table, stamp)
    _told("people", counts, stamp)
    return counts, persons


def apply_residences(
    table: pa.Table,
    *,
    source: str,
    by: str,
    day: date,
    whole: bool,
    only: Collection[int] | None = None,
    spared: Collection[int] = (),
    at: datetime | None = None,
) -> Counts:
    """person, dwelling, household, area_code, kind, tenure, relation, elsewhere, since: see applying.residences.
    `only`: the few people whom the table names, if they are few. `spared`: who has not left for not being listed."""
    return _applied(
        "residences",
        lambda t, stamp: residences.apply(t, stamp, day=day, whole=whole, only=only, spared=spared),
        table,
        _stamp(source, by, at),
    )


def apply_organisations(table: pa.Table, *, source: str, by: str, at: datetime | None = None) -> Counts:
    """uscc, name, kind, industry, status, established, address, area_code, longitude, latitude, phone: see
    applying.organisations."""
    return _applied("organisations", organisations.organisations, table, _stamp(source, by, at))


def apply_posts(
    table: pa.Table,
    *,
    source: str,
    by: str,
    day: date,
    whole: bool,
    spared: Collection[int] = (),
    at: datetime | None = None,
) -> Counts:
    """uscc (of an organisation that is there), person, post, since, until."""
    return _applied(
        "posts",
        lambda t, stamp: organisations.posts(t, stamp, day=day, whole=whole, spared=spared),
        table,
        _stamp(source, by, at),
    )


def apply_groups(
    table: pa.Table,
    *,
    source: str,
    by: str,
    day: date,
    whole: bool,
    spared: Collection[int] = (),
    at: datetime | None = None,
) -> Counts:
    """person, group, level, since."""
    return _applied(
        "groups",
        lambda t, stamp: groups.apply(t, stamp, day=day, whole=whole, spared=spared),
        table,
        _stamp(source, by, at),
    )


@transaction.atomic
def settle_whereabouts(*, source: str, by: str, only: Collection[int] | None = None, at: datetime | None = None) -> int:
    """Sets everybody's area and status as their residences say (`only`: of a few people); answers how many changed."""
    return whereabouts.settle(_stamp(source, by, at), only=only)


@transaction.atomic
def stand_for(kept: Mapping[int, int | None], *, by: str, at: datetime | None = None) -> list[int]:
    """Record -> the record that stands for that person from now on, None: it stands for itself (law 7: told twice, it
    changes nothing); answers every record concerned. For `identity`, which keeps why."""
    concerned = absorbing.apply(kept, _stamp("merge", by, at))
    if concerned:
        payload = {"records": len(kept), "people": concerned}
        ledger.record_batch(kind=events.STANDS_FOR, batch="merges", by=by, payload=payload)
    return concerned


@transaction.atomic
def organisations_stand_for(kept: Mapping[int, int | None], *, by: str) -> list[int]:
    """The same of organisations that were entered twice."""
    among = kept_as.with_all(Organisation, {*kept, *(now for now in kept.values() if now is not None)})
    before = counted_in(among)
    concerned = kept_as.stand_for(Organisation, kept)
    if concerned:
        sites = counted_in(among)
        sites.subtract(before)
        payload = {"records": len(kept), "organisations": concerned, "sites": {k: n for k, n in sites.items() if n}}
        ledger.record_batch(kind=events.ORGANISATIONS_STAND_FOR, batch="merges", by=by, payload=payload)
    return concerned


def hold_organisations(keys: Collection[int]) -> None:
    """Holds organisations until the transaction ends, so that nobody else decides of them meanwhile."""
    kept_as.hold(Organisation, keys)


def _stamp(source: str, by: str, at: datetime | None) -> Stamp:
    return Stamp(source, by, at or clock.now())


@transaction.atomic
def _applied(what: str, apply: Callable[[pa.Table, Stamp], Counts], table: pa.Table, stamp: Stamp) -> Counts:
    counts = apply(table, stamp)
    _told(what, counts, stamp)
    return counts


def _told(what: str, counts: Counts, stamp: Stamp) -> None:
    ledger.record_batch(
        kind=events.APPLIED, batch=stamp.source, by=stamp.by, payload={"registry": what} | counts.data()
    )
