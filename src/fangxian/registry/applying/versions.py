"""What gives way is kept as it stood (law 12). Seals are copied shut."""

from collections.abc import Sequence

from django.db.models import DateTimeField, Value

from fangxian.registry.counts import Stamp
from fangxian.registry.models import Person, PersonVersion
from fangxian.store import bulk

_KEPT = (
    *("name", "sex", "born", "number_kind", "number_sealed", "phone_sealed", "status", "area_code"),
    *("source", "recorded_at", "verified_at", "verified_by"),
)


def keep(people: Sequence[int], stamp: Stamp) -> None:
    """Keeps people as they stand until the stamp's moment. Call it before they are changed.

    What was recorded at that very moment was never known otherwise: a batch that says several things of somebody at
    once leaves no version between them.
    """
    if not people:
        return
    until = Value(stamp.at, output_field=DateTimeField())
    with bulk.among(Person, people) as those:
        standing = Person.rows.filter(pk__in=those, recorded_at__lt=stamp.at).values_list("pk", *_KEPT, until)
        bulk.insert_from(PersonVersion, ["person_id", *_KEPT, "until"], standing, coming=len(people))
