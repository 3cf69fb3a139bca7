"""Restrictions, the colour that follows from them, what is asked for by hand, and appeals.

A restriction is never changed but for being ended, once; a colour that no restriction carries is refused by the
database itself (healthcode.triggers). All of it lies under an outbreak and goes with it (law 4).
"""

from django.db import models
from django.db.models import F, Q

from fangxian.access.scope import Scoped
from fangxian.healthcode.rules import COLOURS, STATES
from fangxian.lib import clock


class Restriction(models.Model):
    """One restriction of one person (law 3). `source` says what asked for it ('round/3/pool', 'enrolment/17/stage/2',
    'proposal/8'): for one person each effect of it stands once.

    evidence   references, never none: 'row/test_results/<batch>/<row>', 'fact/<key>', 'enrolment/<key>'
    effect     a name of the protocol's effects, whose colour and reason these are; colour '' is a hold
    rule       where in the protocol it is asked for: 'rounds.pool', 'close_contact.home', 'by_hand'
    version    the protocol version's key
    """

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, related_name="+")
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    effect = models.CharField(max_length=32)
    colour = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=32)
    evidence = models.JSONField()
    rule = models.CharField(max_length=64)
    version = models.BigIntegerField()
    issuer = models.CharField(max_length=64)
    second = models.CharField(max_length=64, blank=True)
    by_hand = models.BooleanField(default=False)
    source = models.CharField(max_length=64)
    starts_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_for = models.CharField(max_length=16, blank=True)  # of endings.toml

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.UniqueConstraint(
                fields=["source", "person", "effect"], condition=Q(ended_at=None), name="restricted_once"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("starts_at")), name="restriction_ends"),
            models.CheckConstraint(
                condition=Q(by_hand=False, second="") | Q(by_hand=True) & ~Q(second="") & ~Q(second=F("issuer")),
                name="by_hand_takes_two",
            ),
            models.CheckConstraint(condition=Q(colour__in=COLOURS), name="restriction_colour"),
            models.CheckConstraint(condition=~Q(evidence=[]), name="restriction_has_evidence"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_for="")
                | Q(ended_at__isnull=False, ended_at__lte=F("expires_at")) & ~Q(ended_for=""),
                name="ended_for_a_reason",
            ),
        )
        indexes = (
            models.Index(fields=["person"], name="restriction_person"),
            models.Index(fields=["expires_at"], name="restriction_open", condition=Q(ended_at=None)),
            models.Index(fields=["starts_at", "reason"], name="restriction_begun"),
            models.Index(fields=["ended_at", "reason"], name="restriction_over", condition=Q(ended_at__isnull=False)),
        )


class KeptGround(models.Model):
    """That a source which keeps no record of its own (a round) gave a ground for an effect, or gives it no more
    (`ended_for`): appended, and never changed. What was lost of restrictions is laid again from it (law 8)."""

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, related_name="+")
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    source = models.CharField(max_length=64)
    effect = models.CharField(max_length=32)
    evidence = models.JSONField(default=list)
    rule = models.CharField(max_length=64, blank=True)
    version = models.BigIntegerField(null=True)
    by = models.CharField(max_length=64)
    until = models.DateTimeField(null=True)
    ended_for = models.CharField(max_length=16, blank=True)  # of endings.toml
    at = models.DateTimeField(default=clock.now)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.CheckConstraint(condition=~Q(ended_for="") | ~Q(evidence=[]), name="ground_has_evidence"),
        )


class Colour(models.Model):
    """What the code of somebody known shows: a projection of the restrictions that stand, dropped and made anew at
    will. `right_until`: from then on it is computed, not read."""

    person = models.BigIntegerField(primary_key=True)
    area_code = models.CharField(max_length=15, db_index=True)
    colour = models.CharField(max_length=8)  # one of rules.STATES; 'held' is none
    since = models.DateTimeField(null=True)  # None: never showed anything else
    right_until = models.DateTimeField(null=True)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (models.CheckConstraint(condition=Q(colour__in=STATES), name="colour_is_one"),)
        indexes = (models.Index(fields=["colour", "area_code"], name="colour_shown", condition=~Q(colour="green")),)


class Turn(models.Model):
    """That a code came to show something else: appended, in the order in which it was found. Whoever listens reads a
    range of them."""

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    was = models.CharField(max_length=8)
    now = models.CharField(max_length=8)
    at = models.DateTimeField()

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        indexes = (models.Index(fields=["person", "at"], name="turn_person"),)


class Proposal(models.Model):
    """Something that is to be done to people by hand: nothing happens until a second, independent person approves."""

    class Kind(models.TextChoices):
        RESTRICT = "restrict"
        CHANGE = "change"
        LIFT = "lift"

    class State(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        UNDONE = "undone"

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    version = models.BigIntegerField()  # of the protocol
    effect = models.CharField(max_length=32, blank=True)  # '' where restrictions are lifted
    reason = models.CharField(max_length=32)  # of reasons.toml
    hours = models.IntegerField(null=True)  # None: as long as the effect says
    people = models.IntegerField()
    listed = models.BooleanField(default=False)  # an uploaded list
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # when what was approved was taken back

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "undone"]) | ~Q(decided_by="") & ~Q(decided_by=F("proposed_by")),
                name="two_people_restrict",
            ),
        )


class Line(models.Model):
    """One of the people of a proposal, with the evidence for them; `restriction` where one is lifted or changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    evidence = models.JSONField()
    restriction = models.ForeignKey(Restriction, on_delete=models.CASCADE, null=True, related_name="+")

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.UniqueConstraint(fields=["proposal", "person"], condition=Q(restriction=None), name="proposed_once"),
            models.CheckConstraint(condition=~Q(evidence=[]), name="line_has_evidence"),
        )


class Appeal(models.Model):
    """A resident contests a restriction, or asks to be let out of it. What is said is sealed under the outbreak's
    key."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SECOND_LOOK = "second_look"  # refused once; another person looks
        UPHELD = "upheld"  # the restriction stands
        OVERTURNED = "overturned"  # it was ended
        MOOT = "moot"  # the restriction ended before anybody answered

    restriction = models.ForeignKey(Restriction, on_delete=models.CASCADE, related_name="appeals")
    person = models.BigIntegerField()
    area_code = models.CharField(max_length=15)
    name = models.CharField(max_length=32)  # of appeal_classes.toml
    said = models.BinaryField()  # sealed
    filed_by = models.CharField(max_length=64)
    filed_as = models.CharField(max_length=8)  # self, proxy, officer
    filed_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    closed_at = models.DateTimeField(null=True)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        constraints = (
            models.UniqueConstraint(
                fields=["restriction"], condition=Q(state__in=["waiting", "second_look"]), name="appealed_once"
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], name="appeal_open", condition=Q(closed_at=None)),
            models.Index(fields=["filed_at"], name="appeal_filed"),
        )


class Attachment(models.Model):
    """A file that came with an appeal: its name and its bytes, sealed."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="attachments")
    name = models.BinaryField()
    kind = models.CharField(max_length=32)  # image/png
    content = models.BinaryField()


class Answer(models.Model):
    """What somebody, or the evidence at hand, answered to an appeal, and why: of two looks at most, by two people."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="answers")
    look = models.IntegerField()  # 1, and 2 where the first refused
    outcome = models.CharField(max_length=16)  # overturned, upheld
    reason = models.CharField(max_length=32)  # of answers.toml
    said = models.BinaryField(null=True)  # sealed: a sentence to the resident
    evidence = models.JSONField(default=list)
    by = models.CharField(max_length=64)  # 'system' where the evidence settled it at once
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["appeal", "look"], name="looked_once"),)


class Published(models.Model):
    """A day's figures of an outbreak by reason: counts, nobody; they outlive the purge."""

    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    reason = models.CharField(max_length=32)
    by_hand = models.BooleanField()
    counts = models.JSONField(default=dict)  # see statistics.FIGURES

    class Meta:
        constraints = (models.UniqueConstraint(fields=["outbreak", "day", "reason", "by_hand"], name="published_once"),)


class Stop(models.Model):
    """An act that would change the colour of too many waits for a second person (law 11). `act` names it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        DONE = "done"

    act = models.CharField(max_length=64)
    would = models.JSONField(default=dict)  # people, share, and 'green>red' -> how many
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["act"], condition=Q(state__in=["waiting", "confirmed"]), name="stopped_once"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="another_lets_it_through"),
        )
