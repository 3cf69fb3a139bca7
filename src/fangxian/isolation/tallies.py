"""Messages that became no event, counted by day: whoever sends what cannot be taken may not fill the disk."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from fangxian.isolation.models import Device, Tally

#: So many strangers of a day are counted each under the serial that it gave; the others together.
STRANGERS = 200


def tally(counted: Mapping[tuple[str, str], int], now: datetime) -> None:
    """Adds (serial, why) -> how many to the day's counts. In the caller's transaction."""
    if not counted:
        return
    serials = {serial for serial, _ in counted}
    known = set(Device.objects.filter(serial__in=serials).values_list("serial", flat=True))
    today = Tally.objects.filter(day=now.date())
    known |= set(today.filter(serial__in=serials - known).values_list("serial", flat=True))
    full = serials - known and today.filter(why="unknown_device").count() >= STRANGERS
    for (serial, why), many in sorted(counted.items()):
        named = "" if full and serial not in known else serial[:32]
        row, new = Tally.objects.get_or_create(
            day=now.date(), serial=named, why=why, defaults={"count": many, "last_at": now}
        )
        if not new:
            Tally.objects.filter(pk=row.pk).update(count=F("count") + many, last_at=now)
