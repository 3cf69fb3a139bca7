"""Who stands where, by key and area alone: held against itself before and after, it says what a batch would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fangxian.registry.models import KeyGroupMembership, Person, Post, Residence
from fangxian.store import blocks

#: Dataset -> the table of what its rows say of people.
TABLES: Mapping[str, Any] = {
    "household_register": Residence,
    "census": Residence,
    "staff": Post,
    "key_groups": KeyGroupMembership,
}
LEFT = "moved_out"


@dataclass(frozen=True)
class Standing:
    """People -> (area, whether they have left); `told`: what stands of them (homes, posts, memberships) -> area."""

    people: dict[int, tuple[str, bool]]
    told: dict[int, str]


def standing(dataset: str) -> Standing:
    """How everybody stands at this moment, as far as a dataset tells."""
    people = blocks.rows(Person.rows.values_list("pk", "area_code", "status"))
    table = TABLES[dataset]
    told = (table.objects if table is Residence else table.rows).filter(ended_recorded_at=None)
    return Standing(
        {pk: (area, status == LEFT) for pk, area, status in people},
        dict(blocks.rows(told.values_list("pk", "area_code"))),
    )


def recorded_at(moment: datetime) -> set[int]:
    """The people of whom something was recorded at a moment."""
    return {pk for (pk,) in blocks.rows(Person.rows.filter(recorded_at=moment).values_list("pk"))}
