"""Facts, and what came and could not be one. All of it lies under an outbreak and goes with it (law 4)."""

from django.db import models
from django.db.models import Q

from fangxian.access.scope import Scoped
from fangxian.lib import clock


class Fact(models.Model):
    """Something was obtained of somebody at a time. Never changed but for being withdrawn (law 2); `key` makes the same
    fact one fact (law 7). `recorded_at` and `withdrawn_at` say when we knew it (law 12). What a single one said goes
    into a batch of the lake after a while (`compacting`), and the fact names it."""

    # No index of its own: nearly every fact is of the one outbreak, and SQLite would take it for a person's.
    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    kind = models.CharField(max_length=16)  # of kinds.toml
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)
    finding = models.CharField(max_length=16, blank=True)
    source = models.CharField(max_length=8)  # 'lake', 'form', 'sensor'
    batch = models.CharField(max_length=64, blank=True)  # of the lake, with the row in it
    row = models.IntegerField(null=True)
    key = models.BinaryField(max_length=16)
    said = models.BinaryField(null=True)  # sealed JSON
    by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.UniqueConstraint(fields=["outbreak", "key"], condition=Q(withdrawn_at=None), name="fact_once"),
            models.CheckConstraint(condition=Q(source__in=("lake", "form", "sensor")), name="fact_has_a_source"),
        )
        indexes = (
            models.Index(fields=["person", "kind", "at"], name="fact_person"),
            models.Index(fields=["batch"], name="fact_batch", condition=~Q(batch="")),
            models.Index(fields=["withdrawn_at"], name="fact_gone", condition=~Q(withdrawn_at=None)),
            models.Index(fields=["person", "at"], name="fact_against", condition=~Q(finding="")),
        )


class Held(models.Model):
    """What came and could not be taken as evidence, and why: rows of a batch, or a form or a sensor's message."""

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16)  # of kinds.toml
    source = models.CharField(max_length=8)
    batch = models.CharField(max_length=64, blank=True)
    row = models.IntegerField(null=True)
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["outbreak", "at"], name="held_at"),)
