"""Risk areas: designated, published, counted anew with a case, extended, lowered, closed; each by two people, but for
what the clock does by itself. That a case lies within an area is said by people: of an area's bounds the platform knows
the grid or the community, and a case elsewhere in it would lock others in for longer.

    proposed -> approved -> published -> active -> step_down_due -> lowered, or closed
                                                   step_down_due -> extended -> step_down_due
"""

from datetime import datetime

from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.outbreak import events, rules, vocabulary
from fangxian.outbreak.faults import NotThatFar, OutbreakFault
from fangxian.outbreak.models import AreaStep, Outbreak, ProtocolVersion, RiskArea
from fangxian.outbreak.permission import allowed, in_state, moved_on, told
from fangxian.outbreak.protocol import AreaLevel
from fangxian.outbreak.queries import protocol

State, Act = RiskArea.State, AreaStep.Act
#: States in which an area's measure applies.
STANDING = (State.ACTIVE, State.STEP_DOWN_DUE, State.EXTENDED)
#: Act -> the states of the area in which it can be asked for.
OPEN = {
    Act.DESIGNATE: (State.PROPOSED,),
    Act.RESET: STANDING,
    Act.EXTEND: (State.STEP_DOWN_DUE,),
    Act.LOWER: (State.STEP_DOWN_DUE,),
    Act.CLOSE: (State.APPROVED, State.PUBLISHED, *STANDING),
}


@transaction.atomic
def designate(
    *, outbreak: int, level: str, area_code: str, name: str, since: datetime, why: str, by: Reader
) -> RiskArea:
    """Asks for an area of a level that the protocol in force has. Raises an OutbreakFault."""
    found = in_state(outbreak, Outbreak.State.ACTIVE)
    allowed(by, "outbreak.propose", area_code)
    version = found.protocols.get(state=ProtocolVersion.State.IN_FORCE)
    if level not in protocol(version.pk).levels:
        raise OutbreakFault(
            en="The protocol in force has no areas of this level: choose one that it has, or change the protocol.",
            zh="现行方案没有该等级的风险区：请选择方案内的等级，或先变更方案。",
        )
    if not area_code.startswith(found.area_code):
        raise OutbreakFault(en="The area lies outside the outbreak's.", zh="该区域不在疫情范围内。")
    area = RiskArea.objects.create(
        outbreak=found, protocol=version, level=level, area_code=area_code, name=name.strip(), since=since
    )
    _ask(area, Act.DESIGNATE, why=why, at=None, by=by)
    return area


@transaction.atomic
def propose_step(*, area: int, act: str, why: str, at: datetime | None = None, by: Reader) -> AreaStep:
    """Asks for a step of an area. `at`: when the case was (reset), until when (extend). Raises an OutbreakFault."""
    found = _area(area)
    allowed(by, "outbreak.propose", found.area_code)
    if act == Act.DESIGNATE or found.state not in OPEN[Act(act)]:
        raise moved_on()
    if (act in (Act.RESET, Act.EXTEND)) != (at is not None) or (act == Act.EXTEND and at and at <= clock.now()):
        raise OutbreakFault(
            en="Say when the case was found, or until when (in the future) the area stands.",
            zh="请填写病例发现时间，或延长至何时（须晚于现在）。",
        )
    return _ask(found, Act(act), why=why, at=at, by=by)


@transaction.atomic
def approve_step(*, step: int, by: Reader) -> RiskArea:
    """The second person's act: the step is taken. Raises an OutbreakFault."""
    found = _waiting(step)
    area = _area(found.area_id)
    allowed(by, "outbreak.approve", area.area_code)
    refuse_unless_two(found.proposed_by, by.account)
    if area.state not in OPEN[Act(found.act)]:
        raise moved_on()
    found.approved_by, found.approved_at = by.account, clock.now()
    found.save(update_fields=["approved_by", "approved_at"])
    _take(area, found)
    _told(events.AREA_STEP_APPROVED, found, area, by.account, proposed_by=found.proposed_by)
    return area


@transaction.atomic
def withdraw_step(*, step: int, by: Reader) -> None:
    """Takes a step back before it is approved; of an area that was only proposed, nothing stays but the event."""
    found = _waiting(step)
    area = _area(found.area_id)
    allowed(by, "outbreak.propose", area.area_code)
    _told(events.AREA_STEP_WITHDRAWN, found, area, by.account)
    (area if found.act == Act.DESIGNATE else found).delete()


@transaction.atomic
def publish(*, area: int, by: Reader) -> RiskArea:
    """Makes an approved area known: it holds from its beginning, or from now where that is past."""
    found = _area(area)
    allowed(by, "outbreak.approve", found.area_code)
    if found.state != State.APPROVED:
        raise moved_on()
    found.state = State.PUBLISHED if found.since > clock.now() else State.ACTIVE
    found.save(update_fields=["state"])
    told(events.AREA_PUBLISHED, found.outbreak, by, area=found.pk, level=found.level, code=found.area_code)
    return found


@transaction.atomic
def mark_due(now: datetime | None = None) -> tuple[int, int]:
    """What the clock does to areas: those published begin, those whose days are over are due to step down; answers how
    many of each."""
    now = now or clock.now()
    begun = list(RiskArea.objects.select_for_update().filter(state=State.PUBLISHED, since__lte=now))
    over = RiskArea.objects.select_for_update().filter(state__in=(State.ACTIVE, State.EXTENDED))
    due = list(over.filter(earliest_release__lte=now))
    for found, state, kind in [(one, State.ACTIVE, events.AREA_BEGAN) for one in begun] + [
        (one, State.STEP_DOWN_DUE, events.AREA_DUE) for one in due
    ]:
        found.state = state
        found.save(update_fields=["state"])
        _note(kind, found, ledger.SYSTEM)
    return len(begun), len(due)


def end_all(outbreak: Outbreak) -> None:
    """Ends every area of an outbreak that closes, and takes back what waits."""
    now = clock.now()
    AreaStep.objects.filter(area__outbreak=outbreak, approved_at=None).delete()
    outbreak.areas.filter(state=State.PROPOSED).delete()
    outbreak.areas.filter(ended_at=None).update(state=State.CLOSED, ended_at=now)


def _take(area: RiskArea, step: AreaStep) -> None:
    now = clock.now()
    if step.act == Act.DESIGNATE:
        area.state, area.earliest_release = State.APPROVED, _release(area)
    elif step.act == Act.RESET and step.at is not None:
        _reset(area, step.at, f"step/{step.pk}")
        return
    elif step.act == Act.EXTEND:
        area.state, area.earliest_release = State.EXTENDED, step.at
    else:
        area.state, area.ended_at = (State.LOWERED if step.act == Act.LOWER else State.CLOSED), now
    area.save(update_fields=["state", "earliest_release", "ended_at"])
    then = _level(area).then
    if step.act == Act.LOWER and then:
        lower = RiskArea(
            outbreak=area.outbreak, protocol=area.protocol, level=then, came_from=area, area_code=area.area_code,
            name=area.name, since=now, state=State.ACTIVE,
        )  # fmt: skip
        lower.earliest_release = _release(lower)
        lower.save()


def _reset(area: RiskArea, at: datetime, evidence: str) -> None:
    area.resets = [*area.resets, {"at": at.isoformat(), "evidence": evidence}]
    area.earliest_release = _release(area)
    later = area.earliest_release is None or area.earliest_release > clock.now()
    if area.state == State.STEP_DOWN_DUE and later:
        area.state = State.ACTIVE
    area.save(update_fields=["resets", "earliest_release", "state"])


def _release(area: RiskArea) -> datetime | None:
    resets = [datetime.fromisoformat(one["at"]) for one in area.resets]
    return rules.earliest_release(_level(area), area.since, resets, stepped_down=area.came_from_id is not None)


def _level(area: RiskArea) -> AreaLevel:
    return protocol(area.protocol_id).levels[area.level]


def _ask(area: RiskArea, act: AreaStep.Act, *, why: str, at: datetime | None, by: Reader) -> AreaStep:
    if not why.strip():
        raise OutbreakFault(en="Say why: it is published with the area.", zh="请填写理由：将随风险区公开。")
    if area.steps.filter(approved_at=None).exists():
        raise NotThatFar(
            en="Another step of this area waits: approve it or take it back first.",
            zh="该风险区已有事项待批准：请先批准或撤回。",
        )
    made = AreaStep.objects.create(area=area, act=act, at=at, why=why.strip(), proposed_by=by.account)
    _told(events.AREA_STEP_PROPOSED, made, area, by.account)
    return made


def _area(area: int) -> RiskArea:
    found = RiskArea.objects.select_for_update(of=("self",)).filter(pk=area).first()
    if found is None:
        raise moved_on()
    return found


def _waiting(step: int) -> AreaStep:
    found = AreaStep.objects.select_for_update(of=("self",)).filter(pk=step, approved_at=None).first()
    if found is None:
        raise moved_on()
    return found


def _told(kind: str, step: AreaStep, area: RiskArea, by: str, **more: str) -> None:
    words = vocabulary.called("acts", step.act)
    _note(kind, area, by, act_zh=words.zh, act_en=words.en, **more)


def _note(kind: str, area: RiskArea, by: str, **payload: str) -> None:
    said = {"area": area.pk, "level": area.level, "code": area.area_code, **payload}
    ledger.record(kind=kind, subject_kind="outbreak", subject=str(area.outbreak_id), by=by, payload=said)
