"""When a programme ends well: its class's conditions, asked of many at once. What follows from facts is taken back with
them: a release by itself, and one that only waits for an approver, do not outlive their conditions.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import batched
from typing import Any

from django.db.models import Q, QuerySet

from fangxian.evidence import queries as evidence
from fangxian.lib import clock
from fangxian.outbreak.protocol import Release
from fangxian.outbreak.queries import versions_in_use
from fangxian.programme import protocols, replanning, wanting
from fangxian.programme.changes import Changes
from fangxian.programme.models import Enrolment, Obligation
from fangxian.store import blocks, bulk
from fangxian.store.plans import checked

#: For so long after a release by itself, evidence that is withdrawn takes it back. After that it is final.
FINAL_AFTER = timedelta(days=14)
ITSELF, WENT_ON = "conditions", "class_changed"
#: So many people are asked for by name.
_FEW = 5_000
#: Findings after which somebody's tests do not speak for them.
_NOT_NEGATIVE = {"positive", "suspect", "awaited"}
_SYMPTOMS = {"symptom", "fever"}


def reviewed(at: datetime) -> Q:
    """Of enrolments: those whose obligations still follow the evidence."""
    lately = Q(closed_at__gt=at - FINAL_AFTER)
    follows_still = Q(state="released", closed_for=ITSELF) | Q(closed_for=WENT_ON)
    return Q(state__in=("active", "release_due")) | lately & follows_still


def over(at: datetime) -> dict[int, set[int]]:
    """Outbreak -> the people of it whose period is over and who have not been let go."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Enrolment.rows.filter(state=Enrolment.State.ACTIVE, ends_at__lte=at)
    for person, outbreak in blocks.rows(rows.values_list("person", "outbreak_id")):
        found[outbreak].add(person)
    return found


def consider(people: Collection[int], told: Changes) -> None:
    """Lets go those of the people whose conditions hold, by itself or to an approver; takes back what does not hold any
    more."""
    now = clock.now()
    held = _holding(_candidates(people, told.outbreak, now), told.outbreak, now)
    due = [one for one, holds in held if holds and one["state"] == "active"]
    back = [one for one, holds in held if not holds and one["state"] != "active"]
    itself = [one for one in due if one["release"].by == "itself"]
    waiting = [one for one in due if one["release"].by != "itself"]
    bulk.update(Enrolment, ["state"], [(one["pk"], "release_due") for one in waiting])
    for one in waiting:
        told.add(one["pk"], one["person"], "release_due")
    closed = [(one["pk"], "released", now, ITSELF) for one in itself]
    bulk.update(Enrolment, ["state", "closed_at", "closed_for"], closed)
    _cancel([one["pk"] for one in itself])
    for one in itself:
        told.lays(one["pk"], one["person"], "released", source="", effects=(), reason=ITSELF)
    reopen([(one["pk"], one["person"]) for one in back], told)


def reopen(rows: Collection[tuple[int, int]], told: Changes) -> None:
    """Enrolments (key, person) that stand again: what is still to come of them is due again. In a class somebody stands
    once: of several, the latest."""
    free, taken = [], set[tuple[int, str]]()
    for pk, person in sorted(rows, reverse=True):
        one = Enrolment.rows.get(pk=pk)
        others = Enrolment.rows.filter(person=person, outbreak=one.outbreak_id, person_class=one.person_class)
        standing = others.filter(state__in=("active", "release_due")).exclude(pk=pk)
        if (person, one.person_class) not in taken and not standing.exists():
            free.append((pk, person))
            taken.add((person, one.person_class))
    bulk.update(Enrolment, ["state", "closed_at", "closed_for"], [(pk, "active", None, "") for pk, _ in free])
    for pk, person in free:
        told.add(pk, person, "reopened")
        replanning.replan(pk, told)
        wanting.lacks(wanting.unmet(wanting.wanting_of([pk])), told)


def _candidates(people: Collection[int], outbreak: int, now: datetime) -> list[dict[str, Any]]:
    """The enrolments of people of whom it may be: by the class's conditions, without asking for their evidence yet."""
    protocol_of = cache(protocols.of)
    anytime = {
        one.name
        for version in versions_in_use(outbreak)
        for one in protocol_of(version).classes.values()
        if "period_over" not in one.release.conditions
    }
    which = ~Q(state="active") | Q(ends_at__lte=now) | Q(person_class__in=anytime)
    columns = ("pk", "person", "state", "person_class", "protocol", "starts_at", "ends_at", "evidence")
    found = []
    rows = Enrolment.rows.filter(reviewed(now) & which & ~Q(closed_for=WENT_ON), under(outbreak, people))
    for row in of_people(rows, people, columns):
        one: dict[str, Any] = dict(zip(columns, row, strict=True))
        one["release"] = protocol_of(one["protocol"]).classes[one["person_class"]].release
        found.append(one)
    return found


def under(outbreak: int, people: Collection[int], *, field: str = "outbreak_id") -> Any:
    """That rows are of an outbreak, as `of_people` asks for these people's: a few people's are found, and checked."""
    return Q(**{field: outbreak}) if len(people) > _FEW else checked(field, outbreak)


def of_people(
    rows: "QuerySet[Any]", people: Collection[int], columns: Sequence[str], *, person: str = "person"
) -> Iterator[tuple[Any, ...]]:
    """Columns of the rows that are these people's; of many, all are looked through. `person` is one of the columns."""
    place = list(columns).index(person)
    if len(people) > _FEW:
        wanted = set(people)
        yield from (row for row in blocks.rows(rows.values_list(*columns)) if row[place] in wanted)
        return
    for some in batched(people, 500):
        yield from rows.filter(**{f"{person}__in": some}).values_list(*columns)


def _holding(those: list[dict[str, Any]], outbreak: int, now: datetime) -> list[tuple[dict[str, Any], bool]]:
    lacking_of: set[int] = set()
    for some in batched((one["pk"] for one in those), 500):
        lacking = Obligation.rows.filter(Q(state="open") | Q(state="overdue", fact=None), enrolment__in=some)
        lacking_of |= set(lacking.values_list("enrolment", flat=True))
    linked = {one["evidence"]["linked"] for one in those if "linked" in one["evidence"]}
    against: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for _, person, _, finding, at in evidence.against(outbreak, {one["person"] for one in those} | linked):
        against[person].append((finding, at))

    def holds(one: dict[str, Any]) -> bool:
        found = {finding for finding, at in against[one["person"]] if at >= one["starts_at"]}
        met: Release = one["release"]
        said = {
            "period_over": one["ends_at"] <= now,
            "duties_met": one["pk"] not in lacking_of,
            "all_negative": not found & _NOT_NEGATIVE,
            "no_symptom": not found & _SYMPTOMS,
            "linked_contact_negative": _linked_is_negative(outbreak, one["evidence"].get("linked"), against),
        }
        return all(said[name] for name in met.conditions)

    return [(one, holds(one)) for one in those]


def _linked_is_negative(outbreak: int, linked: int | None, against: dict[int, list[tuple[str, datetime]]]) -> bool:
    """Whether the contact through whom somebody was exposed has two tests, and none that speaks against them."""
    if linked is None:
        return True
    tests = evidence.facts_table(outbreak, [linked], kinds=["test"]).num_rows
    return tests >= 2 and not {finding for finding, _ in against[linked]} & _NOT_NEGATIVE


def _cancel(enrolments: Collection[int]) -> None:
    for some in batched(enrolments, 500):
        left = Obligation.rows.filter(enrolment__in=some, state=Obligation.State.OPEN)
        bulk.update(Obligation, ["state"], [(pk, "cancelled") for (pk,) in blocks.rows(left.values_list("pk"))])
