"""What gives way is kept as it stood (law 12). Seals are copied shut."""

from collections.abc import Iterable
from itertools import batched

from django.db.models import DateTimeField, Value

from fangxian.registry.counts import Stamp
from fangxian.registry.models import Person, PersonVersion
from fangxian.store import bulk

_KEPT = (
    *("name", "sex", "born", "number_kind", "number_sealed", "phone_sealed", "status", "area_code"),
    *("source", "recorded_at", "verified_at", "verified_by"),
)
_STRIDE = 5_000


def keep(people: Iterable[int], stamp: Stamp) -> None:
    """Keeps people as they stand until the stamp's moment. Call it before they are changed.

    What was recorded at that very moment was never known otherwise: a batch that says several things of somebody at
    once leaves no version between them.
    """
    until = Value(stamp.at, output_field=DateTimeField())
    for some in batched(people, _STRIDE):
        standing = Person.rows.filter(pk__in=some, recorded_at__lt=stamp.at)
        bulk.insert_from(PersonVersion, ["person_id", *_KEPT, "until"], standing.values_list("pk", *_KEPT, until))
