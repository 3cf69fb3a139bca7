"""Devices, the doors that they are bound to for a time, what they said, and what somebody was told of it.

A device knows a door, nobody. What it says at a door lies under the outbreak that it was fitted for and goes with it
(law 4); what was typed of it is sealed under the outbreak's key. What a device says is kept as it came: what somebody
found out of it stands at the alert.
"""

from django.db import models
from django.db.models import Q

from fangxian.access.scope import Scoped
from fangxian.lib import clock


class Device(models.Model):
    """One sensor. Its key follows from the installation's own and `key_generation` (devices.key): none is kept."""

    class State(models.TextChoices):
        IN_STOCK = "in_stock"
        BOUND = "bound"
        RETIRED = "retired"

    serial = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, default="door_sensor")
    state = models.CharField(max_length=16, choices=State, default=State.IN_STOCK)
    firmware = models.CharField(max_length=32, blank=True)
    battery = models.IntegerField(null=True)  # percent, as it said last
    last_seen_at = models.DateTimeField(null=True)  # by our clock
    last_said_at = models.DateTimeField(null=True)  # the latest time of its own that it gave
    back_at = models.DateTimeField(null=True)  # when it was heard again after a silence
    opened_at = models.DateTimeField(null=True)  # the latest opening that counts
    open_since = models.DateTimeField(null=True)  # until it says that the door is closed
    key_generation = models.IntegerField(default=1)
    registered_by = models.CharField(max_length=64)
    registered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(battery=None) | Q(battery__gte=0, battery__lte=100), name="battery_is_a_percentage"
            ),
        )


class Binding(models.Model):
    """A device at a door, for an outbreak, with the consent of who lives there."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="bindings")
    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.CASCADE, related_name="+")
    dwelling = models.ForeignKey("registry.Dwelling", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=15)
    consented = models.BooleanField()
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    by = models.CharField(max_length=64)
    ended_by = models.CharField(max_length=64, blank=True)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.UniqueConstraint(fields=["device"], condition=Q(until=None), name="at_one_door"),
            models.CheckConstraint(condition=Q(consented=True), name="fitted_with_consent"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="bound_forwards"),
        )
        indexes = (models.Index(fields=["area_code"], name="binding_open", condition=Q(until=None)),)


class Alert(models.Model):
    """Something at a door that somebody has to look into. A lead until somebody has (law 13)."""

    class State(models.TextChoices):
        OPEN = "open"
        ACKNOWLEDGED = "acknowledged"
        CLOSED = "closed"

    binding = models.ForeignKey(Binding, on_delete=models.CASCADE, related_name="alerts")
    area_code = models.CharField(max_length=15)
    kind = models.CharField(max_length=16)  # of words.toml
    at = models.DateTimeField()  # by the device's clock; of a silence, when it was heard last
    opened_at = models.DateTimeField(default=clock.now)
    openings = models.IntegerField(default=0)  # which it covers
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    acknowledged_by = models.CharField(max_length=64, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=16, blank=True)  # 'call', 'visit', 'device': it said so itself, 'ended'
    finding = models.CharField(max_length=32, blank=True)  # of words.toml
    said = models.BinaryField(null=True)  # sealed: what was typed

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.UniqueConstraint(fields=["binding", "kind"], condition=Q(state="open"), name="told_once"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at=None),
                name="closed_alert_has_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["area_code"], name="alert_standing", condition=~Q(state="closed")),
            models.Index(fields=["closed_at", "area_code"], name="alert_closed", condition=Q(state="closed")),
        )


class DoorEvent(models.Model):
    """What a device said, as it came, with what was made of it and why. `event` is its own name of it: said again, it
    changes nothing (law 7)."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="events")
    binding = models.ForeignKey(Binding, on_delete=models.CASCADE, null=True, related_name="events")
    alert = models.ForeignKey(Alert, on_delete=models.SET_NULL, null=True, related_name="events")
    event = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()  # by the device's clock
    received_at = models.DateTimeField()
    battery = models.IntegerField(null=True)
    verdict = models.CharField(max_length=8)  # noted, lead, same, excused, held
    why = models.CharField(max_length=24, blank=True)  # of words.toml

    class Meta:
        constraints = (models.UniqueConstraint(fields=["device", "event"], name="said_once"),)
        indexes = (
            models.Index(fields=["binding", "at"], name="event_of_binding"),
            models.Index(fields=["received_at"], name="event_heartbeat", condition=Q(kind="heartbeat")),
            models.Index(fields=["received_at"], name="event_held", condition=Q(verdict="held")),
        )


class PlannedVisit(models.Model):
    """Somebody is expected at a door: that it opens then is no lead. `click` names the press of the button (law 7)."""

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.CASCADE, related_name="+")
    dwelling = models.ForeignKey("registry.Dwelling", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=15)
    kind = models.CharField(max_length=16)  # of words.toml
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True)
    click = models.CharField(max_length=48, unique=True)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="visit_has_a_length"),
        )
        indexes = (models.Index(fields=["dwelling", "starts_at"], name="visit_at_door"),)


class Tally(models.Model):
    """How many messages of a day became no event, and why: said before, unreadable, from nobody known. They are
    counted and not kept: whoever sends them may not fill the disk."""

    day = models.DateField()
    serial = models.CharField(max_length=32)  # '' where too many strangers have one each
    why = models.CharField(max_length=24)  # of words.toml
    count = models.IntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["day", "serial", "why"], name="tallied_once"),)
