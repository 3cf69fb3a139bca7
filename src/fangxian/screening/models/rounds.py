"""Rounds under an outbreak; of each, those whom it expects, the batches that came, and whoever is in no register.

No column says what a laboratory found of somebody: the results lie sealed in the lake (law 4). A lead has an end and
no colour (law 13).
"""

from django.db import models

from fangxian.access.scope import Scoped
from fangxian.lib import clock


class Round(models.Model):
    """One region-wide testing round. `snapshot` names whom it expects, as they were when it was made (law 12)."""

    class State(models.TextChoices):
        OPEN = "open"
        COMPLETE = "complete"
        CLOSED = "closed"

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    name = models.CharField(max_length=64)
    area_code = models.CharField(max_length=15)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    scope = models.JSONField(default=dict)  # {} everybody; youngest, oldest: years of age at the start
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    expected = models.IntegerField(default=0)
    snapshot = models.CharField(max_length=32)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    compared = models.IntegerField(default=0)  # how often; names the comparison in the lake that stands
    declared = models.IntegerField(default=0)  # how often it was declared complete

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["outbreak", "number"], name="round_once"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="round_has_a_length"),
        )


class Arrival(models.Model):
    """A batch of results that came for a round. A file comes once (law 7); one that was withdrawn may come again."""

    class State(models.TextChoices):
        COMPARED = "compared"
        WITHDRAWN = "withdrawn"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="arrivals")
    number = models.IntegerField()
    batch = models.CharField(max_length=32)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sender = models.CharField(max_length=64, blank=True)
    rows = models.IntegerField()
    counts = models.JSONField(
        default=dict
    )  # class -> rows: exact, repaired, probable, person, review, unknown, rejected
    state = models.CharField(max_length=16, choices=State, default=State.COMPARED)
    received_at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True)
    outside = models.BooleanField(default=False)  # its samples were taken elsewhere than in the district

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "number"], name="arrival_in_turn"),
            models.UniqueConstraint(
                fields=["round", "sha256"], condition=models.Q(state="compared"), name="arrival_once"
            ),
        )


class Standing(models.Model):
    """How one who is expected stands: written for everybody when the round is made, the denominator of its rates."""

    class Status(models.TextChoices):
        UNTESTED = "untested"
        PENDING = "pending"
        IN_REVIEW = "in_review"
        TESTED = "tested"
        EXCUSED = "excused"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="standings")
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    dwelling = models.BigIntegerField(null=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.UNTESTED)
    sampled_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(Arrival, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    row = models.IntegerField(null=True)
    method = models.CharField(max_length=16, blank=True)
    score = models.FloatField(null=True)
    lead = models.CharField(max_length=16, blank=True)  # pool_hold, suspect, single_positive, released
    hold_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32, blank=True)  # what was found at the door (fieldwork)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (models.UniqueConstraint(fields=["round", "person"], name="standing_once"),)
        indexes = (
            models.Index(fields=["round", "status", "area_code"], name="standing_list"),
            models.Index(fields=["round", "lead"], name="standing_lead", condition=~models.Q(lead="")),
            models.Index(fields=["round", "outcome"], name="standing_found", condition=~models.Q(outcome="")),
        )


class Stray(models.Model):
    """Somebody who was sampled and is not expected: in no register, or recorded as living elsewhere (`away`). Each
    once a round, however often they stand in its files."""

    class State(models.TextChoices):
        OPEN = "open"
        SETTLED = "settled"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="strays")
    key = models.BinaryField(max_length=16)  # index of what the row says of who it is, under the outbreak's key
    batch = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="+")
    row = models.IntegerField()
    times = models.IntegerField(default=1)  # rows that say the same
    area_code = models.CharField(max_length=15)
    dwelling = models.BigIntegerField(null=True)
    said = models.BinaryField()  # sealed: name, number, phone, address, site, sampled_at, outcome
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=32, blank=True)
    person = models.BigIntegerField(null=True)  # whom the registry knows them as
    away = models.BooleanField(default=False)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (models.UniqueConstraint(fields=["round", "key"], name="stray_once"),)
        indexes = (models.Index(fields=["round", "area_code"], name="stray_list"),)


class Judgement(models.Model):
    """What somebody decided of rows that say the same of who they are: it holds for later rounds of the outbreak."""

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.CASCADE, related_name="+")
    key = models.BinaryField(max_length=16)
    person = models.BigIntegerField(null=True)  # None: none of `not_these`
    not_these = models.JSONField(default=list)
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["outbreak", "key"], name="judged_once"),)
