"""Where each person is looked after, and whether they are there: follows from their residences, once they are in."""

from fangxian.registry import sealing
from fangxian.registry.applying.residences import now_at
from fangxian.registry.counts import Stamp
from fangxian.registry.models import KeyGroupMembership, Person, PersonKey, Post
from fangxian.store import bulk


def settle(stamp: Stamp) -> int:
    """Sets the area and the status of everybody whose residences say another; answers how many.

    present    lives here; or is registered here, and nobody has counted yet who lives where
    away       is registered here and, by the count, lives elsewhere
    moved_out  neither any more
    """
    homes = now_at()
    counted = any(lives for lives, _ in homes.values())
    moved = []
    for pk, area, status in Person.rows.values_list("pk", "area_code", "status").iterator(20_000):
        if status == "died":
            continue
        lives, registered = homes.get(pk, ("", ""))
        now = "present" if lives or (registered and not counted) else "away" if registered else "moved_out"
        there = lives or registered or area
        if (there, now) != (area, status):
            moved.append((pk, there, now, area))
    bulk.update(Person, ["area_code", "status"], (row[:3] for row in moved))
    _follow({pk: there for pk, there, _, area in moved if there != area})
    _reindex({pk: there for pk, there, _, area in moved if there[:12] != area[:12]})
    return len(moved)


def _follow(moved: dict[int, str]) -> None:
    """What belongs to a person is looked after where they are."""
    for table in (Post, KeyGroupMembership):
        rows = table.rows.values_list("pk", "person_id").iterator(20_000) if moved else ()
        bulk.update(table, ["area_code"], ((pk, moved[person]) for pk, person in rows if person in moved))


def _reindex(moved: dict[int, str]) -> None:
    """A phone's last four are found within a community: whoever has moved to another is found there."""
    if not moved:
        return
    phones = Person.rows.exclude(phone_sealed=None).values_list("pk", "phone_sealed").iterator(20_000)
    tails = {
        pk: sealing.tail(moved[pk], sealing.phone().open(bytes(sealed)))
        for pk, sealed in phones
        if sealed and pk in moved
    }
    rows = PersonKey.objects.filter(kind="tail").values_list("pk", "person_id").iterator(20_000)
    bulk.update(PersonKey, ["key"], [(pk, tails[person]) for pk, person in rows if person in tails])
