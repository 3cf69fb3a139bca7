"""What became of what is due, written as it was decided (reconcile/obligations.py), and what follows from it: a duty
that is wanting asks somebody to go; one that is not any more asks nobody, and lifts what it had laid.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import batched
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from fangxian.evidence import queries as evidence
from fangxian.identity.queries import in_doubt
from fangxian.ledger.actions import SYSTEM
from fangxian.lib import clock
from fangxian.programme import protocols, releasing, rules
from fangxian.programme.changes import Changes
from fangxian.programme.models import Enrolment, Obligation, Stage
from fangxian.programme.wanting import has_now, lacks, press, spare_doubted, unmet
from fangxian.store import acts, blocks, bulk
from fangxian.store.plans import checked


class Settled(NamedTuple):
    """What became of an obligation, and what stood of it; `fact` of one that is overdue came too late."""

    obligation: int
    state: str
    fact: int | None
    met_at: datetime | None
    before: str
    fact_before: int | None
    enrolment: int
    person: int
    duty: str

    @property
    def wanting(self) -> bool:
        """Whether it is overdue, and nothing has come since."""
        return self.state == "overdue" and self.fact is None

    @property
    def was_wanting(self) -> bool:
        """The same, of before."""
        return self.before == "overdue" and self.fact_before is None


@acts.atomic
def settle(rows: Sequence[Settled], *, outbreak: int, by: str, people: Collection[int] = ()) -> int:
    """Writes what became of obligations; answers how many. `people`: whose programmes may be over, besides theirs."""
    bulk.update(Obligation, ["state", "fact", "met_at"], ((one[0], one[1], one[2], one[3]) for one in rows))
    told = Changes(outbreak, by)
    lacks(unmet([one.obligation for one in rows if one.wanting and not one.was_wanting]), told)
    has_now(unmet([one.obligation for one in rows if one.was_wanting and not one.wanting]), told)
    releasing.consider(people or {one.person for one in rows}, told)
    told.write()
    return len(rows)


@transaction.atomic
def overdue(at: datetime | None = None, *, by: str = SYSTEM) -> int:
    """Finds by the clock what has not been done by its time; answers how many. Each outbreak is told apart."""
    at = at or clock.now()
    due = Obligation.rows.filter(state=Obligation.State.OPEN, until_at__lte=at)
    found: dict[int, list[tuple[int, int, str, datetime]]] = defaultdict(list)
    columns = ("enrolment__outbreak", "pk", "person", "evidence", "until_at")
    for outbreak, *rest in blocks.rows(due.values_list(*columns)):
        found[outbreak].append((rest[0], rest[1], rest[2], rest[3]))
    for outbreak, rows in found.items():
        late = _late(outbreak, rows)
        bulk.update(
            Obligation, ["state", "fact", "met_at"], [(pk, "overdue", *late.get(pk, (None, None))) for pk, *_ in rows]
        )
        told = Changes(outbreak, by)
        lacks(unmet([pk for pk, *_ in rows if pk not in late]), told)
        told.write()
    return sum(len(rows) for rows in found.values())


def _late(outbreak: int, rows: Iterable[tuple[int, int, str, datetime]]) -> dict[int, tuple[int, datetime]]:
    """Of those of whom something came that was too late already: the first such fact."""
    rows = list(rows)
    facts = evidence.facts_table(outbreak, {person for _, person, _, _ in rows})
    came: dict[tuple[int, str], list[tuple[datetime, int]]] = defaultdict(list)
    for fact, person, kind, moment in zip(
        *(facts[name].to_pylist() for name in ("fact", "person", "kind", "moment")), strict=True
    ):
        came[person, kind].append((moment.replace(tzinfo=clock.LOCAL), fact))
    late = {}
    for pk, person, kind, until in rows:
        after = [one for one in came[person, kind] if one[0] >= until]
        if after:
            moment, fact = min(after)
            late[pk] = (fact, moment)
    return late


@transaction.atomic
def visited(outbreak: int, asked: Collection[tuple[int, str]], *, at: datetime, by: str) -> int:
    """Somebody has gone to ask these (person, duty) for what is wanting: from now on it may restrict them, if the
    protocol says so and nobody doubts whose evidence is whose (law 14); answers how many obligations."""
    wanted, rows = set(asked), []
    for some in batched({person for person, _ in wanted}, 500):
        found = Obligation.rows.filter(
            checked("enrolment__outbreak_id", outbreak),
            enrolment__person__in=some,
            state=Obligation.State.OVERDUE,
            fact=None,
            visited_at=None,
        )
        rows += [pk for pk, person, duty in found.values_list("pk", "person", "duty") if (person, duty) in wanted]
    bulk.update(Obligation, ["visited_at"], [(pk, at) for pk in rows])
    told = Changes(outbreak, by)
    press(unmet(rows), told)
    told.write()
    return len(rows)


@transaction.atomic
def doubts_followed(*, by: str = SYSTEM) -> int:
    """Brings what is wanting of those who were visited to what is in doubt now: whose doubt was decided against them it
    restricts, and whom a row may be that came since it restricts no more; answers how many obligations (law 14)."""
    wanting = Obligation.rows.filter(
        state=Obligation.State.OVERDUE, fact=None, visited_at__isnull=False, enrolment__state__in=rules.STANDING
    ).order_by("pk")
    found: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    rows = list(blocks.rows(wanting.values_list("enrolment__outbreak", "pk", "person", "pressed_at")))
    doubted = in_doubt({person for _, _, person, _ in rows})
    for outbreak, pk, person, pressed_at in rows:
        if (pressed_at is not None) == (person in doubted):
            found[outbreak][pressed_at is not None].append(pk)
    many = 0
    for outbreak, (waiting, pressed) in found.items():
        told = Changes(outbreak, by)
        many += press(unmet(waiting), told) + spare_doubted(unmet(pressed), told)
        told.write()
    return many


@transaction.atomic
def advance(at: datetime | None = None, *, by: str = SYSTEM) -> int:
    """Begins by the clock the stages whose time has come, and lets go whose time is over; answers how many began."""
    at = at or clock.now()
    begun = Stage.objects.filter(
        starts_at__lte=at, number__gt=F("enrolment__stage"), enrolment__state__in=("active", "release_due")
    ).order_by("enrolment_id", "number")
    columns = ("enrolment__outbreak", "enrolment_id", "enrolment__person", "number", "kind", "effect", "ends_at",
               "enrolment__protocol")  # fmt: skip
    found: dict[int, dict[int, tuple[int, int, str, str, datetime, int]]] = defaultdict(dict)
    for outbreak, enrolment, *rest in blocks.rows(begun.values_list(*columns)):
        found[outbreak][enrolment] = (rest[0], rest[1], rest[2], rest[3], rest[4], rest[5])
    over, protocol_of = releasing.over(at), cache(protocols.of)
    for outbreak in {*found, *over}:
        told = Changes(outbreak, by)
        rows = found.get(outbreak, {})
        bulk.update(Enrolment, ["stage"], [(pk, one[1]) for pk, one in rows.items()])
        for pk, (person, number, kind, effect, ends, version) in rows.items():
            laid = rules.effects([effect], protocol_of(version)) if ends > at else ()
            told.lays(pk, person, "stage", source=f"stage/{number}", effects=laid, until=ends, stage=kind)
        releasing.consider(over.get(outbreak, set()), told)
        told.write()
    return sum(len(rows) for rows in found.values())
