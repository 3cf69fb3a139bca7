"""How a round stands, as counts by area and hour: built from the standings, and the same when built again (law 8).

round.07.tested        people of a status, or on_hold, or unknown (in no register); every level down to the grid
round.07.h003          people tested whose sample was taken in the fourth hour of the round; district and streets
"""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from fangxian.boards import measures
from fangxian.boards.actions import keep
from fangxian.boards.models import AreaCount
from fangxian.lib import clock
from fangxian.screening import queries as screening
from fangxian.screening.moving import Moves

#: How the measures of hours go on.
_HOUR = "h"
#: More than so many moves are dearer to follow than to count.
MANY = 200


def prefix(round: int) -> str:
    """How a round's measures begin."""
    return f"{measures.ROUND}{round:02}."


@transaction.atomic
def build(round: int) -> None:
    """Counts a round anew."""
    begins, counts = prefix(round), _figures(round)
    for (hour, street), people in screening.by_hour(round).items():
        counts[f"{begins}{_HOUR}{hour:03}", street] = people
    keep(begins, counts)


@transaction.atomic
def count(round: int) -> None:
    """Counts anew how people stand, where no sample came or went: the hours stay as they are."""
    begins = prefix(round)
    keep(begins, _figures(round), but=f"{begins}{_HOUR}")


@transaction.atomic
def moved(round: int, moves: Moves) -> None:
    """Follows acts at doors and desks, which change no sample: some stand otherwise. Many at once are counted anew."""
    if len(moves) > MANY:
        count(round)
        return
    begins, changed = prefix(round), Counter[tuple[str, str]]()
    for area, before, after in moves:
        for code in (area[:length] for length in (6, 9, 12, 15) if length <= len(area)):
            changed[code, f"{begins}{before}"] -= 1
            changed[code, f"{begins}{after}"] += 1
    for (code, measure), more in changed.items():
        found = AreaCount.objects.filter(area_code=code, measure=measure)
        if more and not found.update(count=F("count") + more, at=clock.now()):
            AreaCount.objects.create(area_code=code, measure=measure, count=more, at=clock.now())
        # Built anew, there would be no row for nobody.
        found.filter(count=0).delete()


def _figures(round: int) -> Counter[tuple[str, str]]:
    begins = prefix(round)
    return Counter({(f"{begins}{figure}", area): people for (figure, area), people in screening.by_grid(round).items()})


def counted(round: int, area: str, figure: str) -> int:
    """What a figure of a round says of an area."""
    return sum(
        AreaCount.objects.filter(measure=f"{prefix(round)}{figure}", area_code=area).values_list("count", flat=True)
    )


def by_hour(round: int, area: str) -> list[tuple[datetime, int]]:
    """(the hour's beginning, people tested) of a district or a street, the hours with none left out."""
    start = screening.one(round).starts_at.astimezone(clock.LOCAL)
    begins = f"{prefix(round)}{_HOUR}"
    rows = AreaCount.objects.filter(measure__startswith=begins, area_code=area).order_by("measure")
    found = rows.values_list("measure", "count")
    return [(start + timedelta(hours=int(measure[len(begins) :])), count) for measure, count in found]


def by_area(round: int, area: str) -> dict[str, dict[str, int]]:
    """Area -> figure -> people, of an area and of those directly within it. They name nobody."""
    begins = prefix(round)
    longer = len(area) + 3
    rows = AreaCount.objects.filter(measure__startswith=begins, area_code__startswith=area)
    found: dict[str, dict[str, int]] = {}
    for code, measure, count in rows.values_list("area_code", "measure", "count"):
        figure = measure.removeprefix(begins)
        if len(code) in (len(area), longer) and figure in screening.FIGURES:
            found.setdefault(code, {})[figure] = count
    return found
