"""Organisations with their unified social credit code, their sites, and who works or studies there."""

from django.db import models
from django.db.models import F, Q

from fangxian.access.scope import Scoped
from fangxian.registry.models.people import Person
from fangxian.registry.models.provenance import Sourced


class Organisation(Sourced):
    """A legal person or a shop. `kept`: the entry that stands for it, where it was entered twice; follows from
    identity's merges, and is made of them anew at will. `phone_key`: a keyed index, by which two are found to have one
    phone; the phone itself is not kept."""

    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16)
    industry = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=16)
    established = models.DateField(null=True)
    phone_key = models.CharField(max_length=32, null=True)
    kept = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed")

    @property
    def as_kept(self) -> "Organisation":
        """Itself, or the entry that stands for it."""
        return self.kept or self

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kept=None) | ~Q(kept=F("pk")), name="organisation_kept_as_another"),
        )
        indexes = (models.Index(fields=["name"], name="organisation_name", opclasses=["varchar_pattern_ops"]),)


class Site(Sourced):
    """Where an organisation is found."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    area_code = models.CharField(max_length=15, db_index=True)
    address = models.CharField(max_length=200)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)


class Post(Sourced):
    """A person who works or studies somewhere, for a time."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="posts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    area_code = models.CharField(max_length=15, db_index=True)  # the person's: the gate reads it
    post = models.CharField(max_length=32)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    ended_recorded_at = models.DateTimeField(null=True)  # when we learnt of the end (law 12)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
