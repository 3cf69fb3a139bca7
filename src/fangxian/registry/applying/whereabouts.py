"""Where each person is looked after, and whether they are there: follows from their residences, once they are in."""

from collections.abc import Collection

from fangxian.registry import records, sealing
from fangxian.registry.applying import versions
from fangxian.registry.applying.residences import now_at
from fangxian.registry.counts import Stamp
from fangxian.registry.models import KeyGroupMembership, Person, PersonKey, Post, Residence
from fangxian.store import blocks, bulk

#: What is said of a record that another stands for.
MERGED = "merged"


def settle(stamp: Stamp, *, only: Collection[int] | None = None) -> int:
    """Sets the area and the status of everybody whose residences say another (`only`: of a few people whose homes have
    just changed); answers how many changed. What gives way is kept as a version.

    present    lives here; or is registered here, and nobody has counted yet who lives where
    away       is registered here and, by the count, lives elsewhere
    moved_out  neither any more
    merged     another record stands for that person, and has their homes (registry.records)
    """
    only = only if only is None else records.with_all(only)
    absorbed = records.kept(only)
    homes = now_at(only)
    counted = Residence.objects.filter(ended_recorded_at=None, kind="lives").exists()
    people = Person.rows.all() if only is None else Person.rows.filter(pk__in=only)
    moved = []
    for pk, area, status in blocks.rows(people.values_list("pk", "area_code", "status")):
        if status == "died":
            continue
        lives, registered = homes.get(pk, ("", ""))
        now = "present" if lives or (registered and not counted) else "away" if registered else "moved_out"
        there = lives or registered or area
        if pk in absorbed:
            there, now = area, MERGED
        if (there, now) != (area, status):
            moved.append((pk, there, now, area))
    versions.keep([row[0] for row in moved], stamp)
    bulk.update(Person, ["area_code", "status", "recorded_at"], [(*row[:3], stamp.at) for row in moved])
    _follow({pk: there for pk, there, _, area in moved if there != area})
    _reindex({pk: there for pk, there, _, area in moved if there[:12] != area[:12]})
    return len(moved)


def _follow(moved: dict[int, str]) -> None:
    """What belongs to a person is looked after where they are."""
    if not moved:
        return
    for table in (Post, KeyGroupMembership):
        rows = table.rows.all() if len(moved) > _FEW else table.rows.filter(person__in=moved)
        found = blocks.rows(rows.values_list("pk", "person_id"))
        bulk.update(table, ["area_code"], [(pk, moved[person]) for pk, person in found if person in moved])


def _reindex(moved: dict[int, str]) -> None:
    """A phone's last four are found within a community: whoever has moved to another is found there."""
    if not moved:
        return
    people, keys = Person.rows.exclude(phone_sealed=None), PersonKey.objects.filter(kind="tail")
    if len(moved) <= _FEW:
        people, keys = people.filter(pk__in=moved), keys.filter(person__in=moved)
    tail = sealing.tails()
    tails = {
        pk: tail(moved[pk], sealing.phone().open(bytes(sealed)))
        for pk, sealed in blocks.rows(people.values_list("pk", "phone_sealed"))
        if sealed and pk in moved
    }
    rows = blocks.rows(keys.values_list("pk", "person_id"))
    bulk.update(PersonKey, ["key"], [(pk, tails[person]) for pk, person in rows if person in tails])


#: So many are asked for by name; of more, all are looked through.
_FEW = 5_000
