"""A list that one person proposes and another approves (law 3). Nothing is in force of it until then."""

from collections.abc import Sequence

from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.programme import enrolling, events
from fangxian.programme.enrolling import Joining
from fangxian.programme.models import Listed, Roll
from fangxian.store import bulk


@transaction.atomic
def propose(*, outbreak: int, person_class: str, people: Sequence[Joining], origin: str, by: Reader) -> Roll:
    """Puts a list forward: those of it who can be enrolled now. Raises a Fault where nobody can, or where the origin
    has been put forward already; NotAllowed, NotInForce."""
    area = enrolling.refuse_unless_active(outbreak)
    found = enrolling.sort(outbreak, area, person_class, people, by_hand=True)
    enrolling.refuse_unless_allowed(by, [where.area_code for _, where in found.joining])
    if Roll.objects.filter(
        outbreak=outbreak, origin=origin, person_class=person_class, state__in=("proposed", "enrolled")
    ).exists():
        raise Fault(
            en="This list was put forward already: open it among the lists.", zh="该名单已提交过：请在名单列表中查看。"
        )
    if not found.joining:
        enrolling.refuse_nobody(found)
        raise Fault(
            en="Everybody on the list is enrolled in this class already.", zh="名单中的人员均已在该类别纳管中。"
        )
    roll = Roll.objects.create(
        outbreak_id=outbreak, origin=origin, person_class=person_class, protocol_id=found.version, by=by.account,
        state=Roll.State.PROPOSED, people=len(found.joining), skipped=found.counts,
    )  # fmt: skip
    bulk.insert(
        Listed,
        ["roll_id", "person", "area_code", "anchor_at", "evidence", "place"],
        (
            (roll.pk, one.person, where.area_code, one.anchor_at, dict(one.evidence), one.place)
            for one, where in found.joining
        ),
    )
    payload = {"people": roll.people, "skipped": roll.skipped, "class": person_class}
    ledger.record(kind=events.PROPOSED, subject_kind="roll", subject=roll.pk, by=by.account, payload=payload)
    return roll


@transaction.atomic
def approve(*, roll: int, by: Reader) -> Roll:
    """The second person's act: enrols those of the list who still can be. Raises NotTwoPeople, NotAllowed, a Fault for
    a list that does not wait any more, NotInForce."""
    found = _waiting(roll)
    refuse_unless_two(found.by, by.account)
    people = [
        Joining(one.person, one.anchor_at, one.evidence, one.place)
        for one in Listed.rows.filter(roll=found).order_by("pk")
    ]
    enrolling.refuse_unless_allowed(by, set(Listed.rows.filter(roll=found).values_list("area_code", flat=True)))
    area = enrolling.refuse_unless_active(found.outbreak_id)
    sorted_now = enrolling.sort(found.outbreak_id, area, found.person_class, people, by_hand=True)
    if not sorted_now.joining:
        enrolling.refuse_nobody(sorted_now)
    found.second, found.decided_at, found.state = by.account, clock.now(), Roll.State.ENROLLED
    found.people, found.protocol_id = 0, sorted_now.version
    enrolled = enrolling.enrolled(found, sorted_now, by.account, skipped=found.skipped)
    Listed.rows.filter(roll=found).delete()
    return enrolled


@transaction.atomic
def refuse(*, roll: int, by: Reader) -> Roll:
    """Says no to a list, or takes one's own back before it is approved. Raises as `approve`, but one's own may be."""
    found = _waiting(roll)
    enrolling.refuse_unless_allowed(by, set(Listed.rows.filter(roll=found).values_list("area_code", flat=True)))
    found.state, found.decided_at = Roll.State.REFUSED, clock.now()
    found.second = by.account if by.account != found.by else ""
    found.save(update_fields=["state", "decided_at", "second"])
    Listed.rows.filter(roll=found).delete()
    ledger.record(kind=events.REFUSED, subject_kind="roll", subject=found.pk, by=by.account, payload={})
    return found


def _waiting(roll: int) -> Roll:
    found = Roll.objects.select_for_update().filter(pk=roll, state=Roll.State.PROPOSED).first()
    if found is None:
        raise Fault(
            en="This list does not wait any more: load the page again.", zh="该名单已不在待批状态：请刷新页面。"
        )
    return found
