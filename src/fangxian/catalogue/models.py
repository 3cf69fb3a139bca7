"""Datasets, their batches, the rows that are held, and the jobs that ran."""

from django.db import models

from fangxian.lib import clock


class Dataset(models.Model):
    """What a department sends, by its contract."""

    code = models.CharField(max_length=32, primary_key=True)
    label = models.CharField(max_length=64)
    sender = models.CharField(max_length=64, blank=True)


class Batch(models.Model):
    """One file as it was received: the mirror of its manifest in the lake, which is the truth."""

    class State(models.TextChoices):
        RECEIVED = "received"
        PROMOTED = "promoted"
        REFUSED = "refused"  # stopped, and not let through
        WITHDRAWN = "withdrawn"

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="batches")
    name = models.CharField(max_length=32)  # 20220630-0a1b2c3d4e5f
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sender = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=clock.now)
    contract = models.CharField(max_length=16)
    rows = models.IntegerField()
    accepted = models.IntegerField()
    repaired = models.IntegerField()
    duplicate = models.IntegerField()
    held = models.IntegerField()
    state = models.CharField(max_length=16, choices=State, default=State.RECEIVED)
    promoted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["dataset", "name"], name="batch_once"),
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("accepted") + models.F("repaired") + models.F("duplicate") + models.F("held")
                ),
                name="batch_conserved",  # law 1
            ),
        )

    @property
    def usable(self) -> int:
        """Rows that say something, each for the first time."""
        return self.accepted + self.repaired


class Declaration(models.Model):
    """What was said of a batch as it was brought in: of which day it speaks, and whether it lists everybody."""

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="declaration")
    day = models.DateField()
    whole = models.BooleanField()
    instead_of = models.IntegerField(null=True)  # rows of the list before, where two people let this one through
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)


class Stop(models.Model):
    """A batch that was stopped before anything was done (law 11): why, what it would do, and who decided."""

    class Why(models.TextChoices):
        SHORTER = "shorter"  # a list of everybody
        LONGER = "longer"
        SHORT = "short"  # a delivery with a fraction of the usual rows
        DRIFT = "drift"  # columns that are unlike those before

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="stops")
    why = models.CharField(max_length=16, choices=Why)
    usual = models.IntegerField()  # usable rows of what it is held against
    changes = models.JSONField(default=list)  # columns: {'field', 'measure' (changes.toml), 'before', 'now'}
    day = models.DateField()
    whole = models.BooleanField(default=True)  # it was declared to list everybody
    would = models.JSONField()  # street -> {'new', 'changed', 'left', 'began', 'ended'}: how many
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    refused_for = models.CharField(max_length=32, blank=True)  # refusals.toml

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["batch"], condition=models.Q(state__in=["waiting", "confirmed"]), name="one_stop_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at=None) | models.Q(decided_at__isnull=False),
                name="stop_decided",
            ),
        )


class HeldRow(models.Model):
    """A row that waits, with its reason; its cells stay in the lake. Settled it remains a held row (law 1)."""

    class Settlement(models.TextChoices):
        NOT_NEEDED = "not_needed"
        SENT_BACK = "sent_back"
        MENDED = "mended"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="held_rows")
    row = models.IntegerField()
    reason = models.CharField(max_length=32)
    column = models.CharField(max_length=32, blank=True)
    settlement = models.CharField(max_length=16, choices=Settlement, blank=True)
    why = models.CharField(max_length=32, blank=True)  # of one that is not needed: settlements.toml
    mended_by = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="mends")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["batch", "row"], name="held_once"),
            models.CheckConstraint(
                condition=models.Q(settlement="", settled_at=None) | models.Q(settled_at__isnull=False),
                name="held_settled",
            ),
            models.CheckConstraint(
                condition=models.Q(settlement="mended", mended_by__isnull=False)
                | ~models.Q(settlement="mended") & models.Q(mended_by=None),
                name="held_mended",
            ),
        )


class JobRun(models.Model):
    """One run of a machine's job: what, when, how far, how it ended."""

    job = models.CharField(max_length=64)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)  # by a stopwatch: a replay's clock stands still
    step = models.CharField(max_length=64, blank=True)
    done = models.IntegerField(default=0)
    whole = models.IntegerField(default=0)
    outcome = models.CharField(max_length=16, blank=True)  # 'done', 'failed', 'stopped' (killed)
    sentence = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=64)

    #: When the run and its stage began, by the stopwatch of the process that runs it.
    began, stage_began = 0.0, 0.0


class JobStage(models.Model):
    """A step of a run: of which file, from when until when, how it ended, and what it did in a sentence."""

    run = models.ForeignKey(JobRun, models.CASCADE, related_name="stages")
    name = models.CharField(max_length=64)
    about = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    outcome = models.CharField(max_length=16, blank=True)  # as of a run
    sentence = models.CharField(max_length=300, blank=True)


class Cursor(models.Model):
    """How far somebody has read: the last event that a projection was built from."""

    name = models.CharField(max_length=64, primary_key=True)
    position = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
