"""Alerts as somebody's list has them, doors with a device, devices, and what was held. They name doors, no people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from fangxian.access.faults import NotHere
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.isolation import devices, rules, wording
from fangxian.isolation.alerts import SAID
from fangxian.isolation.models import Alert, Binding, Device, DoorEvent, PlannedVisit, Tally
from fangxian.lib import clock
from fangxian.outbreak.queries import seal

__all__ = ["Alert", "Binding", "Device", "DoorEvent", "PlannedVisit"]


@dataclass(frozen=True)
class Told:
    """An alert, whose list it has reached, and who has it."""

    alert: Alert
    level: str  # grid, community, street
    acknowledged_by: str  # how they sign
    closed_by: str = ""
    said: str = ""  # what was typed when it was explained

    @property
    def dwelling(self) -> Any:
        """The door, with its building and compound at hand."""
        return self.alert.binding.dwelling


@dataclass(frozen=True)
class Counts:
    """How the alerts of some areas stand."""

    open: int = 0
    acknowledged: int = 0
    escalated: int = 0  # of the open ones, those that the grid has left too long
    closed_today: int = 0


@dataclass(frozen=True)
class Health:
    """How the devices of some areas are."""

    bound: int = 0
    silent: int = 0
    weak: int = 0
    open: int = 0


def alerts(reader: Reader, *, area: str = "", state: str = "standing", dwelling: int | None = None) -> list[Told]:
    """The alerts of the reader's areas: 'standing' (the unacknowledged first, the longest waiting first), 'open',
    'acknowledged', 'escalated', or 'closed' today, the latest first."""
    found = _alerts(reader, area).select_related("binding__device", "binding__dwelling__building__compound")
    if dwelling is not None:
        found = found.filter(binding__dwelling=dwelling)
    order = ("-closed_at", "-pk") if state == "closed" else ("opened_at", "pk")
    found = found.filter(_STATES[state]()).order_by(*order)
    rows = sorted(found, key=lambda one: one.state == Alert.State.ACKNOWLEDGED)
    names = signatures({one.acknowledged_by for one in rows} | {one.closed_by for one in rows})
    return [_told(one, names) for one in rows]


def alert(reader: Reader, pk: int) -> Told:
    """One alert of the reader's areas, with what was typed of it. Raises NotHere."""
    found = _alerts(reader).select_related("binding__device", "binding__dwelling__building__compound")
    one = found.filter(pk=pk).first()
    if one is None:
        raise NotHere.of("alert")
    typed = seal(one.binding.outbreak_id, SAID).open(one.said) if one.said else ""
    return _told(one, signatures({one.acknowledged_by, one.closed_by}), typed)


def counts(reader: Reader, *, area: str = "") -> Counts:
    """How the alerts stand. They name nobody."""
    found = _alerts(reader, area).aggregate(**{name: Count("pk", filter=_STATES[name]()) for name in _COUNTED})
    return Counts(found["open"], found["acknowledged"], found["escalated"], found["closed"])


def standing_at(reader: Reader, dwellings: Iterable[int]) -> dict[int, int]:
    """Dwelling -> how many alerts stand at its door; without those at which none does."""
    found = _alerts(reader).filter(_STATES["standing"](), binding__dwelling__in=list(dwellings))
    return dict(found.values_list("binding__dwelling").annotate(many=Count("pk")).order_by())


def latest(reader: Reader, *, area: str = "") -> str:
    """What changes whenever the standing alerts do: for a page that stays open."""
    found = _alerts(reader, area).aggregate(
        last=Max("pk"), openings=Sum("openings"), acknowledged=Max("acknowledged_at"), closed=Max("closed_at")
    )
    return "/".join(str(value or "") for value in found.values())


def bindings(reader: Reader, *, area: str = "", dwellings: Iterable[int] | None = None) -> QuerySet[Binding]:
    """The devices at doors of the reader's areas, each with its door at hand."""
    found = Binding.rows.filter(within(reader.areas), within([area]) if area else Q(), until=None)
    if dwellings is not None:
        found = found.filter(dwelling__in=list(dwellings))
    return found.select_related("device", "dwelling__building__compound").order_by("area_code", "dwelling", "pk")


def health(reader: Reader, *, area: str = "") -> Health:
    """How the devices at the doors of some areas are."""
    limits, now = wording.figures(), clock.now()
    found = bindings(reader, area=area).order_by().aggregate(
        bound=Count("pk"),
        silent=Count("pk", filter=Q(device__last_seen_at__lt=now - limits.silent) | Q(device__last_seen_at=None)),
        weak=Count("pk", filter=Q(device__battery__lte=limits.low_battery)),
        open=Count("pk", filter=Q(device__open_since__isnull=False)),
    )  # fmt: skip
    return Health(**found)


def condition(device: Device) -> str:
    """How a device is: 'new' (not heard yet), 'silent', 'weak', 'open' or 'well'."""
    if device.last_seen_at is None:
        return "new"
    if rules.silent(device.last_seen_at, clock.now()):
        return "silent"
    if device.battery is not None and device.battery <= wording.figures().low_battery:
        return "weak"
    return "open" if device.open_since is not None else "well"


def spare(limit: int = 200) -> list[str]:
    """Serials of the devices in stock, those that could be fitted."""
    found = Device.objects.filter(state=Device.State.IN_STOCK).order_by("serial")
    return list(found.values_list("serial", flat=True)[:limit])


def keys() -> list[tuple[str, str]]:
    """Serial and key of every device that is not retired: for the broker's list of passwords."""
    found = Device.objects.exclude(state=Device.State.RETIRED).order_by("serial")
    return [(serial, devices.key(serial, generation)) for serial, generation in
            found.values_list("serial", "key_generation")]  # fmt: skip


def events_at(reader: Reader, dwelling: int, *, hours: int = 48) -> list[DoorEvent]:
    """What devices at a door said of it lately, the latest first; no heartbeats."""
    since = clock.now() - timedelta(hours=hours)
    found = DoorEvent.objects.filter(within(reader.areas, "binding__area_code"), binding__dwelling=dwelling)
    return list(found.filter(at__gte=since).exclude(kind="heartbeat").order_by("-at", "-pk")[:100])


def held(*, days: int = 7) -> QuerySet[DoorEvent]:
    """What was held lately, the latest first, each with its device: they lie at no door, or stay without effect."""
    since = clock.now() - timedelta(days=days)
    found = DoorEvent.objects.filter(verdict=rules.HELD, received_at__gte=since)
    return found.select_related("device").order_by("-received_at", "-pk")


def tallies(*, since: date | None = None) -> QuerySet[Tally]:
    """Messages that became no event, by day and why, the latest day first."""
    since = since or clock.now().date() - timedelta(days=7)
    return Tally.objects.filter(day__gte=since).order_by("-day", "-count", "serial")


def visits(reader: Reader, dwelling: int) -> list[PlannedVisit]:
    """Who is expected at a door from now on, the first first."""
    found = PlannedVisit.rows.filter(within(reader.areas), dwelling=dwelling, cancelled_at=None)
    return list(found.filter(ends_at__gte=clock.now()).order_by("starts_at", "pk"))


_COUNTED = ("open", "acknowledged", "escalated", "closed")


_STATES = {
    "standing": lambda: ~Q(state=Alert.State.CLOSED),
    "open": lambda: Q(state=Alert.State.OPEN),
    "acknowledged": lambda: Q(state=Alert.State.ACKNOWLEDGED),
    "escalated": lambda: Q(state=Alert.State.OPEN, opened_at__lte=clock.now() - wording.figures().community_after),
    "closed": lambda: Q(state=Alert.State.CLOSED, closed_at__gte=clock.midnight()),
}


def _alerts(reader: Reader, area: str = "") -> Any:
    """The alerts of the reader's areas. They name doors, no people."""
    return Alert.rows.filter(within(reader.areas), within([area]) if area else Q())


def _told(one: Alert, names: dict[str, str], said: str = "") -> Told:
    level = rules.level(one.opened_at, one.state != Alert.State.OPEN, clock.now())
    return Told(
        one, level, names.get(one.acknowledged_by, one.acknowledged_by), names.get(one.closed_by, one.closed_by), said
    )
