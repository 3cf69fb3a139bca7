"""People enrolled, one or 10,000 at once, and a whole list taken back. The caller's transaction or their own."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import batched
from typing import Any

from django.db import transaction

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.protocol import PersonClass, Protocol
from fangxian.outbreak.queries import active
from fangxian.programme import events, protocols, rules, tasks, wanting
from fangxian.programme.changes import Changes
from fangxian.programme.models import Enrolment, Obligation, Roll, Stage
from fangxian.registry.queries import Where, several_records, whereabouts
from fangxian.store import acts, blocks, bulk
from fangxian.store.plans import checked

#: What one may do who enrols.
VERB = "programme.enrol"
_ENROLMENT = ("id", "outbreak_id", "roll_id", "person", "area_code", "dwelling", "person_class", "protocol_id",
              "anchor_at", "starts_at", "ends_at", "state", "stage", "place", "evidence", "closed_for")  # fmt: skip
_STAGE = ("enrolment_id", "number", "kind", "starts_at", "ends_at", "effect", "place")
OBLIGATION = ("enrolment_id", "person", "area_code", "duty", "evidence", "number", "from_at", "due_at", "until_at",
              "state")  # fmt: skip


@dataclass(frozen=True)
class Joining:
    """Somebody who is to be enrolled: their key, the time from which the class counts, and on what it rests (facts,
    batch and row, 'linked': the person they met, 'unfit': True of a home that is not fit). It names nobody."""

    person: int
    anchor_at: datetime
    evidence: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True)
class Sorted:
    """Who of a list can be enrolled, and the others by reason; `protocol` is that of version `version`."""

    version: int
    protocol: Protocol
    of: PersonClass
    joining: list[tuple[Joining, Where]]
    skipped: dict[str, list[int]]

    @property
    def counts(self) -> dict[str, int]:
        """Reason -> how many."""
        return {reason: len(those) for reason, those in self.skipped.items()}


@acts.atomic
def enrol(
    *, outbreak: int, person_class: str, people: Sequence[Joining], origin: str, by: Reader | str, second: str = "",
) -> Roll:  # fmt: skip
    """Enrols those of a list who can be, under the protocol in force; who cannot is counted by reason (`Roll.skipped`).
    The same origin again adds who is missing (law 7).

    by      a Reader: by hand; the account of whoever brought a batch: a rule did it, and names its evidence of each
    second  the second person's account, where it takes two (rules.takes_two)

    Raises a Fault where nobody of the list can be enrolled, NotAllowed, NotTwoPeople, NotInForce.
    """
    area = refuse_unless_active(outbreak)
    found = sort(outbreak, area, person_class, people, by_hand=isinstance(by, Reader))
    if isinstance(by, Reader):
        refuse_unless_allowed(by, [where.area_code for _, where in found.joining])
        if rules.takes_two(found.protocol, found.of, len(found.joining)):
            refuse_unless_two(by.account, second)
    account = by.account if isinstance(by, Reader) else by
    roll = _roll(outbreak, origin, found, account, second)
    if not found.joining:
        refuse_nobody(found)
        return roll
    return enrolled(roll, found, account)


def sort(outbreak: int, area: str, person_class: str, people: Sequence[Joining], *, by_hand: bool) -> Sorted:
    """Who of a list can be enrolled now. Nothing is written."""
    version, protocol = protocols.in_force(outbreak)
    of = protocols.class_of(protocol, person_class)
    if by_hand and len(people) > rules.MOST_BY_HAND:
        raise Fault(
            en=f"A list by hand has at most {rules.MOST_BY_HAND:,} people: divide it, or bring it as a batch.",
            zh=f"人工名单每次最多 {rules.MOST_BY_HAND:,} 人：请分批，或按数据批次导入。",
        )
    there = whereabouts([one.person for one in people])
    enrolled = _enrolled_now(outbreak, person_class, [one.person for one in people])
    judge = _judge(of, area, there, enrolled)
    joining, skipped = [], dict[str, list[int]]()
    for one in people:
        reason = judge(one)
        if reason:
            skipped.setdefault(reason, []).append(one.person)
        else:
            joining.append((one, there[one.person]))
    return Sorted(version, protocol, of, joining, skipped)


def _judge(of: PersonClass, area: str, there: Mapping[int, Where], enrolled: set[int]) -> Callable[[Joining], str]:
    now, seen = clock.now(), set[int]()
    over = cache(lambda day, anchor: rules.stages(of, anchor)[-1].ends_at <= now)

    def judge(one: Joining) -> str:
        where = there.get(one.person)
        if where is None:
            return "unknown"
        if one.person in seen:
            return "twice"
        seen.add(one.person)
        for reason, holds in (
            ("died", where.status == "died"),
            ("elsewhere", not where.area_code.startswith(area)),
            ("already", one.person in enrolled),
            ("no_evidence", not one.evidence),
            ("future", one.anchor_at > now),
        ):
            if holds:
                return reason
        return "over" if over(*_day_of(of, one.anchor_at)) else ""

    return judge


@transaction.atomic
def withdraw(*, roll: int, by: Reader | str, reason: str = "withdrawn") -> int:
    """Takes a whole list back: whom it enrolled and who still stands is free of it; answers how many. Taken back
    before, it stays so. Raises NotAllowed."""
    found = Roll.objects.select_for_update().get(pk=roll)
    standing = Enrolment.rows.filter(roll=found, state__in=rules.STANDING)
    rows = list(blocks.rows(standing.values_list("pk", "person", "area_code")))
    if isinstance(by, Reader):
        refuse_unless_allowed(by, [area for _, _, area in rows])
    if found.state != Roll.State.ENROLLED:
        return 0
    account = by.account if isinstance(by, Reader) else by
    found.state, found.withdrawn_at, found.withdrawn_by = Roll.State.WITHDRAWN, clock.now(), account
    found.save(update_fields=["state", "withdrawn_at", "withdrawn_by"])
    payload = {"people": len(rows), "origin": found.origin}
    ledger.record(kind=events.WITHDRAWN, subject_kind="roll", subject=found.pk, by=account, payload=payload)
    close([(pk, person) for pk, person, _ in rows], state="ended", reason=reason, what="withdrawn",
          outbreak=found.outbreak_id, by=account)  # fmt: skip
    return len(rows)


def close(
    rows: Collection[tuple[int, int]], *, state: str, reason: str, what: str, outbreak: int, by: str,
    changes: Changes | None = None,
) -> None:  # fmt: skip
    """Closes enrolments (key, person): what is still open of them is cancelled. The caller's transaction."""
    at, told = clock.now(), changes or Changes(outbreak, by)
    those = wanting.unmet(wanting.wanting_of([pk for pk, _ in rows]))
    tasks.spare(those, outbreak=outbreak, by=by, reason=tasks.NOT_FOLLOWED)
    bulk.update(Enrolment, ["state", "closed_at", "closed_for"], [(pk, state, at, reason) for pk, _ in rows])
    gone: list[tuple[int, str]] = []
    for some in batched((pk for pk, _ in rows), 500):
        open_ones = Obligation.rows.filter(enrolment__in=some, state=Obligation.State.OPEN)
        gone += [(pk, Obligation.State.CANCELLED.value) for (pk,) in blocks.rows(open_ones.values_list("pk"))]
    bulk.update(Obligation, ["state"], gone)
    for pk, person in rows:
        told.lays(pk, person, what, source="", effects=(), reason=reason)
    if changes is None:
        told.write()


def refuse_unless_active(outbreak: int) -> str:
    """The area of an active outbreak. Raises NotInForce (law 4)."""
    for one in active():
        if one.pk == outbreak:
            return one.area_code
    raise NotInForce(
        en="This outbreak is not in force: two people have to activate one before anybody is enrolled.",
        zh="该疫情未生效：须先由两人启动疫情，方可纳管人员。",
    )


def refuse_unless_allowed(by: Reader, areas: Collection[str]) -> None:
    """Raises NotAllowed for who may not enrol, or not there."""
    if not by.can(VERB) or not all(by.covers(area) for area in set(areas)):
        raise NotAllowed.of(VERB)


def refuse_nobody(found: Sorted) -> None:
    """Raises a Fault where all of a list are skipped, unless they are all enrolled already."""
    from fangxian.programme.words import reasons

    if set(found.skipped) - {"already", "twice"} or not found.skipped:
        said = [(reasons()["skipped"][name], count) for name, count in found.counts.items()]
        raise Fault(
            en="Nobody was enrolled: " + ("; ".join(f"{one.en} ({n})" for one, n in said) or "the list is empty") + ".",
            zh="没有人被纳管：" + ("；".join(f"{one.zh}（{n}）" for one, n in said) or "名单为空") + "。",
        )


def _enrolled_now(outbreak: int, person_class: str, people: Sequence[int]) -> set[int]:
    standing = Enrolment.rows.filter(person_class=person_class, state__in=rules.STANDING)
    several = several_records(people)
    if len(people) > 5_000:
        found = {person for (person,) in blocks.rows(standing.filter(outbreak=outbreak).values_list("person"))}
    else:
        standing = standing.filter(checked("outbreak_id", outbreak))
        found = {
            person
            for some in batched({*people, *several}, 500)
            for person in standing.filter(person__in=some).values_list("person", flat=True)
        }
    return found | {one for person in found for one in several.get(person, ())}


def _roll(outbreak: int, origin: str, found: Sorted, by: str, second: str) -> Roll:
    known = Roll.objects.filter(outbreak=outbreak, origin=origin, person_class=found.of.name)
    there = known.filter(state=Roll.State.ENROLLED).first()
    return there or Roll(
        outbreak_id=outbreak, origin=origin, person_class=found.of.name, protocol_id=found.version, by=by,
        second=second, decided_at=clock.now(), state=Roll.State.ENROLLED,
    )  # fmt: skip


def enrolled(roll: Roll, found: Sorted, by: str, *, skipped: Mapping[str, int] | None = None) -> Roll:
    """Enrols whom `sort` let through, on a roll; `skipped` those who were left out before. The caller's transaction."""
    roll.people += len(found.joining)
    roll.skipped = dict(Counter(found.counts) + Counter(skipped or {}))
    roll.save()
    now, told = clock.now(), Changes(roll.outbreak_id, by)
    keys = bulk.reserve(Enrolment, len(found.joining))
    plan = _planner(found.of, now)
    rows, stages, dues = [], [], []
    for pk, (one, where) in zip(keys, found.joining, strict=True):
        planned, due = plan(*_day_of(found.of, one.anchor_at), bool(one.evidence.get("unfit")))
        begun = sum(stage.starts_at <= now for stage in planned)
        rows.append(
            (pk, roll.outbreak_id, roll.pk, one.person, where.area_code, where.dwelling, found.of.name, found.version,
             one.anchor_at, planned[0].starts_at, planned[-1].ends_at, "active", begun, one.place,
             dict(one.evidence), "")
        )  # fmt: skip
        for stage in planned:
            stages.append((pk, stage.number, stage.kind, stage.starts_at, stage.ends_at, stage.effect, one.place))
        for each in due:
            dues.append((pk, one.person, where.area_code, each.duty, each.evidence, each.number, each.from_at,
                         each.due_at, each.until_at, "open"))  # fmt: skip
        held = planned[max(begun, 1) - 1]
        told.lays(
            pk, one.person, "enrolled", source=f"stage/{held.number}", until=held.ends_at,
            effects=rules.effects([held.effect], found.protocol) if begun else (), stage=held.kind,
        )  # fmt: skip
    bulk.insert(Enrolment, _ENROLMENT, rows)
    bulk.insert(Stage, _STAGE, stages)
    bulk.insert(Obligation, OBLIGATION, dues)
    payload = {"people": len(rows), "origin": roll.origin, "skipped": roll.skipped, "second": roll.second}
    ledger.record(kind=events.ENROLLED, subject_kind="roll", subject=roll.pk, by=by, payload=payload)
    told.write()
    return roll


def _planner(
    of: PersonClass, since: datetime
) -> Callable[..., tuple[tuple[rules.Planned, ...], tuple[rules.Due, ...]]]:
    """Plans, each anchor's day once: the minute of an anchor matters only to a duty that is due within hours of it."""

    @cache
    def plan(_day: object, anchor_at: datetime, unfit: bool) -> Any:
        planned = rules.stages(of, anchor_at, unfit=unfit)
        return planned, rules.dues(planned, anchor_at, since=since)

    return plan


def _day_of(of: PersonClass, anchor_at: datetime) -> tuple[object, datetime]:
    by_minute = any(duty.within_hours for phase in of.phases for duty in phase.duties)
    local = anchor_at.astimezone(clock.LOCAL)
    return local.date(), local if by_minute else local.replace(hour=0, minute=0, second=0, microsecond=0)
