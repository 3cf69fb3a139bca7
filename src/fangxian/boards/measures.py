"""What is counted by area, each with its words and with the condition by which its list is found (law 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

#: Days since somebody last stood by a record: the upper end of each step; beyond the last is `verified_older`.
STEPS = (30, 90, 180)


@dataclass(frozen=True)
class Measure:
    """Something that is counted, in two languages."""

    name: str
    zh: str
    en: str


#: Counted of people; each has its list among the cards.
OF_PEOPLE = {
    one.name: one
    for one in (
        Measure("present", "实有人口", "People present"),
        Measure("registered", "户籍人口", "Registered people"),
        Measure("unregistered", "未登记户籍", "Present, not registered here"),
        Measure("away", "人户分离", "Registered, living elsewhere"),
        *(Measure(f"verified_{days}", f"{days} 天内核实", f"Verified within {days} days") for days in STEPS),
        Measure("verified_older", f"超过 {STEPS[-1]} 天未核实", f"Not verified for {STEPS[-1]} days"),
    )
}
#: Counted of what is no person; their lists are the registry's.
OF_PLACES = {
    one.name: one
    for one in (
        Measure("households", "户", "Households"),
        Measure("compounds", "小区", "Compounds"),
        Measure("dwellings", "房屋", "Dwellings"),
        Measure("organisations", "法人", "Organisations"),
    )
}
#: Counts of a key group are called `group.` and its name.
GROUP = "group."
#: Counts of a testing round: `round.`, its number, then tested, pending, in_review, untested or unknown.
ROUND = "round."


def people(groups: Iterable[str], at: datetime) -> dict[str, Q]:
    """Measure -> which cards it counts at a moment."""
    present, here = Q(status="present"), ~Q(status__in=("moved_out", "died"))
    found = {
        "present": present,
        "registered": here & Q(kind__in=("registered_here", "away")),
        "unregistered": present & Q(kind="unregistered"),
        "away": here & Q(kind="away"),
    }
    younger = Q()
    for days in STEPS:
        since = at - timedelta(days=days)
        found[f"verified_{days}"] = present & Q(verified_at__gte=since) & younger
        younger = Q(verified_at__lt=since)
    found["verified_older"] = present & (younger | Q(verified_at=None))
    # Names stand between bars, so that none is found within another.
    return found | {f"{GROUP}{name}": here & Q(groups__contains=f"|{name}|") for name in groups}
