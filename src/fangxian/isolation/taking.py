"""Messages of devices taken in, a batch a transaction: what each becomes, and whom it has to be told to.

A batch is taken whole or not at all; who sent it is answered afterwards. So what was not answered is sent again, and
what was taken already changes nothing (laws 7 and 10).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from fangxian.isolation import events, payload, rules
from fangxian.isolation.models import Alert, Binding, Device, DoorEvent, PlannedVisit
from fangxian.isolation.payload import Said, Unreadable
from fangxian.isolation.rules import Door, Expected
from fangxian.isolation.tallies import tally
from fangxian.isolation.wording import figures
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.outbreak.queries import active
from fangxian.store import bulk

#: Alerts of the device itself: one until it is well again.
OF_THE_DEVICE = frozenset({"low_battery", "offline"})


@dataclass(frozen=True)
class Message:
    """One message of a device that was who it says: an event as bytes, or read already, or why it could not be."""

    serial: str
    body: bytes | Said | Unreadable


@dataclass(frozen=True)
class Answer:
    """What became of a message: its verdict, or 'counted' where it became no event; why (words.toml)."""

    event: str
    verdict: str
    why: str = ""


@transaction.atomic
def take(messages: Sequence[Message], *, by: str) -> list[Answer]:
    """Takes messages in, each to one end, and answers of each which: in their order."""
    now, answers = clock.now(), list[Answer]()
    read = [(one.serial, _read(one.body)) for one in messages]
    batch = _Batch.of([(serial, said) for serial, said in read if isinstance(said, Said)], now)
    counted: Counter[tuple[str, str]] = Counter()
    for serial, said in read:
        if isinstance(said, str):
            answer = Answer("", "counted", said if serial in batch.devices else "unknown_device")
        else:
            answer = batch.take(serial, said)
        answers.append(answer)
        if answer.verdict == "counted":
            counted[serial, answer.why] += 1
    tally(counted, now)
    batch.write(by)
    return answers


def _read(body: bytes | Said | Unreadable) -> Said | str:
    if isinstance(body, Unreadable):
        return body.why
    if isinstance(body, Said):
        return body
    try:
        return payload.read(body)
    except Unreadable as error:
        return error.why


@dataclass
class _Batch:
    """The devices of a batch with all that judging them takes: in a handful of queries, however many messages."""

    now: datetime
    devices: dict[str, Device]
    known: dict[tuple[int, str], tuple[str, datetime]]
    bindings: dict[int, list[Binding]]
    visits: dict[int, list[Expected]]
    standing: dict[tuple[int, str], Alert]
    in_force: set[int]
    made: list[DoorEvent] = field(default_factory=list)
    told: list[Alert] = field(default_factory=list)
    changed: dict[int, Alert] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Sequence[tuple[str, Said]], now: datetime) -> "_Batch":
        """Reads what is needed, and holds the devices until the transaction ends."""
        held = Device.objects.select_for_update().filter(serial__in={serial for serial, _ in said}).order_by("pk")
        devices = {one.serial: one for one in held}
        keys = [one.pk for one in devices.values()]
        known = DoorEvent.objects.filter(device__in=keys, event__in={one.event for _, one in said})
        bindings, visits, standing = _doors(keys, [one.at for _, one in said])
        return cls(
            now,
            devices,
            {(device, event): (kind, at) for device, event, kind, at in
             known.values_list("device_id", "event", "kind", "at")},
            bindings,
            visits,
            standing,
            {one.pk for one in active()},
        )  # fmt: skip

    def take(self, serial: str, said: Said) -> Answer:
        """What becomes of one event."""
        device = self.devices.get(serial)
        if device is None or device.state == Device.State.RETIRED:
            return Answer(said.event, "counted", "unknown_device" if device is None else "retired")
        before = self.known.get((device.pk, said.event))
        if before is not None:
            return Answer(said.event, "counted", "repeated" if before == (said.kind, said.at) else "contradicts")
        self.known[device.pk, said.event] = (said.kind, said.at)
        binding = self._binding(device, said.at)
        judged = rules.judge(said, self._door(device, binding, said), self.now)
        if judged.verdict != rules.HELD:
            # What is held does not show that a device is there: it may be replayed.
            self._heard(device, said)
        at_door = None if judged.why in ("not_bound", "not_in_force") else binding
        alert = self._alerts(device, at_door, said, judged.verdict, judged.why)
        self.made.append(
            DoorEvent(
                device=device, binding=at_door, alert=alert, event=said.event, kind=said.kind, at=said.at,
                received_at=self.now, battery=said.battery, verdict=judged.verdict, why=judged.why,
            )
        )  # fmt: skip
        if judged.verdict != rules.HELD:
            self._follow(device, said, judged.verdict)
        return Answer(said.event, judged.verdict, judged.why)

    def write(self, by: str) -> None:
        """Writes what was made and changed; one event of the ledger tells of the alerts."""
        said = ((one.pk, *(getattr(one, name) for name in _SAID)) for one in self.devices.values())
        bulk.update(Device, _SAID, said)
        changed = [one for one in self.changed.values() if one.pk]
        if changed:
            Alert.rows.bulk_update(changed, ["openings", "state", "closed_at", "how"])
        Alert.rows.bulk_create(self.told)
        DoorEvent.objects.bulk_create(self.made)
        announce(self.told, by=by)

    def _heard(self, device: Device, said: Said) -> None:
        device.back_at = self._back_at(device)
        device.last_seen_at = self.now
        device.firmware = said.firmware or device.firmware
        device.battery = _battery(device, said)

    def _back_at(self, device: Device) -> datetime | None:
        return self.now if rules.silent(device.last_seen_at, self.now) else device.back_at

    def _binding(self, device: Device, at: datetime) -> Binding | None:
        there = self.bindings.get(device.pk, [])
        return next((one for one in there if one.since <= at and (one.until is None or at < one.until)), None)

    def _door(self, device: Device, binding: Binding | None, said: Said) -> Door:
        return Door(
            bound=binding is not None,
            in_force=binding is not None and binding.outbreak_id in self.in_force,
            battery=_battery(device, said),
            last_said=device.last_said_at,
            opened_at=device.opened_at,
            back_at=self._back_at(device),
            visits=tuple(self.visits.get(binding.dwelling_id, ())) if binding else (),
        )

    def _alerts(self, device: Device, binding: Binding | None, said: Said, verdict: str, why: str) -> Alert | None:
        """The alert that an event belongs to; told anew where there is none yet."""
        if binding is None or binding.until is not None:
            return None
        low, full = figures().low_battery, figures().full_battery
        battery = device.battery
        offline = self.standing.get((binding.pk, "offline"))
        if offline is not None and not offline.openings and why != "was_offline":
            self._well("offline", binding)
        if battery is not None and battery >= full:
            self._well("low_battery", binding)
        weak = self._tell("low_battery", binding, said.at) if battery is not None and battery <= low else None
        if verdict == rules.LEAD:
            return self._opening(self._tell({"opened": "door_opened"}.get(said.kind, said.kind), binding, said.at))
        if verdict == rules.EXCUSED and why == "battery_low" and weak is not None:
            return self._opening(weak)
        if verdict == rules.EXCUSED and why == "was_offline":
            return self._opening(self._tell("offline", binding, said.at))
        return self.standing.get((binding.pk, "door_opened")) if verdict == rules.SAME else None

    def _tell(self, kind: str, binding: Binding, at: datetime) -> Alert:
        found = self.standing.get((binding.pk, kind))
        if found is not None and (found.state == Alert.State.OPEN or kind in OF_THE_DEVICE):
            return found
        made = Alert(binding=binding, area_code=binding.area_code, kind=kind, at=at, opened_at=self.now)
        self.standing[binding.pk, kind] = made
        self.told.append(made)
        return made

    def _opening(self, alert: Alert) -> Alert:
        alert.openings += 1
        self.changed[id(alert)] = alert
        return alert

    def _well(self, kind: str, binding: Binding) -> None:
        """A device that is well again says so itself."""
        found = self.standing.pop((binding.pk, kind), None)
        if found is not None:
            found.state, found.closed_at, found.how = Alert.State.CLOSED, self.now, "device"
            self.changed[id(found)] = found

    def _follow(self, device: Device, said: Said, verdict: str) -> None:
        device.last_said_at = max(filter(None, (device.last_said_at, said.at)))
        if said.kind == "opened":
            device.open_since = device.open_since or said.at
            if verdict != rules.SAME:
                device.opened_at = said.at
        elif said.kind == "closed":
            device.open_since = None


def _battery(device: Device, said: Said) -> int | None:
    """Percent, after an event: one that says 'low' and no figure is as low as low is."""
    if said.battery is None and said.kind == "low_battery":
        return min(100 if device.battery is None else device.battery, figures().low_battery)
    return device.battery if said.battery is None else said.battery


#: What of a device its messages change.
_SAID = ("firmware", "battery", "last_seen_at", "last_said_at", "back_at", "opened_at", "open_since")


def announce(told: Sequence[Alert], *, by: str) -> None:
    """One event of the ledger for the alerts of a batch, or of a minute."""
    if told:
        keys = [one.pk for one in told]
        said = {"alerts": len(keys), "first": min(keys), "last": max(keys)}
        ledger.record_batch(kind=events.ALERTED, batch=f"alerts/{min(keys)}", by=by, payload=said)


def _doors(
    devices: list[int], at: list[datetime]
) -> tuple[dict[int, list[Binding]], dict[int, list[Expected]], dict[tuple[int, str], Alert]]:
    """Device -> its bindings, the latest first; dwelling -> planned visits about these times; standing alerts."""
    bindings: dict[int, list[Binding]] = {}
    for one in Binding.rows.filter(device__in=devices).order_by("-pk"):
        bindings.setdefault(one.device_id, []).append(one)
    open_ones = [one for some in bindings.values() for one in some if one.until is None]
    visits: dict[int, list[Expected]] = {}
    if at:
        slack = figures().visit_slack
        planned = PlannedVisit.rows.filter(
            dwelling__in={one.dwelling_id for some in bindings.values() for one in some}, cancelled_at=None,
            ends_at__gte=min(at) - slack, starts_at__lte=max(at) + slack,
        )  # fmt: skip
        for dwelling, kind, starts, ends in planned.values_list("dwelling_id", "kind", "starts_at", "ends_at"):
            visits.setdefault(dwelling, []).append(Expected(kind, starts, ends))
    standing = Alert.rows.filter(binding__in=open_ones).exclude(state=Alert.State.CLOSED)
    standing = standing.select_for_update().order_by("pk")
    return bindings, visits, {(one.binding_id, one.kind): one for one in standing}
