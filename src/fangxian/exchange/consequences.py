"""What a batch would do, by street, found by doing it and taking it back: no second set of rules could differ."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction

from fangxian.lib import clock
from fangxian.registry.reading import standing

#: People who are new, of whom something changes, who would count as having left; homes (posts, memberships) that begin
#: and that end.
NAMES = ("new", "changed", "left", "began", "ended")
#: Figures of a street's code.
_STREET = 9


def of(dataset: str, apply: Callable[[], Any]) -> dict[str, dict[str, int]]:
    """Street -> how many, by NAMES. `apply` does it, in a transaction that is undone.

    Somebody who moves is counted where they were, who is new where they are. Streets where nothing changes are left
    out; what lies in no street is under the area that it lies in.
    """
    with transaction.atomic():
        before = standing.standing(dataset)
        at = clock.now()
        with clock.set_to(at):
            apply()
        after, recorded = standing.standing(dataset), standing.recorded_at(at)
        transaction.set_rollback(True)
    left = {pk for pk, (_, gone) in after.people.items() if gone and not before.people.get(pk, ("", True))[1]}
    found = {
        "new": (area for pk, (area, _) in after.people.items() if pk not in before.people),
        "changed": (area for pk, (area, _) in before.people.items() if pk in recorded and pk not in left),
        "left": (before.people[pk][0] for pk in left),
        "began": (area for pk, area in after.told.items() if pk not in before.told),
        "ended": (area for pk, area in before.told.items() if pk not in after.told),
    }
    return _by_street(found)


def _by_street(found: Mapping[str, Iterable[str]]) -> dict[str, dict[str, int]]:
    counts = {name: Counter(area[:_STREET] for area in areas) for name, areas in found.items()}
    streets = sorted({street for one in counts.values() for street in one})
    return {street: {name: counts[name][street] for name in NAMES} for street in streets}
