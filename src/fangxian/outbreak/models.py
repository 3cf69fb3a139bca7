"""An outbreak as the law knows it: proposed by one, approved by another, with a basis, an area, a start and an end; the
protocol that applies under it, version by version; its risk areas."""

from django.db import models
from django.db.models import F, Q

from fangxian.lib import clock


class Outbreak(models.Model):
    """Under it, and only under it, personal evidence is kept (law 4). Its key has its name: outbreaks/<id>."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACTIVE = "active"
        CLOSED = "closed"
        PURGED = "purged"

    name = models.CharField(max_length=64)
    disease = models.CharField(max_length=32)  # a name in diseases.toml
    legal_basis = models.CharField(max_length=32)  # a name in legal_bases.toml
    area_code = models.CharField(max_length=15)
    starts_on = models.DateField()
    state = models.CharField(max_length=16, choices=State, default=State.PROPOSED)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(default=clock.now)
    approved_by = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)
    retention_days = models.IntegerField(default=30)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="two_people_activate"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(approved_at__isnull=False), name="active_means_approved"
            ),
        )


class ProtocolVersion(models.Model):
    """What applies under an outbreak from one approval to the next. Its content is kept whole: who was enrolled under
    it stays on it, whatever becomes of the files."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        IN_FORCE = "in_force"
        SUPERSEDED = "superseded"

    outbreak = models.ForeignKey(Outbreak, on_delete=models.CASCADE, related_name="protocols")
    number = models.IntegerField()
    pack = models.CharField(max_length=32)
    pack_digest = models.CharField(max_length=64)
    overlay = models.JSONField(default=dict)  # Overlay.data()
    content = models.JSONField()  # Protocol.data()
    digest = models.CharField(max_length=64)  # of the content
    state = models.CharField(max_length=16, choices=State, default=State.PROPOSED)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(default=clock.now)
    approved_by = models.CharField(max_length=64, blank=True)
    in_force_from = models.DateTimeField(null=True)
    in_force_to = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="two_people_set_a_protocol"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(in_force_from__isnull=False) & ~Q(approved_by=""),
                name="protocol_in_force_is_approved",
            ),
            models.UniqueConstraint(fields=("outbreak", "number"), name="protocol_numbered_once"),
            models.UniqueConstraint(fields=("outbreak",), condition=Q(state="in_force"), name="one_protocol_in_force"),
            models.UniqueConstraint(fields=("outbreak",), condition=Q(state="proposed"), name="one_protocol_proposed"),
        )


class RiskArea(models.Model):
    """An area of a level, as it was published. Each step is asked for by one and approved by another (AreaStep)."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        PUBLISHED = "published"
        ACTIVE = "active"
        STEP_DOWN_DUE = "step_down_due"
        EXTENDED = "extended"
        LOWERED = "lowered"
        CLOSED = "closed"

    outbreak = models.ForeignKey(Outbreak, on_delete=models.CASCADE, related_name="areas")
    protocol = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=16)  # a level of the protocol
    came_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    area_code = models.CharField(max_length=15)
    name = models.CharField(max_length=64)  # compound, building or unit within the area
    since = models.DateTimeField()
    resets = models.JSONField(default=list)  # moments (ISO) from which its days count anew, each with the evidence
    earliest_release = models.DateTimeField(null=True)  # None: not by days
    state = models.CharField(max_length=16, choices=State, default=State.PROPOSED)
    ended_at = models.DateTimeField(null=True)


class AreaStep(models.Model):
    """Something asked for a risk area: to designate it, to count its days anew, to extend, lower or close it."""

    class Act(models.TextChoices):
        DESIGNATE = "designate"
        RESET = "reset"
        EXTEND = "extend"
        LOWER = "lower"
        CLOSE = "close"

    area = models.ForeignKey(RiskArea, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=16, choices=Act)
    at = models.DateTimeField(null=True)  # when the case was, or until when it is extended
    why = models.CharField(max_length=200)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(default=clock.now)
    approved_by = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="two_people_change_an_area"),
            models.UniqueConstraint(fields=("area",), condition=Q(approved_at=None), name="one_step_of_an_area_waits"),
        )


class PurgeRequest(models.Model):
    """Somebody asked for an outbreak's data to be destroyed; the witness who confirms it is somebody else."""

    outbreak = models.OneToOneField(Outbreak, on_delete=models.CASCADE, related_name="purge_request")
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)


class Certificate(models.Model):
    """What a purge destroyed, by whom and how; it holds counts and digests, nobody."""

    outbreak = models.OneToOneField(Outbreak, on_delete=models.PROTECT, related_name="certificate")
    made_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=64)
    witness = models.CharField(max_length=64)
    scope = models.JSONField()  # room -> {rows, digest of what was there}
    method = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
