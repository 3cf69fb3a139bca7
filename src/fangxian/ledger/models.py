"""What was done and what was seen. Rows are added and sealed, never changed; nothing here points at another room."""

from django.db import models
from django.db.models import Q

from fangxian.ledger.rules import Said
from fangxian.lib import clock


class AuditEntry(models.Model):
    """One act or one reading. `details` holds no personal value: subjects are named by kind and number."""

    at = models.DateTimeField(default=clock.now)
    actor = models.CharField(max_length=64)  # account name, or 'system'
    action = models.CharField(max_length=64)  # namespaced: 'people.read', 'outbreak.approve'
    subject_kind = models.CharField(max_length=32, blank=True)
    subject = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=32, blank=True)
    details = models.JSONField(default=dict)
    block = models.BigIntegerField(null=True)  # set once with the digest, when the entry is sealed into a block
    digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = (
            models.Index(fields=["subject_kind", "subject", "-at"], name="audit_subject"),
            models.Index(fields=["actor", "-at"], name="audit_actor"),
            models.Index(fields=["block"], name="audit_block"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(block__isnull=True, digest__isnull=True) | Q(block__isnull=False, digest__isnull=False),
                name="sealed_into_a_block",
            ),
        )

    def said(self) -> Said:
        """What the chain covers of it."""
        return Said(self.at, self.actor, self.action, self.subject_kind, self.subject, self.purpose, self.details)


class Mention(models.Model):
    """Whom an entry that concerns many showed (a list, a search, an export): found by whom it was, for the resident.

    What is the case stands in the entry's details, under the chain; this is its index, and can be rebuilt from it.
    """

    entry = models.BigIntegerField(db_index=True)
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=["subject_kind", "subject"], name="mention_subject"),)


class AuditBlock(models.Model):
    """A run of entries sealed at once. Its number follows the one before; its digest covers that, its members and the
    last of them."""

    number = models.BigIntegerField(primary_key=True)
    members = models.JSONField()  # the entries' keys in the order of the chain
    sealed_at = models.DateTimeField(default=clock.now)
    before = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)


class Event(models.Model):
    """A fact that other rooms may listen to: a namespaced kind, its subject, and what else belongs to it."""

    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=64)  # 'registry.person_moved'
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    drawer = models.CharField(max_length=32, blank=True)  # where the personal details lie, if there are any

    class Meta:
        indexes = (
            models.Index(fields=["subject_kind", "subject", "at"], name="event_subject"),
            models.Index(fields=["kind", "at"], name="event_kind"),
        )


class Drawer(models.Model):
    """The personal details of an event, sealed; shredding a drawer leaves the fact and takes the details."""

    name = models.CharField(max_length=32, unique=True)
    key = models.CharField(max_length=64, default="drawers")  # in the key folder: an outbreak's own, or everybody's
    sealed = models.BinaryField(null=True)
    shredded_at = models.DateTimeField(null=True)


class OutboxItem(models.Model):
    """An event that waits for a listener outside the transaction in which it happened."""

    event = models.BigIntegerField()
    listener = models.CharField(max_length=64)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.IntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "listener"], name="outbox_once"),)
        indexes = (models.Index(fields=["delivered_at", "due_at"], name="outbox_due"),)
