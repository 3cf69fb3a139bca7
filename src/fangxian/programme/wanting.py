"""What is wanting of who is followed asks somebody to go; what is not any more asks nobody, and lifts what it laid."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from itertools import batched
from typing import Any, NamedTuple

from fangxian.identity.queries import in_doubt
from fangxian.lib import clock
from fangxian.programme import protocols, rules, tasks
from fangxian.programme.changes import Changes
from fangxian.programme.models import Obligation, Stage
from fangxian.store import blocks, bulk


class Unmet(NamedTuple):
    """An obligation that is, or was, wanting, with what its duty says of that."""

    obligation: int
    enrolment: int
    person: int
    area_code: str
    dwelling: int | None
    duty: str
    evidence: str
    until_at: datetime
    visited_at: datetime | None
    pressed_at: datetime | None
    unmet: tuple[str, ...]
    effects: tuple[str, ...]


def lacks(those: Sequence[Unmet], told: Changes) -> None:
    """They are wanting: somebody is asked to go. What restricts waits until somebody has gone (law 14)."""
    for one in those:
        _lays(one, "unmet", (), told)
    press([one for one in those if one.visited_at], told)
    tasks.ask([one for one in those if {"task", "call"} & set(one.unmet)], outbreak=told.outbreak, by=told.by)


def has_now(those: Sequence[Unmet], told: Changes) -> None:
    """They are not wanting any more: what they had laid is lifted, and nobody need go."""
    for one in those:
        _lays(one, "made_good", (), told)
    _pressed([one for one in those if one.pressed_at], None)
    tasks.spare(those, outbreak=told.outbreak, by=told.by)


def press(those: Sequence[Unmet], told: Changes) -> int:
    """Somebody has gone to ask for what is wanting: it lays what its duty says, but on nobody whose evidence a row in
    doubt may be (law 14); answers of how many."""
    doubted = in_doubt({one.person for one in those})
    pressed = [one for one in those if one.person not in doubted]
    for one in pressed:
        if one.effects:
            _lays(one, "pressed", one.effects, told)
    _pressed(pressed, clock.now())
    return len(pressed)


def spare_doubted(those: Sequence[Unmet], told: Changes) -> int:
    """Lifts what it had laid on those whose evidence a row in doubt may be since; answers of how many."""
    doubted = in_doubt({one.person for one in those})
    spared = [one for one in those if one.person in doubted]
    for one in spared:
        if one.effects:
            _lays(one, "in_doubt", (), told)
    _pressed(spared, None)
    return len(spared)


def _lays(one: Unmet, what: str, effects: tuple[str, ...], told: Changes) -> None:
    source = f"obligation/{one.obligation}"
    told.lays(one.enrolment, one.person, what, source=source, effects=effects, duty=one.duty)


def _pressed(those: Sequence[Unmet], at: datetime | None) -> None:
    bulk.update(Obligation, ["pressed_at"], [(one.obligation, at) for one in those])


def unmet(obligations: Collection[int]) -> list[Unmet]:
    """Obligations with what follows from their being unmet, as the phase in which they are due says."""
    found, protocol_of = [], cache(protocols.of)
    for some in batched(sorted(obligations), 500):
        rows: list[tuple[Any, ...]] = list(
            Obligation.rows.filter(pk__in=some, enrolment__state__in=rules.STANDING).order_by("pk").values_list(
                "pk", "enrolment_id", "person", "area_code", "enrolment__dwelling", "duty", "evidence", "until_at",
                "visited_at", "pressed_at", "due_at", "enrolment__person_class", "enrolment__protocol",
            )
        )  # fmt: skip
        stages: dict[int, list[tuple[str, datetime, datetime]]] = defaultdict(list)
        held = Stage.objects.filter(enrolment__in={row[1] for row in rows}).order_by("number")
        for enrolment, kind, starts, ends in held.values_list("enrolment_id", "kind", "starts_at", "ends_at"):
            stages[enrolment].append((kind, starts, ends))
        for *said, due_at, person_class, version in rows:
            protocol = protocol_of(version)
            kinds = [kind for kind, starts, ends in stages[said[1]] if starts < due_at <= ends]
            names = rules.unmet_of(protocol.classes[person_class], said[5], kinds)
            found.append(Unmet._make((*said, names, tuple(rules.effects(names, protocol)))))
    return found


def wanting_of(enrolments: Collection[int]) -> list[int]:
    """The obligations of enrolments that are wanting."""
    found: list[int] = []
    for some in batched(enrolments, 500):
        rows = Obligation.rows.filter(enrolment__in=some, state=Obligation.State.OVERDUE, fact=None)
        found += [pk for (pk,) in blocks.rows(rows.values_list("pk"))]
    return found
