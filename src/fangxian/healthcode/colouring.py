"""The projection: what everybody's code shows, written from the restrictions that stand, for some or from scratch.

Nothing here is told a colour: whose code is looked at again is said, and what it shows is computed (law 3).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, F, Value

from fangxian.healthcode import events, rules
from fangxian.healthcode.models import Colour, Restriction, Turn
from fangxian.healthcode.rules import GREEN, UNKNOWN, Span
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.registry.queries import everybody, kept_of, kept_records, several_records, whereabouts
from fangxian.store import acts, blocks, bulk

_STRIDE = 20_000
#: So many people's restrictions are read at once.
_FEW = 5_000
_SPAN = ("colour", "starts_at", "expires_at", "ended_at")


@acts.atomic
def recolour(people: Collection[int], *, outbreak: int, by: str = ledger.SYSTEM) -> int:
    """Computes the codes of people anew, each of all their records; answers of how many they show something else, which
    is told as one range of turns."""
    at, several = clock.now(), several_records(people)
    turned: list[tuple[Any, ...]] = []
    for some in batched(sorted({several.get(person, (person,))[0] for person in people}), _STRIDE):
        turned += _recoloured(some, several, at)
    keys = bulk.reserve(Turn, len(turned))
    bulk.insert(
        Turn,
        ["id", "outbreak_id", "person", "area_code", "was", "now", "at"],
        ((pk, outbreak, *one) for pk, one in zip(keys, turned, strict=True)),
    )
    if turned:
        payload = {"first": keys[0], "last": keys[-1], "people": len(turned)}
        ledger.record_batch(kind=events.COLOURED, batch=f"turns/{keys[0]}", by=by, payload=payload)
    return len(turned)


@transaction.atomic
def rebuild() -> int:
    """Drops the projection and writes it anew: everybody whom the registry knows, and what stands against them; answers
    how many people that are. What it shows is what the running one shows (law 8)."""
    at = clock.now()
    Colour.rows.all()._raw_delete(Colour.rows.db)
    never = Value(None, output_field=DateTimeField())
    known = everybody().annotate(shown=Value(GREEN), since=never, right=never)
    people = bulk.insert_from(
        Colour,
        ["person", "area_code", "colour", "since", "right_until"],
        known.values_list("pk", "area_code", "shown", "since", "right"),
    )
    spans = spans_of(Restriction.rows.order_by("pk"), kept_records())
    bulk.update(Colour, ["colour", "since", "right_until"], ((person, *_said(spans[person], at)) for person in spans))
    return people


@transaction.atomic
def records_changed(records: Collection[int], *, by: str) -> None:
    """Records became one person's, or two people's again: one code is shown of each person, by what stands against any
    of their records."""
    rows, kept = Colour.rows.filter(person__in=records), kept_records(records)
    if not rows.exists():
        return
    rows.filter(person__in=kept)._raw_delete(Colour.rows.db)
    shown = set(rows.values_list("person", flat=True))
    where = whereabouts([one for one in records if one not in kept and one not in shown])
    bulk.insert(
        Colour,
        ["person", "area_code", "colour", "since", "right_until"],
        [(one, there.area_code, GREEN, None, None) for one, there in where.items()],
    )
    for outbreak in Restriction.rows.filter(person__in=records).values_list("outbreak", flat=True).distinct():
        recolour(records, outbreak=outbreak, by=by)


def spans_of(found: Any, kept: Mapping[int, int]) -> dict[int, list[Span]]:
    """Person -> the restrictions of a query, of all their records (`kept`: the one that stands for each), as the rules
    need them."""
    return _spans(blocks.rows(found.values_list("person", *_SPAN)), kept)


def _spans(rows: Iterable[tuple[Any, ...]], kept: Mapping[int, int]) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for person, *said in rows:
        spans[kept.get(person, person)].append(Span(*said))
    return spans


def _recoloured(people: Collection[int], several: Mapping[int, tuple[int, ...]], at: datetime) -> list[tuple[Any, ...]]:
    """Writes what the codes of some show, each of all their records (`several`, of those who have more than one, the
    kept one first); answers the turns: person, area, was, now, at."""
    records = [one for person in people for one in several.get(person, (person,))]
    found = Restriction.rows.filter(person__in=records).values_list("person", *_SPAN)
    kept = kept_of(several)
    spans = _spans(found if len(records) <= _FEW else blocks.rows(found), kept)
    rows = Colour.rows.filter(person__in=people).values_list("person", "colour", "since", "right_until", "area_code")
    shown = {person: said for person, *said in rows}
    changed, new, turns = [], [], []
    areas = _areas({person for person in people if person not in shown and person in spans})
    for person in people:
        now, since, until = _said(spans.get(person, ()), at)
        if person in shown:
            was, area = shown[person][0], shown[person][3]
            if [now, since, until] != shown[person][:3]:
                changed.append((person, now, since, until))
        elif person in areas:
            was, area = UNKNOWN, areas[person]
            new.append((person, area, now, since, until))
        else:
            continue
        if was != now:
            turns.append((person, area, was, now, since or at))
    bulk.update(Colour, ["colour", "since", "right_until"], changed)
    bulk.insert(Colour, ["person", "area_code", "colour", "since", "right_until"], new)
    return turns


def _said(spans: Iterable[Span], at: datetime) -> tuple[str, datetime | None, datetime | None]:
    told = list(spans)
    return rules.state(told, at), rules.since(told, at), rules.right_until(told, at)


def _areas(people: set[int]) -> dict[int, str]:
    """Where those are looked after who are not in the projection yet: as their restriction says."""
    found = Restriction.rows.filter(person__in=people).order_by("pk").values_list("person", F("area_code"))
    return dict(found)
