"""What speaks against people who are enrolled, and what their protocol says that it leads to: a task, another phase,
another class, an effect. All of it follows from the facts that stand, and goes with them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import cache
from itertools import batched
from typing import Any

from fangxian.evidence import queries as evidence
from fangxian.lib import clock
from fangxian.outbreak.protocol import Protocol
from fangxian.programme import enrolling, protocols, releasing, replanning, rules, tasks
from fangxian.programme.changes import Changes
from fangxian.programme.enrolling import Joining
from fangxian.programme.models import Breach, Enrolment, Roll
from fangxian.store.plans import checked

_CLASS, _PHASE = "class:", "phase:"
_Of = Callable[[int], Protocol]


def follow(outbreak: int, people: Collection[int], *, by: str) -> int:
    """Brings breaches of these people to the facts that stand; answers how many came or went. The caller's
    transaction."""
    told = Changes(outbreak, by)
    against = evidence.against(outbreak, people)
    enrolments = _enrolments(outbreak, people, {person for _, person, *_ in against})
    if not enrolments:
        return 0
    protocol_of = cache(protocols.of)
    wanted = _wanted(enrolments, against, protocol_of)
    standing = {
        (one.enrolment_id, one.fact): one
        for some in batched(enrolments, 500)
        for one in Breach.objects.filter(enrolment__in=some, cleared_at=None)
    }
    gone = [one for key, one in standing.items() if key not in wanted]
    new = [one for key, one in wanted.items() if key not in standing]
    for one in gone:
        _clear(one, enrolments[one.enrolment_id], told)
        enrolments[one.enrolment_id].refresh_from_db()
    Breach.objects.bulk_create(new)
    for one in new:
        _lead(one, enrolments[one.enrolment_id], told, protocol_of)
    _send(new, enrolments, told)
    told.write()
    return len(gone) + len(new)


def _enrolments(outbreak: int, people: Collection[int], concerned: set[int]) -> dict[int, Enrolment]:
    """Of those against whom something stands (`concerned`), or stood: their enrolments, also those that it closed."""
    standing = Breach.objects.filter(releasing.under(outbreak, people, field="enrolment__outbreak_id"), cleared_at=None)
    whose = "enrolment__person"
    concerned = concerned | {person for (person,) in releasing.of_people(standing, people, (whose,), person=whose)}
    found: dict[int, Enrolment] = {}
    for some in batched(sorted(concerned), 500):
        rows = Enrolment.rows.filter(releasing.reviewed(clock.now()), checked("outbreak_id", outbreak))
        for one in rows.filter(person__in=some):
            found[one.pk] = one
    return found


def _wanted(
    enrolments: dict[int, Enrolment], against: Iterable[tuple[int, int, str, str, datetime]], protocol_of: _Of
) -> dict[tuple[int, int], Breach]:
    facts = defaultdict(list)
    for fact, person, _, finding, at in against:
        facts[person].append((fact, finding, at))
    found = {}
    for one in enrolments.values():
        of = protocols.class_of(protocol_of(one.protocol_id), one.person_class)
        leads = {each.when: each.leads_to for each in of.violations}
        for fact, finding, at in facts[one.person]:
            if finding in leads and at >= one.starts_at and _of_its_time(one, at):
                leads_to = list(leads[finding])
                found[one.pk, fact] = Breach(enrolment=one, fact=fact, finding=finding, at=at, leads_to=leads_to)
                if any(name.startswith(_CLASS) for name in leads_to):
                    # From here on they are of the other class: what comes later is found of them there.
                    break
    return found


def _of_its_time(one: Enrolment, at: datetime) -> bool:
    """Whether somebody was still under it: what took them out of it may turn out to be earlier."""
    return one.closed_at is None or one.closed_for == releasing.WENT_ON or at < one.closed_at


def _lead(one: Breach, enrolment: Enrolment, told: Changes, protocol_of: _Of) -> None:
    laid = rules.effects(one.leads_to, protocol_of(enrolment.protocol_id)) if enrolment.closed_at is None else ()
    told.lays(enrolment.pk, enrolment.person, "breach", source=f"breach/{one.pk}", effects=laid, finding=one.finding)
    if any(name.startswith(_PHASE) for name in one.leads_to):
        replanning.replan(enrolment.pk, told)
    for name in one.leads_to:
        if name.startswith(_CLASS):
            _change_class(one, enrolment, name.removeprefix(_CLASS), told)


def _change_class(one: Breach, enrolment: Enrolment, person_class: str, told: Changes) -> None:
    enrolling.close(
        [(enrolment.pk, enrolment.person)], state="ended", reason=releasing.WENT_ON, what="ended",
        outbreak=told.outbreak, by=told.by, changes=told,
    )  # fmt: skip
    replanning.replan(enrolment.pk, told)
    joining = [Joining(enrolment.person, one.at, {"fact": one.fact, "from": enrolment.pk}, enrolment.place)]
    area = enrolling.refuse_unless_active(told.outbreak)
    if enrolling.sort(told.outbreak, area, person_class, joining, by_hand=False).joining:
        enrolling.enrol(
            outbreak=told.outbreak, person_class=person_class, people=joining, origin=f"breach/{one.pk}", by=told.by
        )


def _clear(one: Breach, enrolment: Enrolment, told: Changes) -> None:
    one.cleared_at = clock.now()
    one.save(update_fields=["cleared_at"])
    told.lays(enrolment.pk, enrolment.person, "cleared", source=f"breach/{one.pk}", effects=(), finding=one.finding)
    for roll in Roll.objects.filter(outbreak=told.outbreak, origin=f"breach/{one.pk}", state=Roll.State.ENROLLED):
        enrolling.withdraw(roll=roll.pk, by=told.by)
    if enrolment.closed_for == releasing.WENT_ON and any(name.startswith(_CLASS) for name in one.leads_to):
        releasing.reopen([(enrolment.pk, enrolment.person)], told)
    elif any(name.startswith(_PHASE) for name in one.leads_to):
        replanning.replan(enrolment.pk, told)
    tasks.unwarn(one.finding, {enrolment.person}, outbreak=told.outbreak, at=one.at, by=told.by)


def _send(new: Collection[Breach], enrolments: dict[int, Enrolment], told: Changes) -> None:
    groups: dict[tuple[str, Any], list[Enrolment]] = defaultdict(list)
    for one in new:
        if {"task", "call"} & set(one.leads_to):
            groups[one.finding, one.at.astimezone(clock.LOCAL).date()].append(enrolments[one.enrolment_id])
    for (finding, _), rows in groups.items():
        at = next(one.at for one in new if one.finding == finding and enrolments[one.enrolment_id] in rows)
        tasks.warn(finding, rows, outbreak=told.outbreak, at=at, by=told.by)
