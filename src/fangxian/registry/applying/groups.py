"""Who belongs to which key group."""

from collections.abc import Collection
from datetime import date, datetime

import pyarrow as pa

from fangxian.registry.applying import keyed
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import KeyGroupMembership, Person
from fangxian.registry.rules import groups
from fangxian.store import blocks, bulk


def apply(table: pa.Table, stamp: Stamp, *, day: date, whole: bool, spared: Collection[int] = ()) -> Counts:
    """person, group (a name in groups.toml), level, since. `whole`: who is no longer listed is no longer in, but
    for those in `spared`, whom a row in doubt may mean."""
    areas = dict(blocks.rows(Person.rows.values_list("pk", "area_code")))
    standing = {
        (person, group): (pk, level)
        for pk, person, group, level in KeyGroupMembership.rows.filter(until=None).values_list(
            "pk", "person_id", "group", "level"
        )
    }
    counts, new, seen = Counts(), [], set()
    verified: list[tuple[int, datetime]] = []
    ended: list[tuple[int, date, datetime]] = []
    for line in table.to_pylist():
        who, level = (line["person"], line["group"]), line["level"] or ""
        if who in seen:
            continue
        seen.add(who)
        if who in standing and standing[who][1] == level:
            verified.append((standing[who][0], stamp.at))
            continue
        if who in standing:
            ended.append((standing[who][0], day, stamp.at))
        new.append((*who, areas[line["person"]], level, groups()[line["group"]].sensitivity, line["since"]))
    if whole:
        ended += [(pk, day, stamp.at) for who, (pk, _) in standing.items() if who not in seen and who[0] not in spared]
    keyed.insert(KeyGroupMembership, ["person_id", "group", "area_code", "level", "sensitivity", "since"], new, stamp)
    bulk.update(KeyGroupMembership, ["verified_at"], verified)
    bulk.update(KeyGroupMembership, ["until", "ended_recorded_at"], ended)
    counts.inserted, counts.unchanged, counts.ended = len(new), len(verified), len(ended)
    return counts
