"""Proposing, activating, withdrawing, closing an outbreak. Each is one act: permission, change and event together.

What applies under an outbreak changes in `changing`, its risk areas in `areas`: both are of this door.
"""

from datetime import date

from django.conf import settings
from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.lib import clock
from fangxian.outbreak import areas, changing, events, packs, profiles, rules
from fangxian.outbreak.areas import approve_step, designate, mark_due, propose_step, publish, withdraw_step
from fangxian.outbreak.changing import approve_protocol, propose_protocol, withdraw_protocol
from fangxian.outbreak.faults import OutbreakFault
from fangxian.outbreak.models import Outbreak
from fangxian.outbreak.overlays import NONE, Overlay
from fangxian.outbreak.permission import allowed, in_state, told
from fangxian.outbreak.queries import key_name

__all__ = [
    "approve",
    "approve_protocol",
    "approve_step",
    "close",
    "designate",
    "mark_due",
    "propose",
    "propose_protocol",
    "propose_step",
    "publish",
    "withdraw",
    "withdraw_protocol",
    "withdraw_step",
]


@transaction.atomic
def propose(
    *,
    name: str,
    disease: str,
    legal_basis: str,
    area_code: str,
    starts_on: date,
    retention_days: int = 30,
    pack: str = packs.DEFAULT,
    overlay: Overlay = NONE,
    by: Reader,
) -> Outbreak:
    """Asks for an activation under a pack, with what the district sets on it; nothing is in force until another person
    approves. Raises an OutbreakFault; a PackFault where a figure is open that the pack needs."""
    allowed(by, "outbreak.propose", area_code)
    if disease not in profiles.diseases() or legal_basis not in profiles.legal_bases():
        raise OutbreakFault(
            en="The disease or the legal basis is not on the list: choose one of those that are.",
            zh="疾病或法律依据不在清单内：请从清单中选择。",
        )
    if not rules.start_is_plausible(starts_on, clock.now().date()):
        raise OutbreakFault(
            en=f"The start lies more than {rules.DAYS_BACK} days back or {rules.DAYS_AHEAD} days ahead: correct it.",
            zh=f"起始日期早于 {rules.DAYS_BACK} 天前或晚于 {rules.DAYS_AHEAD} 天后：请更正。",
        )
    if not rules.retention_is_lawful(retention_days):
        raise OutbreakFault(
            en=f"Evidence is kept for 0 to {rules.LONGEST_RETENTION} days after the end: correct the retention.",
            zh=f"结束后的留存期为 0 至 {rules.LONGEST_RETENTION} 天：请更正留存期。",
        )
    made = Outbreak.objects.create(
        name=name.strip(),
        disease=disease,
        legal_basis=legal_basis,
        area_code=area_code,
        starts_on=starts_on,
        retention_days=retention_days,
        proposed_by=by.account,
    )
    changing.first(made, pack=pack, overlay=overlay, by=by)
    told(events.PROPOSED, made, by, disease=disease, legal_basis=legal_basis, area=area_code, pack=pack)
    return made


@transaction.atomic
def approve(*, outbreak: int, by: Reader) -> Outbreak:
    """The second person's act: the outbreak is active from now on, with a key of its own, under its first protocol."""
    found = in_state(outbreak, Outbreak.State.PROPOSED)
    allowed(by, "outbreak.approve", found.area_code)
    refuse_unless_two(found.proposed_by, by.account)
    found.state = Outbreak.State.ACTIVE
    found.approved_by, found.approved_at = by.account, clock.now()
    # A key without an active outbreak does no harm; an active outbreak without a key could keep nothing.
    key = key_name(found.pk)
    settings.KEYRING.create(key)
    found.save(update_fields=["state", "approved_by", "approved_at"])
    changing.put_in_force(found.protocols.get(), by=by)
    told(events.ACTIVATED, found, by, proposed_by=found.proposed_by, key=settings.KEYRING.mark(key))
    return found


@transaction.atomic
def withdraw(*, outbreak: int, by: Reader) -> None:
    """Takes a proposal back before it is approved; it leaves its event, and no row."""
    found = in_state(outbreak, Outbreak.State.PROPOSED)
    allowed(by, "outbreak.propose", found.area_code)
    told(events.WITHDRAWN, found, by, proposed_by=found.proposed_by)
    found.delete()


@transaction.atomic
def close(*, outbreak: int, by: Reader) -> Outbreak:
    """Ends an outbreak. Who listens to the event lets everything lapse that stood under it; nothing new is kept."""
    found = in_state(outbreak, Outbreak.State.ACTIVE)
    allowed(by, "outbreak.close", found.area_code)
    found.state = Outbreak.State.CLOSED
    found.closed_by, found.closed_at = by.account, clock.now()
    found.save(update_fields=["state", "closed_by", "closed_at"])
    areas.end_all(found)
    told(events.CLOSED, found, by, retention_days=found.retention_days)
    return found
