"""Every row of a registry knows where it came from, and when and by whom it was last found to be true."""

from django.db import models


class Sourced(models.Model):
    """`source` is dataset/batch; `verified_at` the day a department or a grid worker last stood by the row."""

    source = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True
