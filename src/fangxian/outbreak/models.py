"""An outbreak as the law knows it: proposed by one, approved by another, with a basis, an area, a start and an end."""

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
