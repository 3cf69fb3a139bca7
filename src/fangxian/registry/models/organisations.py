"""Organisations with their unified social credit code, their sites, and who works or studies there."""

from django.db import models

from fangxian.access.scope import Scoped
from fangxian.registry.models.people import Person
from fangxian.registry.models.provenance import Sourced


class Organisation(Sourced):
    """A legal person or a shop."""

    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16)
    industry = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=16)
    established = models.DateField(null=True)

    class Meta:
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
