"""What codes show and why, for readers and for rules: right at the moment that is asked for, whether or not the
minute's work has run."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.db.models import Count, Q, QuerySet

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.access.scope import ScopedQuerySet, within
from fangxian.healthcode import retests, rounds, rules
from fangxian.healthcode.colouring import spans_of
from fangxian.healthcode.models import Answer, Appeal, Attachment, Colour, Line, Proposal, Restriction, Stop, Turn
from fangxian.healthcode.rounds import restricted as restricted_by_round
from fangxian.healthcode.rules import GREEN, Span
from fangxian.lib import clock
from fangxian.outbreak.queries import protocol
from fangxian.registry.queries import all_records, kept_of, kept_records, records_of, several_records, whereabouts
from fangxian.store import blocks

__all__ = [
    "Answer",
    "Appeal",
    "Attachment",
    "Line",
    "Proposal",
    "Restriction",
    "Shown",
    "Stop",
    "Turn",
    "appeal",
    "appeals",
    "counts",
    "held_back",
    "let_through",
    "proposal",
    "proposals",
    "restricted_by_round",
    "restrictions",
    "restrictions_of",
    "retests_of",
    "shown",
    "shown_of",
    "standing",
    "stops",
    "turns",
    "under",
    "would_show",
    "written",
]  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """What a code shows: one of rules.STATES, since when (None: always), until when if nobody does anything."""

    state: str
    since: datetime | None = None
    until: datetime | None = None


def shown(person: int, at: datetime | None = None) -> Shown:
    """What one code shows, or showed at a moment."""
    return shown_of([person], at)[person]


def shown_of(people: Collection[int], at: datetime | None = None) -> dict[int, Shown]:
    """The same of many. The projection is read where it is right still, else the restrictions."""
    found: dict[int, Shown] = {}
    if at is None:
        now = clock.now()
        for some in batched(people, 500):
            right = Colour.rows.filter(Q(right_until=None) | Q(right_until__gt=now), person__in=some)
            for person, state, since, until in right.values_list("person", "colour", "since", "right_until"):
                found[person] = Shown(state, since, until)
    return found | _computed([person for person in people if person not in found], at or clock.now())


def standing(at: datetime | None = None) -> Q:
    """Which restrictions stand at a moment."""
    at = at or clock.now()
    return Q(starts_at__lte=at, expires_at__gt=at) & (Q(ended_at=None) | Q(ended_at__gt=at))


def restrictions(
    reader: Reader, area: str, *, state: str = "", reason: str = "", by_hand: bool | None = None
) -> ScopedQuerySet:
    """The restrictions that stand in an area, the latest first; note their people before they are shown. `state`: of
    those whose code shows that (one line each of their restrictions that lay it)."""
    seen: ScopedQuerySet = Restriction.objects.seen_by(reader)
    found = seen.filter(standing(), within([area]))
    if state:
        found = found.filter(colour=rules.HOLD if state == rules.HELD else state)
    if reason:
        found = found.filter(reason=reason)
    if by_hand is not None:
        found = found.filter(by_hand=by_hand)
    return found.order_by("-starts_at", "-pk")


def under(reader: Reader, state: str, area: str) -> list[int]:
    """The people of an area whose code shows a state that is not green, by key: as many as `counts` says (law 9)."""
    seen: Any = Restriction.objects.seen_by(reader)
    return sorted(person for person, was in _states(seen.filter(standing(), within([area]))).items() if was == state)


def not_green(people: Collection[int] | None = None) -> dict[int, str]:
    """Person -> what their code shows now, of those (of some, or of all) against whom something stands. Not to be
    shown."""
    if people is None:
        return _states(Restriction.rows.filter(standing()))
    found: dict[int, str] = {}
    for some in batched(people, 500):
        found |= _states(Restriction.rows.filter(standing(), person__in=all_records(some)))
    return found


def written() -> dict[int, str]:
    """Person -> what the projection says of their code, of those whom it does not show as green. Not to be shown."""
    return dict(blocks.rows(Colour.rows.exclude(colour=GREEN).values_list("person", "colour")))


def counts(area: str) -> dict[str, int]:
    """State -> how many people's code shows it in an area: held, yellow, red. It names nobody."""
    found = dict.fromkeys(rules.STATES[2:], 0)
    for was in _states(Restriction.rows.filter(standing(), within([area]))).values():
        found[was] += 1
    return found


def restrictions_of(person: int, at: datetime | None = None) -> list[Restriction]:
    """All restrictions that somebody had by a moment, by whichever of their records, the latest first. For their own
    page, and behind the gate."""
    found = Restriction.rows.filter(person__in=records_of(person), starts_at__lte=at or clock.now())
    return list(found.order_by("-starts_at", "-pk"))


def turns(first: int, last: int) -> QuerySet[Turn]:
    """A range of turns, in their order, for whoever follows codes. Not to be shown."""
    return Turn.rows.filter(pk__gte=first, pk__lte=last).order_by("pk")


def last_turn() -> int:
    """The key of the last turn; 0 before the first."""
    return Turn.rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def proposals(reader: Reader, *, state: str = "") -> list[Proposal]:
    """What was asked for by hand, the latest first: what concerns somebody of the reader's areas. They name nobody."""
    mine = Line.rows.filter(within(reader.areas)).values("proposal")
    found = Proposal.objects.filter(pk__in=mine).order_by("-proposed_at", "-pk")
    return list(found.filter(state=state) if state else found[:200])


def proposal(reader: Reader, pk: int) -> tuple[Proposal, list[Line]]:
    """One of them with its people; note them before they are shown. Raises NotHere unless all are in the reader's
    areas."""
    found = Proposal.objects.filter(pk=pk).first()
    lines = list(Line.rows.filter(proposal=pk).order_by("area_code", "pk"))
    if found is None or not all(reader.covers(one.area_code) for one in lines):
        raise NotHere.of("proposal")
    return found, lines


def appeals(reader: Reader, *, waiting: bool = True) -> Any:
    """Appeals of the reader's areas: those that wait, the urgent and the longest due first; or those that were
    answered, the latest first. Note their people before they are shown."""
    seen: Any = Appeal.objects.seen_by(reader)
    found = seen.select_related("restriction")
    return found.filter(closed_at=None).order_by("due_at", "pk") if waiting else (
        found.exclude(closed_at=None).order_by("-closed_at", "-pk")
    )  # fmt: skip


def appeal(reader: Reader, pk: int) -> Appeal:
    """One appeal with its restriction, its answers and its attachments. Raises NotHere."""
    seen: Any = Appeal.objects.seen_by(reader)
    found: Appeal | None = (
        seen.filter(pk=pk).select_related("restriction").prefetch_related("answers", "attachments").first()
    )
    if found is None:
        raise NotHere.of("appeal")
    return found


def appeals_of(restriction: int) -> list[Appeal]:
    """The appeals about a restriction, the latest first, with their answers."""
    found = Appeal.rows.filter(restriction=restriction).order_by("-filed_at", "-pk")
    return list(found.prefetch_related("answers", "attachments"))


def overdue(area: str) -> int:
    """How many appeals of an area wait beyond the promised time. They are on headquarters' page as well."""
    return Appeal.rows.filter(within([area]), closed_at=None, due_at__lte=clock.now()).count()


def waiting_by_class(area: str) -> dict[str, int]:
    """Class -> how many appeals of an area wait."""
    rows = Appeal.rows.filter(within([area]), closed_at=None).values_list("name")
    return dict(rows.annotate(many=Count("pk")).order_by())


def stops() -> QuerySet[Stop]:
    """Acts that wait for a second person, the longest waiting first."""
    return Stop.objects.filter(state=Stop.State.WAITING).order_by("asked_at", "pk")


def let_through(begins: str) -> list[tuple[str, str]]:
    """(act, who asked for it) of acts that a second person let through and that were not done yet, of those whose names
    begin so."""
    found = Stop.objects.filter(state=Stop.State.CONFIRMED, act__startswith=begins).order_by("pk")
    return list(found.values_list("act", "asked_by"))


def held_back(begins: str) -> set[str]:
    """Acts that wait for a second person, or that one refused, of those whose names begin so."""
    states = (Stop.State.WAITING, Stop.State.REFUSED)
    return set(Stop.objects.filter(state__in=states, act__startswith=begins).values_list("act", flat=True))


def retests_of(round: int) -> str:
    """Who asks for the re-tests that a round's pools did not get, as tasks say it."""
    return retests.asking(rounds.source(round, rounds.POOL))


def too_many(people: int) -> bool:
    """Whether an act that changes so many people's colour stops for a second person (law 11)."""
    limits = rules.limits()
    return people > max(limits.people_that_pass, known() * limits.share_that_stops)


def known() -> int:
    """How many people have a code at all."""
    return Colour.rows.count()


def _computed(people: Collection[int], at: datetime) -> dict[int, Shown]:
    found: dict[int, Shown] = {}
    for some in batched(people, 500):
        kept = kept_of(several_records(some))
        spans = spans_of(Restriction.rows.filter(person__in={*some, *kept}), kept)
        there = whereabouts(some)
        for person in some:
            told = spans.get(kept.get(person, person), [])
            state = rules.state(told, at, known=person in there)
            found[person] = Shown(state, rules.since(told, at), rules.right_until(told, at))
    return found


def _states(found: Any) -> dict[int, str]:
    """Person -> the strongest of these restrictions, of all their records."""
    states: dict[int, str] = {}
    kept = kept_records()
    for record, colour in found.values_list("person", "colour"):
        said, person = colour or rules.HELD, kept.get(record, record)
        if rules.worse(states.get(person, GREEN), said):
            states[person] = said
    return states


def would_show(proposal: Proposal, lines: Collection[Line]) -> dict[int, str]:
    """What the codes of a proposal's people would show once it was approved (law 11)."""
    at = clock.now()
    gone = {one.restriction_id for one in lines if one.restriction_id is not None}
    spans: dict[int, list[Span]] = {one.person: [] for one in lines}
    for some in batched(tuple(spans), 500):
        kept = kept_of(several_records(some))
        standing_ones = Restriction.rows.filter(standing(at), person__in={*some, *kept}).exclude(pk__in=gone)
        told_of = spans_of(standing_ones, kept)
        for person in some:
            spans[person] += told_of.get(kept.get(person, person), ())
    if proposal.kind != Proposal.Kind.LIFT:
        effect = protocol(proposal.version).effects[proposal.effect]
        until = at + timedelta(hours=proposal.hours) if proposal.hours is not None else None
        colour = effect.colour or rules.HOLD
        added = Span(colour, at, rules.expiry(at, colour=colour, until=until, hours=effect.hours))
        for told in spans.values():
            told.append(added)
    return {person: rules.state(told, at) for person, told in spans.items()}
