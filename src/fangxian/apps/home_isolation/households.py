"""Households in isolation as their list and their page have them: their state follows from what other rooms hold.

Reading them reads who is followed: it is noted before anything is shown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.apps.home_isolation import rules
from fangxian.apps.home_isolation.models import Home, Need
from fangxian.apps.home_isolation.rules import Known, State
from fangxian.evidence.queries import Fact
from fangxian.isolation import queries as isolation
from fangxian.lib import clock
from fangxian.programme import queries as programme
from fangxian.registry import queries as registry

#: A phase of a protocol that is spent at home.
HOME = "home"


@dataclass(frozen=True)
class Followed:
    """Somebody in a household who is followed: since and until when this phase lasts, and what is wanting."""

    person: int
    enrolment: int
    person_class: str
    protocol: int
    starts_at: datetime
    ends_at: datetime
    state: str
    test: str  # 'overdue', 'due', 'done', or '' none today
    findings: frozenset[str]
    measured: bool  # a temperature this half of the day
    phase: str  # HOME, or where they were sent

    @property
    def day(self) -> int:
        """Which day of the phase it is: 1 the first."""
        today, first = (at.astimezone(clock.LOCAL).date() for at in (clock.now(), self.starts_at))
        return max(1, (today - first).days + 1)

    @property
    def days(self) -> int:
        """How many it has."""
        return max(1, round((self.ends_at - self.starts_at).total_seconds() / 86400))


@dataclass(frozen=True)
class Household:
    """A door behind which somebody stays."""

    dwelling: Any
    outbreak: int
    state: State
    people: tuple[Followed, ...]
    home: Home | None
    bindings: tuple[Any, ...]
    needs: int
    alerts: int
    sent: tuple[Followed, ...]  # who was sent elsewhere, since this home was found not fit

    @property
    def unmeasured(self) -> int:
        """Of how many a temperature is wanting."""
        return sum(not one.measured for one in self.people)


def households(reader: Reader, area: str, *, dwelling: int | None = None) -> list[Household]:
    """The households in isolation of an area of the reader's, along their grids, and those whose people were sent
    elsewhere since their home was not fit; with `dwelling`, that one. A handful of queries, however many they are; who
    belongs there is noted as read."""
    found = programme.enrolments(reader, area)
    rows = list(found.filter(dwelling=dwelling) if dwelling is not None else found.exclude(dwelling=None))
    stages = programme.stages([one.pk for one in rows])
    now = [(one, stage) for one in rows if (stage := _stage(one, stages.get(one.pk, []))) is not None]
    shown = [(one, stage) for one, stage in now if stage.kind == HOME or one.evidence.get("unfit")]
    gate.listed(reader, kind="person", subjects=sorted({one.person for one, _ in shown}))
    if not shown:
        return []
    followed = _followed(reader, area, shown)
    doors: dict[int, list[tuple[int, Followed]]] = defaultdict(list)
    for (one, _), person in zip(shown, followed, strict=True):
        doors[one.dwelling].append((one.outbreak_id, person))
    return _joined(reader, doors)


def one(reader: Reader, dwelling: int) -> Household:
    """A household in isolation; opening it is on record. Raises NotHere where nobody is isolated there."""
    door = registry.dwellings(reader, "").filter(pk=dwelling).first()
    if door is None:
        raise NotHere.of("dwelling")
    gate.opened(reader, kind="dwelling", subject=dwelling, area=door.area_code)
    found = households(reader, door.area_code, dwelling=dwelling)
    if not found:
        raise NotHere.of("household")
    return found[0]


def needs_of(reader: Reader, dwelling: int) -> list[Need]:
    """What a household needs, and what it was brought in these days; the open ones first."""
    seen: Any = Need.objects.seen_by(reader)
    found = seen.filter(dwelling=dwelling).select_related("visit").order_by("-pk")
    return sorted(found[:30], key=lambda need: need.settled_at is not None)


def _stage(enrolment: Any, stages: Iterable[Any]) -> Any:
    """The phase that somebody is in, or that is their first."""
    now = max(1, enrolment.stage)
    return next((one for one in stages if one.number == now), None)


def _followed(reader: Reader, area: str, inside: list[tuple[Any, Any]]) -> list[Followed]:
    now = clock.now()
    keys = [one.pk for one, _ in inside]
    tests = _tests(reader, area, now)
    findings: dict[int, set[str]] = defaultdict(set)
    for enrolment, finding in programme.Breach.objects.filter(enrolment__in=keys, cleared_at=None).values_list(
        "enrolment", "finding"
    ):
        findings[enrolment].add(finding)
    since, _ = rules.half_day(now.astimezone(clock.LOCAL))
    seen: Any = Fact.objects.seen_by(reader)
    taken = seen.filter(person__in={one.person for one, _ in inside}, kind="temperature", withdrawn_at=None)
    measured = set(taken.filter(at__gte=since).values_list("person", flat=True))
    return [
        Followed(
            one.person, one.pk, one.person_class, one.protocol_id, stage.starts_at, stage.ends_at, one.state,
            tests.get(one.pk, ""), frozenset(findings[one.pk]), one.person in measured, stage.kind,
        )
        for one, stage in inside
    ]  # fmt: skip


def _tests(reader: Reader, area: str, now: datetime) -> dict[int, str]:
    """Enrolment -> how its tests stand: the gravest."""
    midnight = now.astimezone(clock.LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    found: dict[int, str] = {}
    for state, name, more in (
        ("met", "done", Q(met_at__gte=midnight)),
        ("open", "due", Q(from_at__lte=now)),
        ("overdue", "overdue", Q()),
    ):
        rows = programme.obligations(reader, area, state=state).filter(more, evidence="test")
        found |= dict.fromkeys(rows.values_list("enrolment", flat=True), name)
    return found


def _joined(reader: Reader, doors: dict[int, list[tuple[int, Followed]]]) -> list[Household]:
    keys = list(doors)
    seen: Any = Home.objects.seen_by(reader)
    homes = {(one.dwelling_id, one.outbreak_id): one for one in seen.filter(dwelling__in=keys)}
    bindings: dict[int, list[Any]] = defaultdict(list)
    for one in isolation.bindings(reader, dwellings=keys):
        bindings[one.dwelling_id].append(one)
    open_needs: Any = Need.objects.seen_by(reader)
    needs = Counter(open_needs.filter(dwelling__in=keys, settled_at=None).values_list("dwelling", flat=True))
    alerts = isolation.standing_at(reader, keys)
    found = []
    for door in registry.dwellings(reader, "").filter(pk__in=keys):
        outbreak, those = doors[door.pk][0][0], [person for _, person in doors[door.pk]]
        people, sent = (tuple(one for one in those if (one.phase == HOME) is at_home) for at_home in (True, False))
        home, there = homes.get((door.pk, outbreak)), tuple(bindings[door.pk])
        state = rules.state(_known(people, home, there))
        found.append(
            Household(door, outbreak, state, people, home, there, needs[door.pk], alerts.get(door.pk, 0), sent)
        )
    return found


def _known(people: tuple[Followed, ...], home: Home | None, bindings: tuple[Any, ...]) -> Known:
    return Known(
        findings=frozenset().union(*(one.findings for one in people)),
        fit=not home.lacking if home is not None and home.checked_at is not None else None,
        notified=home is not None and home.notified_at is not None,
        sensor=bool(bindings),
        tests=frozenset(one.test for one in people),
        release_due=all(one.state == "release_due" for one in people),
        sent=not people,
    )
