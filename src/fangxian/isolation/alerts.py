"""What is done about an alert: acknowledged, explained by a call or a visit, closed with its device; and what the clock
finds: devices that fell silent, doors that stay open. Each act is permission, change and event together."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.evidence import actions as evidence
from fangxian.isolation import events, wording
from fangxian.isolation.models import Alert, Binding, DoorEvent
from fangxian.isolation.taking import announce
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import active, seal
from fangxian.programme import queries as programme
from fangxian.store import bulk

#: What one may do who looks into alerts.
VERB = "isolation.work"
#: By what an alert is explained.
HOW = ("call", "visit")
#: What is sealed of an alert.
SAID = "isolation.alert"


@transaction.atomic
def acknowledge(*, alert: int, by: Reader) -> Alert:
    """Takes an alert upon oneself. One that somebody has taken, or closed, stays as it is. Raises NotHere,
    NotAllowed."""
    found = _held(alert, by)
    if found.state == Alert.State.OPEN:
        found.state, found.acknowledged_by, found.acknowledged_at = Alert.State.ACKNOWLEDGED, by.account, clock.now()
        found.save(update_fields=["state", "acknowledged_by", "acknowledged_at"])
        _told(events.ACKNOWLEDGED, found, by.account)
    return found


@transaction.atomic
def explain(*, alert: int, how: str, finding: str, said: str = "", by: Reader) -> Alert:
    """Says what was found out of an alert, by 'call' or by 'visit', and closes it. The same again changes nothing.

    finding  of words.toml, for alerts of its kind; where it breaks the isolation, evidence of it is kept
    said     what was typed with it, sealed

    Raises NotHere, NotAllowed, and a Fault for what is none, or was found otherwise meanwhile.
    """
    found, what = _held(alert, by), wording.findings().get(finding)
    if what is None or found.kind not in what.alerts or how not in HOW:
        raise Fault(en="Choose from the list what you found out, and how.", zh="请从列表中选择核实结果和方式。")
    if found.state == Alert.State.CLOSED:
        if (found.how, found.finding) == (how, finding):
            return found
        raise Fault(en="This was settled in the meantime: look at the list again.", zh="该提醒已办结：请刷新列表。")
    now, text = clock.now(), said.strip()
    found.state, found.closed_by, found.closed_at, found.how, found.finding = "closed", by.account, now, how, finding
    if found.acknowledged_at is None:
        found.acknowledged_by, found.acknowledged_at = by.account, now
    found.said = seal(found.binding.outbreak_id, SAID).close(text) if text else None
    found.save()
    if what.breaks:
        _keep(found, by.account)
    _told(events.SETTLED, found, by.account, how=how, finding=finding, finding_zh=what.zh, finding_en=what.en,
          at=found.at.isoformat(), breaks=what.breaks, dwelling=found.binding.dwelling_id,
          outbreak=found.binding.outbreak_id)  # fmt: skip
    return found


def end(binding: int, *, by: str) -> int:
    """Closes what is told of a door whose device has gone; answers how many. In the caller's transaction."""
    standing = Alert.rows.filter(binding=binding).exclude(state=Alert.State.CLOSED)
    return standing.update(state=Alert.State.CLOSED, closed_at=clock.now(), closed_by=by, how="ended")


@transaction.atomic
def look_round() -> int:
    """What the clock finds, each minute: devices at doors that fell silent, doors that stay open of which nothing else
    is told. Answers how many alerts are new; run again, it finds no more."""
    now, limits = clock.now(), wording.figures()
    standing = Binding.rows.filter(until=None, outbreak__in=[one.pk for one in active()]).select_related("device")
    # Whoever takes messages of a device in holds it meanwhile: what is found here is not found there as well.
    standing = standing.select_for_update(of=("device",))
    silent = standing.filter(
        Q(device__last_seen_at__lt=now - limits.silent) | Q(device__last_seen_at=None, since__lt=now - limits.silent)
    )
    left_open = standing.filter(device__open_since__lt=now - limits.long_open)
    told = [_new("offline", one, one.device.last_seen_at or one.since) for one in _without(silent, "offline")]
    told += [_new("long_open", one, one.device.open_since) for one in _without(left_open, "long_open", "door_opened")
             if not _explained(one)]  # fmt: skip
    Alert.rows.bulk_create(told)
    announce(told, by=ledger.SYSTEM)
    return len(told)


def forget_heartbeats() -> int:
    """Removes heartbeats that are kept no longer; answers how many."""
    before = clock.now() - wording.figures().heartbeats_kept
    old = DoorEvent.objects.filter(kind="heartbeat", received_at__lt=before).order_by("pk")
    removed = 0
    while keys := list(old.values_list("pk", flat=True)[:10_000]):
        removed += bulk.delete(DoorEvent, keys)
    return removed


def _without(bindings: Any, *kinds: str) -> list[Binding]:
    """Those of the bindings of which no alert of these kinds stands."""
    there = Alert.rows.filter(kind__in=kinds).exclude(state=Alert.State.CLOSED).values("binding_id")
    return list(bindings.exclude(pk__in=there).order_by("pk"))


def _explained(binding: Binding) -> bool:
    """Whether somebody has explained already that the door stands open: since it was opened."""
    since = binding.device.open_since
    found = Alert.rows.filter(binding=binding, kind__in=("long_open", "door_opened"), state=Alert.State.CLOSED)
    return found.filter(closed_at__gte=since).exists()


def _new(kind: str, binding: Binding, at: Any) -> Alert:
    return Alert(binding=binding, area_code=binding.area_code, kind=kind, at=at, opened_at=clock.now())


def _keep(alert: Alert, by: str) -> None:
    """What a person found out is evidence of each who stays behind that door; what a device said is not (law 13)."""
    binding = alert.binding
    inside = programme.at_home([binding.dwelling_id], binding.outbreak_id).get(binding.dwelling_id, [])
    for person in dict.fromkeys(inside):
        evidence.record(
            outbreak=binding.outbreak_id, kind="door", person=person, at=alert.at, finding="door_opened",
            key=f"alert/{alert.pk}/{person}", source="sensor", by=by,
        )  # fmt: skip


def _held(alert: int, by: Reader) -> Alert:
    """An alert of the reader's areas, held until the transaction ends."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    found: Alert | None = Alert.rows.select_for_update(of=("self",)).filter(pk=alert).select_related("binding").first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("alert")
    return found


def _told(kind: str, alert: Alert, by: str, **payload: object) -> None:
    ledger.record(
        kind=kind, subject_kind="alert", subject=alert.pk, by=by,
        payload={"alert": alert.pk, "binding": alert.binding_id, **payload},
    )  # fmt: skip
