"""Each use is written down where it is made, and each call that was turned away is counted."""

from django.db import transaction
from django.db.models import F

from fangxian.lib import clock
from fangxian.sharing.faults import TurnedAway
from fangxian.sharing.models import Grant, Rejection, Use


def used(*, grant: Grant, how: Use.How, form: str, rows: int, by: str, file: str = "") -> Use:
    """Writes a use down, within the transaction that gives the rows out."""
    fields = len(grant.fields)
    return Use.objects.create(grant=grant, how=how, form=form, rows=rows, fields=fields, by=by, file=file)


@transaction.atomic
def rejected(fault: TurnedAway) -> None:
    """Counts a call that was turned away; of a grant that is not there under 0."""
    number = fault.grant if Grant.objects.filter(pk=fault.grant).exists() else 0
    found, _ = Rejection.objects.get_or_create(number=number, day=clock.now().date(), why=fault.why)
    Rejection.objects.filter(pk=found.pk).update(calls=F("calls") + 1)
