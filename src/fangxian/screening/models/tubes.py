"""Tubes of any size, the people whose samples are in them, the boxes they travel in, and what laboratories sent back.

What a tube became says something of its people, and so goes with the outbreak (law 4). A tube of several that is not
negative is `suspect`: a lead, no verdict (law 13).
"""

from django.db import models
from django.db.models import Q

from fangxian.access.scope import Scoped
from fangxian.lib import clock
from fangxian.screening.models.rounds import Arrival, Round


class Box(models.Model):
    """Tubes on their way from a site to a laboratory."""

    class State(models.TextChoices):
        PACKED = "packed"
        HANDED_OVER = "handed_over"
        RECEIVED = "received"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="boxes")
    code = models.CharField(max_length=32)
    site = models.CharField(max_length=64)
    area_code = models.CharField(max_length=15)
    state = models.CharField(max_length=16, choices=State, default=State.PACKED)
    packed_by = models.CharField(max_length=64)
    packed_at = models.DateTimeField(default=clock.now)
    carrier = models.CharField(max_length=64, blank=True)
    laboratory = models.CharField(max_length=64, blank=True)
    handed_over_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "code"], name="box_once"),)


class Tube(models.Model):
    """A tube by the code on it. `mode`: how many people it takes; `household`: 0, or how many one household has whose
    own it is, whatever the mode. `of`: the pool whose people it tests again, one by one."""

    class State(models.TextChoices):
        PLANNED = "planned"
        OPENED = "opened"
        FILLED = "filled"
        SEALED = "sealed"
        BOXED = "boxed"
        HANDED_OVER = "handed_over"
        RECEIVED = "received"
        TESTING = "testing"
        NEGATIVE = "negative"
        SUSPECT = "suspect"
        INVALID = "invalid"
        POSITIVE = "positive"
        CLEARED = "cleared"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tubes")
    barcode = models.CharField(max_length=32)
    mode = models.IntegerField()
    household = models.IntegerField(default=0)
    site = models.CharField(max_length=64)
    area_code = models.CharField(max_length=15)
    state = models.CharField(max_length=16, choices=State, default=State.PLANNED)
    box = models.ForeignKey(Box, on_delete=models.SET_NULL, null=True, related_name="tubes")
    of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="retests")
    arrival = models.ForeignKey(Arrival, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_by = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    resulted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "barcode"], name="tube_once"),
            models.CheckConstraint(condition=Q(mode__gte=1, household__gte=0), name="tube_takes_somebody"),
        )
        indexes = (models.Index(fields=["round", "state", "area_code"], name="tube_list"),)


class Sample(models.Model):
    """Somebody whose sample is in a tube. `open` until the tube has a result: nobody is in two open tubes of a
    round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    tube = models.ForeignKey(Tube, on_delete=models.CASCADE, related_name="samples")
    who = models.BinaryField(max_length=16)  # index of their number, or of name and phone, under the outbreak's key
    said = models.BinaryField()  # sealed: name, number, phone, address
    person = models.BigIntegerField(null=True)  # whom the registry has under this number and name
    area_code = models.CharField(max_length=15)
    open = models.BooleanField(default=True)
    taken_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=64)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.UniqueConstraint(fields=["round", "who"], condition=Q(open=True), name="in_one_open_tube"),
            models.UniqueConstraint(fields=["tube", "who"], name="in_a_tube_once"),
        )
        indexes = (models.Index(fields=["round", "person"], name="sample_of"),)


class LaboratoryFile(models.Model):
    """What a laboratory sent of tubes, and what became of each of its rows (law 1). `held`: [row, reason]."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="laboratory_files")
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200)
    laboratory = models.CharField(max_length=64, blank=True)
    rows = models.IntegerField()
    accepted = models.IntegerField()
    duplicate = models.IntegerField()
    held = models.JSONField(default=list)
    arrival = models.ForeignKey(Arrival, on_delete=models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "sha256"], name="laboratory_file_once"),)
