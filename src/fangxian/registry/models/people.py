"""People, their homes in time, their households. Numbers and phones are sealed, and found by keyed indexes."""

from django.db import models
from django.db.models import F, Q

from fangxian.access.scope import Scoped
from fangxian.registry.models.places import Dwelling
from fangxian.registry.models.provenance import Sourced


class Household(Sourced):
    """Who lives and eats together, as the register says."""

    code = models.CharField(max_length=32, unique=True)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, null=True, related_name="households")


class PersonFields(Sourced):
    """What is known of a person; a version keeps the same of an earlier time."""

    name = models.CharField(max_length=64)
    sex = models.CharField(max_length=1, blank=True)  # GB/T 2261.1: 1 male, 2 female; empty where not known
    born = models.DateField(null=True)
    number_kind = models.CharField(max_length=16, blank=True)  # 'resident', 'passport', ...
    number_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    status = models.CharField(max_length=16, default="present")  # present, away, moved_out, died, merged

    class Meta:
        abstract = True


class Person(PersonFields):
    """Somebody the district knows. `area_code` is the grid they are looked after in; the gate reads it."""

    area_code = models.CharField(max_length=15, db_index=True)
    initials = models.CharField(max_length=32)  # pinyin: zw for 张伟
    said_by = models.JSONField(default=dict)  # field -> dataset/batch, where it is not the row's own

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
        indexes = (
            models.Index(fields=["name"], name="person_name", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["initials"], name="person_initials", opclasses=["varchar_pattern_ops"]),
        )


class Absorbed(models.Model):
    """A record of somebody who was registered twice, and the record that is kept of them. Follows from identity's
    merges, and is made of them anew at will; `ended_recorded_at`: until when it was believed (law 12)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absorbed")
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absorbs")
    recorded_at = models.DateTimeField()
    ended_recorded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person"], condition=Q(ended_recorded_at=None), name="absorbed_once"),
            models.CheckConstraint(condition=~Q(person=F("kept")), name="absorbed_by_another"),
        )


class PersonKey(models.Model):
    """By what a person is looked for: a keyed index of a number, a phone, or a community with a phone's last four."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=8)  # 'number', 'phone', 'tail'
    key = models.BinaryField(max_length=16)

    class Meta:
        indexes = (models.Index(fields=["kind", "key"], name="person_key"),)
        constraints = (
            # Two people never hold one number; one phone, and one tail, many may share.
            models.UniqueConstraint(fields=["key"], condition=Q(kind="number"), name="number_once"),
        )


class PersonVersion(PersonFields):
    """What was known of a person until it was corrected: recorded_at is when we learnt it, `until` when it gave way."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="versions")
    area_code = models.CharField(max_length=15)
    until = models.DateTimeField()


class Residence(Sourced):
    """A person at a dwelling for a time. `since` and `until` are when it held; recorded_at and ended_recorded_at when
    we learnt of it (law 12)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="residences")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, null=True, related_name="residences")
    household = models.ForeignKey(Household, on_delete=models.SET_NULL, null=True, related_name="residences")
    area_code = models.CharField(max_length=15, db_index=True)
    kind = models.CharField(max_length=16)  # 'registered', 'lives'
    tenure = models.CharField(max_length=16, blank=True)  # 'owner', 'tenant', 'dormitory', 'lodger'
    relation = models.CharField(max_length=16, blank=True)  # to the head of the household
    elsewhere = models.CharField(max_length=200, blank=True)  # an address outside the dwellings we know
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    ended_recorded_at = models.DateTimeField(null=True)
