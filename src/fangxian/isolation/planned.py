"""Visits that are expected at a door, so that it may open: planned, and cancelled."""

from datetime import datetime, timedelta

from django.db import transaction

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.isolation import events, wording
from fangxian.isolation.alerts import VERB
from fangxian.isolation.models import PlannedVisit
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.queries import active
from fangxian.registry import queries as registry

#: No visit takes longer, so that none excuses a door for good.
LONGEST = timedelta(hours=4)


@transaction.atomic
def plan(*, dwelling: int, kind: str, starts_at: datetime, ends_at: datetime, click: str, by: Reader) -> PlannedVisit:
    """Says that somebody is expected at a door. `click` names the press of the button: sent again, it is answered as
    the first time. Raises NotAllowed, NotHere, NotInForce, and a Fault for what cannot be meant."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    home = registry.dwellings(by, "").filter(pk=dwelling).first()
    if home is None:
        raise NotHere.of("dwelling")
    known = PlannedVisit.rows.filter(click=click, dwelling=dwelling).first()
    if known is not None:
        return known
    standing = active(home.area_code)
    if not standing:
        raise NotInForce(
            en="No outbreak is in force at this door: nothing may be kept of who lives there.",
            zh="该住户所在区域没有生效的疫情：不得留存其数据。",
        )
    if kind not in wording.words("visits") or not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise Fault(
            en=f"Choose what the visit is for, and a time of at most {LONGEST.seconds // 3600} hours.",
            zh=f"请选择上门事由，时长不超过 {LONGEST.seconds // 3600} 小时。",
        )
    if ends_at < clock.now():
        raise Fault(
            en="This time is over: a visit is planned before it is made. Explain the alert instead.",
            zh="该时段已过：上门须事先约定。请改为说明提醒的原因。",
        )
    made = PlannedVisit.rows.create(
        outbreak=standing[0], dwelling=home, area_code=home.area_code, kind=kind, starts_at=starts_at,
        ends_at=ends_at, by=by.account, click=click,
    )  # fmt: skip
    words = wording.words("visits")[kind]
    _told(events.PLANNED, made, by, visit_zh=words.zh, visit_en=words.en)
    return made


@transaction.atomic
def cancel(*, visit: int, by: Reader) -> None:
    """Nobody is expected any more. Twice is once; a visit whose time is over stays. Raises NotAllowed, NotHere."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    found = PlannedVisit.rows.select_for_update().filter(pk=visit).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("visit")
    if found.cancelled_at is None and found.ends_at > clock.now():
        found.cancelled_at = clock.now()
        found.save(update_fields=["cancelled_at"])
        _told(events.CANCELLED, found, by)


def _told(kind: str, visit: PlannedVisit, by: Reader, **payload: str) -> None:
    said = {"dwelling": visit.dwelling_id, "visit": visit.kind, **payload}
    ledger.record(kind=kind, subject_kind="planned_visit", subject=visit.pk, by=by.account, payload=said)
