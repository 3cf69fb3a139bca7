"""What is done by hand takes two people, a reason of the closed list, evidence for each, and has a cap (law 3).

Nobody says a colour: an effect of the protocol in force is named, and colour and reason are the effect's. An attempt
that is barred is kept, and published with the day's figures."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Sum

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.access.two_people import NotTwoPeople, refuse_unless_two
from fangxian.healthcode import events, grounds, rules
from fangxian.healthcode.ending import end
from fangxian.healthcode.faults import Barred, Settled
from fangxian.healthcode.grounds import Named
from fangxian.healthcode.laying import Ground, lay
from fangxian.healthcode.models import Line, Proposal, Restriction
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.outbreak.queries import protocol, version_in_force
from fangxian.outbreak.vocabulary import reasons
from fangxian.registry.queries import whereabouts
from fangxian.store import bulk

VERB, APPROVING = "codes.propose", "codes.approve"
BY_HAND = "by_hand"
_KIND = "outbreak"


def source(proposal: int) -> str:
    """What the restrictions of a proposal are asked for by."""
    return f"{grounds.PROPOSAL}/{proposal}"


def propose(
    *, outbreak: int, kind: str, named: Sequence[Named], by: Reader, effect: str = "", hours: int | None = None,
    listed: bool = False,
) -> Proposal:  # fmt: skip
    """Asks for something to be done to people by hand; nothing happens until another person approves.

    kind    'restrict', 'change' (another effect in the place of one that stands), 'lift'
    effect  a name of the protocol in force; '' where restrictions are lifted
    hours   until it ends, where that is before the effect's own end

    Raises NotAllowed, and Barred for what law 3 does not bear: that is kept (`events.ATTEMPTED`).
    """
    return _tried(lambda: _propose(outbreak, kind, named, by, effect, hours, listed), outbreak, len(named), by)


def approve(*, proposal: int, by: Reader) -> Proposal:
    """The second person's act: what was proposed happens now, with evidence looked at again. Raises NotAllowed,
    NotTwoPeople, Barred, Settled."""
    found = Proposal.objects.filter(pk=proposal).first()
    if found is None:
        raise Settled.meanwhile()
    return _tried(lambda: _approve(proposal, by), found.outbreak_id, found.people, by)


@transaction.atomic
def refuse(*, proposal: int, by: Reader) -> Proposal:
    """Another person's no. Raises NotAllowed, Settled."""
    found = _held(proposal, Proposal.State.WAITING, by, APPROVING)
    return _decided(found, Proposal.State.REFUSED, by, events.REFUSED)


@transaction.atomic
def withdraw(*, proposal: int, by: Reader) -> Proposal:
    """Who proposed it takes it back before it is decided. Raises NotAllowed, Settled."""
    found = _held(proposal, Proposal.State.WAITING, by, VERB)
    if found.proposed_by != by.account:
        raise NotAllowed.of(VERB)
    found.state = Proposal.State.WITHDRAWN
    found.save(update_fields=["state"])
    _told(events.WITHDRAWN, found, by)
    return found


@transaction.atomic
def undo(*, proposal: int, by: Reader) -> Proposal:
    """Takes back what was approved: its restrictions end now, which restricts nobody, so one person is enough. A lift
    is not undone: who is free again is restricted anew by two. Raises NotAllowed, Settled."""
    found = _held(proposal, Proposal.State.APPROVED, by, VERB if by.can(VERB) else APPROVING)
    late = found.decided_at is not None and clock.now() - found.decided_at > timedelta(hours=rules.limits().undo_hours)
    if late or found.kind == Proposal.Kind.LIFT:
        raise Settled(
            en="This can no longer be undone: propose to lift it, or to restrict anew.",
            zh="此项已不能直接撤回：请另行提请解除或重新管控。",
        )
    end(source=source(found.pk), ended_for="undone", by=by.account)
    found.state, found.ended_at = Proposal.State.UNDONE, clock.now()
    found.save(update_fields=["state", "ended_at"])
    _told(events.UNDONE, found, by)
    return found


def _tried[T](act: Callable[[], T], outbreak: int, people: int, by: Reader) -> T:
    """Does it in a transaction of its own; where law 3 bars it, that stands in the ledger although nothing else
    does."""
    try:
        with transaction.atomic():
            return act()
    except (Barred, NotTwoPeople) as barred:
        payload = {"outbreak": outbreak, "people": people, "why_zh": barred.zh, "why_en": barred.en}
        ledger.record(kind=events.ATTEMPTED, subject_kind=_KIND, subject=outbreak, by=by.account, payload=payload)
        ledger.note(
            action="codes.barred", subject_kind=_KIND, subject=outbreak, by=by.account, people=people, why=barred.en
        )
        raise


def _propose(
    outbreak: int, kind: str, named: Sequence[Named], by: Reader, effect: str, hours: int | None, listed: bool
) -> Proposal:
    version = _in_force(outbreak)
    reason = _reason(kind, effect, version, named)
    where = whereabouts([one.person for one in named])
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    if any(one.person not in where or not by.covers(where[one.person].area_code) for one in named):
        raise NotAllowed(
            en="Somebody on this list is in no register, or not in your areas.", zh="名单中有人不在册，或不在您的辖区。"
        )
    _refuse_too_many(outbreak, kind, len(named))
    _refuse_without_evidence(outbreak, kind, reason, named)
    made = Proposal.objects.create(
        outbreak_id=outbreak, kind=kind, version=version, effect=effect, reason=reason, hours=hours,
        people=len(named), listed=listed, proposed_by=by.account,
    )  # fmt: skip
    columns = ["proposal_id", "person", "area_code", "evidence", "restriction_id"]
    rows = ((made.pk, one.person, where[one.person].area_code, sorted(one.evidence), one.restriction) for one in named)
    bulk.insert(Line, columns, rows)
    _told(events.PROPOSED, made, by)
    return made


def _approve(proposal: int, by: Reader) -> Proposal:
    found = _held(proposal, Proposal.State.WAITING, by, APPROVING)
    refuse_unless_two(found.proposed_by, by.account)
    lines = list(Line.rows.filter(proposal=found).order_by("pk"))
    if not all(by.covers(one.area_code) for one in lines):
        raise NotAllowed.of(APPROVING)
    named = [Named(one.person, tuple(one.evidence), one.restriction_id) for one in lines]
    _refuse_without_evidence(found.outbreak_id, found.kind, found.reason, named)
    _decided(found, Proposal.State.APPROVED, by, events.APPROVED)
    ending = [one.restriction for one in named if one.restriction is not None]
    if found.kind == Proposal.Kind.LIFT:
        end(keys=ending, ended_for="lifted", by=by.account)
        return found
    if ending:
        end(keys=ending, ended_for="replaced", by=by.account)
    asked = [ground(found, one.person, one.evidence) for one in named]
    lay(asked, outbreak=found.outbreak_id, version=found.version, issuer=found.proposed_by, second=by.account)
    return found


def ground(found: Proposal, person: int, evidence: Sequence[str]) -> Ground:
    """What an approved proposal is a ground for, of one of its people."""
    at = found.decided_at or clock.now()
    until = at + timedelta(hours=found.hours) if found.hours is not None else None
    return Ground(person, source(found.pk), (found.effect,), tuple(evidence), BY_HAND, until, since=at)


def _in_force(outbreak: int) -> int:
    """The protocol version in force. Raises Barred where none lays codes (law 16)."""
    version = version_in_force(outbreak)
    if version is None or not protocol(version).codes_on:
        raise Barred(
            en="No protocol is in force under which a code may change: two people have to activate one.",
            zh="没有启用健康码的生效方案：须先由两人启动。",
        )
    return version


def _reason(kind: str, effect: str, version: int, named: Sequence[Named]) -> str:
    """The reason of the closed list: the effect's, or of what is lifted."""
    if kind not in Proposal.Kind.values or not named:
        raise Barred(en="Say what is to be done, and to whom.", zh="请说明办理事项和人员。")
    if kind != Proposal.Kind.RESTRICT:
        _refuse_unless_standing(named)
    if kind == Proposal.Kind.LIFT:
        return Restriction.rows.filter(pk=named[0].restriction or 0).values_list("reason", flat=True)[0]
    effects = protocol(version).effects
    if effect not in effects or effects[effect].reason not in reasons():
        raise Barred(
            en="Codes change for the reasons on the closed list, and for no other: choose one of them.",
            zh="健康码只能因清单内的疫情防控原因变化，不得因其他原因：请从清单中选择。",
        )
    return effects[effect].reason


def _refuse_unless_standing(named: Sequence[Named]) -> None:
    at = clock.now()
    keys = {one.restriction: one.person for one in named if one.restriction is not None}
    standing = Restriction.rows.filter(pk__in=keys, ended_at=None, expires_at__gt=at).values_list("pk", "person")
    if len(keys) != len(named) or any(keys[pk] != person for pk, person in standing) or len(standing) != len(keys):
        raise Settled.meanwhile()


def _refuse_too_many(outbreak: int, kind: str, people: int) -> None:
    """Raises Barred beyond the cap of one proposal, and beyond that of a day. Freeing people has none."""
    if kind == Proposal.Kind.LIFT:
        return
    limits = rules.limits()
    since = clock.now() - timedelta(days=1)
    counted = Proposal.objects.filter(outbreak=outbreak, proposed_at__gt=since, state__in=("waiting", "approved"))
    today = counted.exclude(kind=Proposal.Kind.LIFT).aggregate(people=Sum("people"))["people"] or 0
    if people > limits.people_a_proposal or today + people > limits.people_a_day:
        raise Barred(
            en=f"By hand, {limits.people_a_proposal} people at once and {limits.people_a_day} a day are the most: "
            "what concerns more follows from a protocol, or from nothing.",
            zh=f"人工办理每次不超过 {limits.people_a_proposal} 人、每天不超过 {limits.people_a_day} 人："
            "更多人员须由方案规则产生。",
        )


def _refuse_without_evidence(outbreak: int, kind: str, reason: str, named: Sequence[Named]) -> None:
    """Raises Barred unless each has evidence of their own, of a kind that the reason is carried by."""
    if kind == Proposal.Kind.LIFT:
        wanting = [one.person for one in named if not one.evidence]
    else:
        wanting = grounds.without(named, outbreak, reasons()[reason].evidence)
    if wanting:
        raise Barred(
            en=f"For {len(wanting)} people no evidence carries this reason: nobody is restricted without.",
            zh=f"有 {len(wanting)} 人没有可支持该原因的佐证：没有佐证不得管控。",
        )


def _held(proposal: int, state: Proposal.State, by: Reader, verb: str) -> Proposal:
    if not by.can(verb):
        raise NotAllowed.of(verb)
    found = Proposal.objects.select_for_update().filter(pk=proposal).first()
    if found is None or found.state != state:
        raise Settled.meanwhile()
    return found


def _decided(found: Proposal, state: Proposal.State, by: Reader, kind: str) -> Proposal:
    found.state, found.decided_by, found.decided_at = state, by.account, clock.now()
    found.save(update_fields=["state", "decided_by", "decided_at"])
    _told(kind, found, by)
    return found


def _told(kind: str, found: Proposal, by: Reader) -> None:
    words = reasons()[found.reason]
    payload = {"people": found.people, "reason_zh": words.zh, "reason_en": words.en}
    payload |= {"proposed_by": found.proposed_by, "proposal": found.pk, "outbreak": found.outbreak_id}
    ledger.record(kind=kind, subject_kind="proposal", subject=found.pk, by=by.account, payload=payload)
