"""Tasks, the people of each, who is on the way to one, and what was found at the door.

All of it lies under an outbreak and goes with it (law 4). What was typed at a door is sealed under the outbreak's key;
what of it is true of somebody wherever they are stands in the registry, with the worker as its author.
"""

from django.db import models
from django.db.models import Q

from fangxian.access.scope import Scoped
from fangxian.lib import clock


class Task(models.Model):
    """Something that somebody is asked to do at one door, or about one who has none. `origin` says what asked
    ('round/3/1'), `key` for whom: the two together ask once (law 7)."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        CANCELLED = "cancelled"

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=48)
    kind = models.CharField(max_length=24)  # of outcomes.toml
    key = models.CharField(max_length=64)
    area_code = models.CharField(max_length=15)  # a grid; of who has no door, the street or the district whose pool
    dwelling = models.ForeignKey("registry.Dwelling", on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=32)  # of reasons.toml
    parameters = models.JSONField(default=dict)  # what the reason's sentence names: the round's number
    due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    closed_for = models.CharField(max_length=32, blank=True)  # 'visited', or a reason of reasons.toml

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.UniqueConstraint(fields=["origin", "kind", "key"], name="asked_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="closed_has_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["area_code"], name="task_open", condition=Q(state="open")),
            models.Index(fields=["closed_at", "area_code"], name="task_closed", condition=~Q(state="open")),
        )


class Line(models.Model):
    """One of the people of a task: somebody of the registry, or somebody in no register whose details are sealed."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    details = models.BinaryField(null=True)  # JSON: name, number, phone, address, site, sampled_at
    sealed_for = models.CharField(max_length=32, blank=True)  # the purpose that the details were sealed for
    outcome = models.CharField(max_length=32, blank=True)  # of outcomes.toml; or the reason for which it was cancelled

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["task", "person"], name="line_once", condition=Q(person__isnull=False)),
        )


class Holding(models.Model):
    """Somebody is on the way to a task: nobody else does it meanwhile. The table holds one a task."""

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="holding")
    by = models.CharField(max_length=64)
    until = models.DateTimeField()


class Visit(models.Model):
    """What somebody found of a line, and when. Never changed but for being taken back; `click` names the press of the
    button, so that the same press sent twice is one visit (law 7)."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="visits")
    outcome = models.CharField(max_length=32)
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    click = models.CharField(max_length=36, unique=True)
    said = models.BinaryField(null=True)  # sealed JSON: what was typed, and what the registry said before
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = (models.Index(fields=["by", "at"], name="visit_by"),)
