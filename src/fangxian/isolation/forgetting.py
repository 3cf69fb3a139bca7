"""The end of what isolation keeps under an outbreak (law 4). Devices stay: by themselves they tell of nobody."""

import hashlib

from fangxian.isolation.models import Alert, Binding, DoorEvent, PlannedVisit
from fangxian.outbreak.purging import Destroyed


def destroy(outbreak: int) -> Destroyed:
    """Destroys an outbreak's bindings with what was said and told at them, and its planned visits."""
    digest = hashlib.sha256()
    bindings = Binding.rows.filter(outbreak=outbreak)
    for said in bindings.order_by("pk").values_list("pk", "device", "since", "until").iterator(20_000):
        digest.update(repr(said).encode())
    rows = 0
    for rows_of in (
        DoorEvent.objects.filter(binding__outbreak=outbreak),
        Alert.rows.filter(binding__outbreak=outbreak),
        PlannedVisit.rows.filter(outbreak=outbreak),
        bindings,
    ):
        rows += rows_of.delete()[0]
    return Destroyed(rows, digest.hexdigest())
