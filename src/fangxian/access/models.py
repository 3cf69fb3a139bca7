"""Accounts, and what each is appointed to."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from fangxian.lib import clock


class Account(AbstractUser):
    """Somebody who signs in. What they may do follows from their appointments, never from flags on the account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=128, blank=True)  # the office they work for
    department = models.CharField(max_length=32, blank=True)  # contracts/departments.toml: for whose data they speak
    language = models.CharField(max_length=2, default="zh")
    created_by = models.CharField(max_length=64, blank=True)  # empty: from the shell
    password_given = models.BooleanField(default=False)  # at the shell: to be changed at the first sign-in
    demo = models.BooleanField(default=False)  # signs in on a demo alone
    opened_by_two = models.BooleanField(default=False)  # its owner has once chosen a password with two people's codes
    person = models.BigIntegerField(null=True)  # whose record is theirs: their own, or whom they act for


class Appointment(models.Model):
    """A role, in an area, for a time. `area` is a prefix of area codes: 230108 is the whole district."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=32)  # a name in roles.toml
    area = models.CharField(max_length=15)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)
    made_by = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="until_later"
            ),
        )


class Widening(models.Model):
    """What an administrator asked for an account and a second person has not approved yet; both outcomes end the row,
    and stand in the audit."""

    class Act(models.TextChoices):
        APPOINT = "appoint"
        RESET_FACTOR = "reset_factor"
        DEPARTMENT = "department"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="widenings")
    act = models.CharField(max_length=16, choices=Act)
    role = models.CharField(max_length=32, blank=True)
    area = models.CharField(max_length=15, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    department = models.CharField(max_length=32, blank=True)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "act", "role", "area"], name="asked_for_once"),)


class Invitation(models.Model):
    """What waits for an account's owner to choose a password: digests of the codes that they were given for it."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="invitation")
    first = models.CharField(max_length=64)
    first_by = models.CharField(max_length=64)
    second = models.CharField(max_length=64, blank=True)
    second_by = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField()


class PendingSearch(models.Model):
    """What a search that is still being typed has shown so far: it becomes one audit entry when it ends."""

    account = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=32, blank=True)
    role = models.CharField(max_length=32, blank=True)
    kind = models.CharField(max_length=16)  # by what: name, initials, address, number, phone, tail
    letters = models.IntegerField(default=0)
    shown = models.JSONField(default=list)
    began_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)


class SignInTrouble(models.Model):
    """Failures to sign in since the last success, under a name that may be nobody's."""

    name = models.CharField(max_length=64, unique=True)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField(default=clock.now)
    locked_until = models.DateTimeField(null=True)
