"""What was asked for, what was answered, what may be taken because of it, and each time that it was."""

from collections.abc import Mapping

from django.db import models
from django.db.models import F, Q

from fangxian import contracts
from fangxian.lib import clock


class Request(models.Model):
    """Fields of a dataset that somebody asks for: of which area, what for, until when, in which way."""

    class Way(models.TextChoices):
        API = "api"
        ONCE = "once"  # one file
        DAILY = "daily"  # a file each day

    dataset = models.CharField(max_length=32)
    fields = models.JSONField()  # field of the contract -> 'whole' or 'masked'
    area_code = models.CharField(max_length=15)  # of whom: a prefix
    purpose = models.CharField(max_length=32)  # access/purposes.toml
    why = models.CharField(max_length=400)
    basis = models.CharField(max_length=200)  # the law or order that it rests on
    recipients = models.CharField(max_length=200)  # who will see it
    way = models.CharField(max_length=8, choices=Way)
    form = models.CharField(max_length=8, blank=True)  # of a file: csv, xlsx, parquet
    since = models.DateTimeField()
    until = models.DateTimeField()
    outbreak = models.ForeignKey("outbreak.Outbreak", on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.CharField(max_length=64)
    department = models.CharField(max_length=32, blank=True)  # that they asked for, as it was then
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="sharing_asked_until"),
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(why="") & ~Q(basis="") & ~Q(asked_by=""), name="sharing_asked_why"
            ),
        )
        indexes = (models.Index(fields=["-asked_at", "-id"], name="sharing_asked"),)

    @property
    def columns(self) -> dict[str, str]:
        """The fields in the order of their contract: what a database keeps of a JSON object has none."""
        return _in_order(self.dataset, self.fields)


class Decision(models.Model):
    """What became of a request, by whom and why. By 'system': its class lets it be granted at once."""

    class Outcome(models.TextChoices):
        GRANTED = "granted"
        REFUSED = "refused"
        TAKEN_BACK = "taken_back"

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=16, choices=Outcome)
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    why = models.CharField(max_length=400)


class Grant(models.Model):
    """What may be taken, under its request's number: never more than was asked for. It ends by itself, or is ended; it
    is not opened again."""

    class Ended(models.TextChoices):
        OVER = "over"
        WITHDRAWN = "withdrawn"
        OUTBREAK = "outbreak"

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="grant", primary_key=True)
    fields = models.JSONField()
    area_code = models.CharField(max_length=15)
    since = models.DateTimeField()
    until = models.DateTimeField()
    owner = models.CharField(max_length=64)  # who answers for the data, by its contract
    key = models.CharField(max_length=64, blank=True)  # a digest of the key in use; empty: none
    key_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)
    ended = models.CharField(max_length=16, choices=Ended, blank=True)
    ended_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="sharing_grant_until"),
            models.CheckConstraint(condition=~Q(owner="") & ~Q(area_code=""), name="sharing_grant_owner"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="") | Q(ended_at__isnull=False) & ~Q(ended="") & Q(key=""),
                name="sharing_grant_ended",
            ),
        )

    @property
    def columns(self) -> dict[str, str]:
        """The same of what was granted: in this order rows are given."""
        return _in_order(self.request.dataset, self.fields)


class Use(models.Model):
    """One time that something was given under a grant."""

    class How(models.TextChoices):
        CALL = "call"  # a page by the key
        WRITTEN = "written"  # a file into the outbox
        FETCHED = "fetched"  # that file, taken away

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="uses")
    at = models.DateTimeField(default=clock.now)
    how = models.CharField(max_length=8, choices=How)
    form = models.CharField(max_length=8)
    rows = models.IntegerField()
    fields = models.IntegerField()  # how many of them each row had
    file = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=64)  # 'key', 'system', or who took the file away

    class Meta:
        indexes = (models.Index(fields=["grant", "-at", "-id"], name="sharing_use_latest"),)


class Rejection(models.Model):
    """How many calls were turned away on a day, why, and of which grant (0: of none that is there)."""

    number = models.BigIntegerField()
    day = models.DateField()
    why = models.CharField(max_length=16)  # calls.toml
    calls = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["number", "day", "why"], name="sharing_rejected"),)


def _in_order(dataset: str, fields: Mapping[str, str]) -> dict[str, str]:
    return {one.name: fields[one.name] for one in contracts.load(dataset).fields if one.name in fields}
