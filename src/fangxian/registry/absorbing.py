"""Who is kept as whom: a projection of what `identity` decided, written for a few people at a time."""

from collections.abc import Mapping

from fangxian.registry import records
from fangxian.registry.applying import whereabouts
from fangxian.registry.counts import Stamp
from fangxian.registry.models import Absorbed


def apply(kept: Mapping[int, int | None], stamp: Stamp) -> list[int]:
    """Record -> the one that is kept of the person from now on, None: it stands for itself. Answers every record
    concerned; none where all stood so already."""
    before = records.kept(kept)
    changed = {one: now for one, now in kept.items() if before.get(one) != now}
    if not changed:
        return []
    Absorbed.objects.filter(person__in=changed, ended_recorded_at=None).update(ended_recorded_at=stamp.at)
    Absorbed.objects.bulk_create(
        Absorbed(person_id=one, kept_id=now, recorded_at=stamp.at) for one, now in changed.items() if now is not None
    )
    stood_for = (now for one in changed for now in (before.get(one), changed[one]))
    concerned = {*changed, *(one for one in stood_for if one is not None)}
    whereabouts.settle(stamp, only=concerned)
    return sorted(concerned)
