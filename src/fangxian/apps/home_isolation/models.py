"""What of a household in isolation is this application's own: whether its home is fit, that it was told, what it needs.

Who is isolated, until when, and what is due of them stands in `programme`; what was found of them in `evidence`; the
door in `isolation`.
"""

from django.db import models
from django.db.models import Q

from fangxian.access.scope import Scoped
from fangxian.lib import clock


class Home(models.Model):
    """A dwelling under an outbreak: was it looked at, is it fit, was the household told."""

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.CASCADE, related_name="+")
    dwelling = models.ForeignKey("registry.Dwelling", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=15)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=64, blank=True)
    lacking = models.JSONField(default=list)  # of checklist.toml: what the home has not; [] it is fit
    notified_at = models.DateTimeField(null=True)
    notified_by = models.CharField(max_length=64, blank=True)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (models.UniqueConstraint(fields=["outbreak", "dwelling"], name="home_once"),)


class Need(models.Model):
    """Something that a household asked for, and who brings it. `click` names the press of the button (law 7)."""

    class State(models.TextChoices):
        ASKED = "asked"
        PROMISED = "promised"
        MET = "met"
        CANCELLED = "cancelled"

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.CASCADE, related_name="+")
    dwelling = models.ForeignKey("registry.Dwelling", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=15)
    kind = models.CharField(max_length=16)  # of checklist.toml, 'needs'
    said = models.BinaryField(null=True)  # sealed: what exactly
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=16, choices=State, default=State.ASKED)
    visit = models.ForeignKey("isolation.PlannedVisit", on_delete=models.SET_NULL, null=True, related_name="+")
    promised_by = models.CharField(max_length=64, blank=True)
    settled_by = models.CharField(max_length=64, blank=True)
    settled_at = models.DateTimeField(null=True)
    click = models.CharField(max_length=36, unique=True)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("asked", "promised"), settled_at=None)
                | Q(state__in=("met", "cancelled"), settled_at__isnull=False),
                name="settled_when",
            ),
        )
        indexes = (models.Index(fields=["dwelling"], name="need_open", condition=Q(settled_at=None)),)
