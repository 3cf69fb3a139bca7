"""Whom a row belongs to, apart from the row and from the person, so that it can be undone (law 2)."""

from django.db import models
from django.db.models import Q

from fangxian.identity.events import PERSON
from fangxian.lib import clock


class SourceLink(models.Model):
    """A row of a batch is this person: how it was found, by whom, and until when it was believed."""

    dataset = models.CharField(max_length=32)
    batch = models.CharField(max_length=32)
    row = models.IntegerField()
    person = models.BigIntegerField()
    method = models.CharField(max_length=16)  # exact, repaired, probable, newcomer, apart; person (somebody decided)
    score = models.FloatField(null=True)
    agreed = models.CharField(max_length=200, blank=True)
    settings = models.CharField(max_length=32)  # the version of the weights
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["dataset", "batch", "row"], condition=Q(undone_at__isnull=True), name="one_person_a_row"
            ),
        )
        indexes = (models.Index(fields=["person"], name="link_person"),)


class Doubt(models.Model):
    """A row that may be one of several people: waits for somebody to decide."""

    dataset = models.CharField(max_length=32)
    batch = models.CharField(max_length=32)
    row = models.IntegerField()
    area_code = models.CharField(max_length=15, blank=True)
    reason = models.CharField(max_length=32)
    candidates = models.JSONField(default=list)  # [{person, score, agreed}], best first
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["dataset", "batch", "row"], name="one_doubt_a_row"),)


class NotTheSame(models.Model):
    """Somebody decided that two people (or organisations) are two, and nobody shall be asked again."""

    kind = models.CharField(max_length=16, default=PERSON)
    first = models.BigIntegerField()
    second = models.BigIntegerField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "first", "second"], name="two_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="two_people_in_order"),
        )


class Alike(models.Model):
    """Two people (or organisations) who may be one, registered twice: waits for somebody to decide. While it waits it
    is found anew, or goes, each time that the register is held against itself."""

    kind = models.CharField(max_length=16, default=PERSON)
    first = models.BigIntegerField()
    second = models.BigIntegerField()
    area_code = models.CharField(max_length=15)  # the least area that holds both: whoever covers it is asked
    score = models.FloatField()
    agreed = models.CharField(max_length=200, blank=True)
    weights = models.JSONField(default=list)  # [field, level, bits]
    reason = models.CharField(max_length=32, blank=True)  # what speaks against it; '' where nothing does
    settings = models.CharField(max_length=32)  # the version of the weights
    found_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "first", "second"], name="alike_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="alike_in_order"),
        )


class Merge(models.Model):
    """Somebody decided that two records are one person's, or one organisation's: one is kept, the other absorbed. No
    row moves; what it rests on stands beside it, and it can be taken back."""

    kind = models.CharField(max_length=16, default=PERSON)
    kept = models.BigIntegerField()
    absorbed = models.BigIntegerField()
    score = models.FloatField(null=True)
    agreed = models.CharField(max_length=200, blank=True)
    weights = models.JSONField(default=list)  # [field, level, bits]
    settings = models.CharField(max_length=32)  # the version of the weights
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "absorbed"], condition=Q(undone_at__isnull=True), name="absorbed_into_one"
            ),
            models.CheckConstraint(condition=~Q(kept=models.F("absorbed")), name="merged_of_two"),
        )
        indexes = (models.Index(fields=["kind", "kept"], name="merge_of_kept"),)
