"""Who is followed under which protocol: lists, enrolments, their stages, what is due, what spoke against somebody.

All of it lies under an outbreak and goes with it (law 4). Whatever changes an enrolment appends a `Change`.
"""

from django.db import models
from django.db.models import F, Q

from fangxian.access.scope import Scoped
from fangxian.lib import clock


class Roll(models.Model):
    """A list of people to be enrolled in one class, of one person or of many: where it came from, who asked, who
    approved. `origin` names it once while it stands (law 7)."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ENROLLED = "enrolled"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=64)
    person_class = models.CharField(max_length=48)
    protocol = models.ForeignKey("outbreak.ProtocolVersion", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    second = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State)
    people = models.IntegerField(default=0)  # enrolled of it; while it is proposed, on it
    skipped = models.JSONField(default=dict)  # reason -> how many
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["outbreak", "origin", "person_class"],
                condition=Q(state__in=("proposed", "enrolled")),
                name="roll_once",
            ),
            models.CheckConstraint(condition=~Q(second=F("by")), name="roll_of_two_people"),
        )


class Listed(models.Model):
    """Somebody on a list that waits for its second person."""

    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="listed")
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    anchor_at = models.DateTimeField()
    evidence = models.JSONField(default=dict)
    place = models.CharField(max_length=64, blank=True)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (models.UniqueConstraint(fields=["roll", "person"], name="listed_once"),)


class Enrolment(models.Model):
    """Somebody under one class of a protocol, from an anchor. The version they were enrolled with stays theirs unless
    they are moved, on record."""

    class State(models.TextChoices):
        ACTIVE = "active"
        RELEASE_DUE = "release_due"
        RELEASED = "released"
        ENDED = "ended"

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, related_name="+")
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="enrolments")
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    dwelling = models.BigIntegerField(null=True)
    person_class = models.CharField(max_length=48)
    protocol = models.ForeignKey("outbreak.ProtocolVersion", on_delete=models.PROTECT, related_name="+")
    anchor_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State, default=State.ACTIVE)
    stage = models.IntegerField(default=0)  # the number of the stage that has begun; 0 before the first
    place = models.CharField(max_length=64, blank=True)
    evidence = models.JSONField(
        default=dict
    )  # facts, batch and row, `linked`, `unfit`: what it rests on; nobody's name
    closed_at = models.DateTimeField(null=True)
    closed_for = models.CharField(max_length=32, blank=True)  # of reasons.toml, 'closed'

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "outbreak", "person_class"],
                condition=Q(state__in=("active", "release_due")),
                name="enrolled_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("active", "release_due"), closed_at=None)
                | Q(state__in=("released", "ended"), closed_at__isnull=False),
                name="closed_when",
            ),
        )
        indexes = (
            models.Index(fields=["person"], name="enrolment_person"),
            models.Index(fields=["outbreak", "person_class", "state", "area_code"], name="enrolment_list"),
            models.Index(fields=["ends_at"], name="enrolment_ends", condition=Q(state="active")),
        )


class Stage(models.Model):
    """A phase of somebody's programme, dated; `effect` is what it lays on them."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="stages")
    number = models.IntegerField()
    kind = models.CharField(max_length=24)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    effect = models.CharField(max_length=32, blank=True)
    place = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["enrolment", "number"], name="stage_once"),)


class Obligation(models.Model):
    """Something due of somebody, shown by one kind of evidence. Its outcome follows from the facts that stand and the
    time (reconcile/obligations.py). `fact`: what settled it; of one that is overdue, the first that came too late."""

    class State(models.TextChoices):
        OPEN = "open"
        MET = "met"
        OVERDUE = "overdue"
        WAIVED = "waived"
        CANCELLED = "cancelled"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="obligations")
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    duty = models.CharField(max_length=24)
    evidence = models.CharField(max_length=16)  # a kind (evidence/kinds.toml)
    number = models.IntegerField()
    from_at = models.DateTimeField()
    due_at = models.DateTimeField()
    until_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    fact = models.BigIntegerField(null=True)
    met_at = models.DateTimeField(null=True)
    visited_at = models.DateTimeField(null=True)  # when somebody had gone to ask for it
    pressed_at = models.DateTimeField(null=True)  # since when its being overdue may restrict them (law 14)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (models.UniqueConstraint(fields=["enrolment", "duty", "due_at"], name="due_once"),)
        indexes = (
            models.Index(fields=["until_at"], name="due_by", condition=Q(state="open")),
            models.Index(fields=["area_code", "until_at"], name="due_unmet", condition=Q(state="overdue", fact=None)),
        )


class Waiver(models.Model):
    """Somebody said why one thing need not be done; taken back, it is due again."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="waivers")
    reason = models.CharField(max_length=32)  # of reasons.toml, 'waivers'
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["obligation"], condition=Q(undone_at=None), name="waived_once"),)


class Breach(models.Model):
    """A fact that speaks against somebody who is enrolled, and what the protocol says that it leads to. Cleared when
    the fact is withdrawn."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="breaches")
    fact = models.BigIntegerField()
    finding = models.CharField(max_length=16)
    at = models.DateTimeField()
    leads_to = models.JSONField()
    recorded_at = models.DateTimeField(default=clock.now)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "fact"], condition=Q(cleared_at=None), name="breach_once"),
        )


class Change(models.Model):
    """Something changed an enrolment: what, when, and from which source which effects are laid from now on
    (`events.py` says how to read it). Appended, never changed."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="changes")
    person = models.BigIntegerField()
    what = models.CharField(max_length=16)
    at = models.DateTimeField(default=clock.now)
    payload = models.JSONField(default=dict)
    by = models.CharField(max_length=64)
