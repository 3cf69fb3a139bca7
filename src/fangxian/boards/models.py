"""Read models: everything here can be dropped and rebuilt from the rooms below."""

from django.db import models

from fangxian.access.scope import Scoped


class AreaCount(models.Model):
    """How many of something an area holds: people, dwellings, organisations, and whatever else is counted."""

    area_code = models.CharField(max_length=15)
    measure = models.CharField(max_length=32)
    count = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["measure", "area_code"], name="count_once"),)
        indexes = (models.Index(fields=["area_code"], name="count_area"),)


class PersonCard(models.Model):
    """One line a person, for lists: no page joins or sorts across rooms."""

    person = models.BigIntegerField(primary_key=True)
    area_code = models.CharField(max_length=15, db_index=True)
    name = models.CharField(max_length=64)
    initials = models.CharField(max_length=32)
    sex = models.CharField(max_length=1, blank=True)
    born = models.DateField(null=True)
    status = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)  # registered_here, unregistered, away
    address = models.CharField(max_length=200, blank=True)
    dwelling = models.BigIntegerField(null=True)
    groups = models.CharField(max_length=96, blank=True)  # between bars: |disabled|dialysis|
    verified_at = models.DateTimeField(null=True)
    colour = models.CharField(max_length=8, blank=True, db_default="")  # what the code shows, of who is not green

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
