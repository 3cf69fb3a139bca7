"""What was done to codes, by day and reason, by hand apart: published, so that abuse shows. Counts, nobody.

Counted from the restrictions, proposals and appeals themselves while they are there; a day that is over is written down
(`Published`), and outlives the purge.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import TruncDate

from fangxian.access.reader import Reader
from fangxian.healthcode import events
from fangxian.healthcode.models import Answer, Appeal, Published, Restriction
from fangxian.ledger.queries import events_of
from fangxian.lib import clock

#: Restrictions that began; that were ended; that ran out; appeals filed; answered for the restriction, for the
#: resident; answered because the restriction had ended; attempts by hand that law 3 barred.
FIGURES = ("assigned", "cleared", "lapsed", "appealed", "upheld", "overturned", "moot", "barred")
#: The median of hours from an appeal to its last answer, beside them.
HOURS = "hours"
#: Attempts have no reason: what they named was none.
NO_REASON = ""


@dataclass(frozen=True, order=True)
class Key:
    """Of what a day's figures are."""

    day: date
    reason: str
    by_hand: bool


def days(outbreak: int, *, first: date, last: date) -> dict[Key, dict[str, float]]:
    """The figures of an outbreak from one local day to another, both counted; those of nothing are left out. Of what
    was destroyed since, those that were published."""
    counted = _counted(outbreak, first, last)
    kept = Published.objects.filter(outbreak=outbreak, day__gte=first, day__lte=last)
    published = {Key(one.day, one.reason, one.by_hand): dict(one.counts) for one in kept}
    return dict(sorted((published | counted).items()))


def behind(reader: Reader, outbreak: int, key: Key, figure: str) -> list[tuple[int, datetime]]:
    """Whom one of a day's figures counts, with the moment, the earliest first: as many as it says, for a reader of the
    whole district (law 9). Note them before they are shown. Attempts name nobody: `attempts`. Raises KeyError."""
    moment = {"assigned": "starts_at", "cleared": "ended_at", "lapsed": "ended_at", "appealed": "filed_at",
              "upheld": "closed_at", "overturned": "closed_at", "moot": "closed_at"}[figure]  # fmt: skip
    of_day: dict[str, Any] = {f"{moment}__date": key.day}
    if moment in ("starts_at", "ended_at"):
        seen: Any = Restriction.objects.seen_by(reader)
        rows = seen.filter(outbreak=outbreak, reason=key.reason, by_hand=key.by_hand, **of_day)
        if figure != "assigned":
            rows = rows.filter(ended_for="lapsed") if figure == "lapsed" else rows.exclude(ended_for="lapsed")
    else:
        seen = Appeal.objects.seen_by(reader)
        rows = seen.filter(
            restriction__outbreak=outbreak, restriction__reason=key.reason, restriction__by_hand=key.by_hand, **of_day
        )
        if figure != "appealed":
            rows = rows.filter(state=figure)
    return list(rows.order_by(moment, "pk").values_list("person", moment))


def attempts(outbreak: int, day: date) -> list[tuple[str, datetime]]:
    """Who tried by hand what law 3 bars on a day, and when, the earliest first."""
    found = events_of("outbreak", outbreak).filter(kind=events.ATTEMPTED, at__date=day).order_by("at", "pk")
    return list(found.values_list("actor", "at"))


@transaction.atomic
def publish(outbreak: int) -> int:
    """Writes down the figures of every day so far, in the place of what was written; answers how many rows."""
    found = _counted(outbreak, date.min, date.max)
    for key, counts in found.items():
        Published.objects.update_or_create(
            outbreak_id=outbreak, day=key.day, reason=key.reason, by_hand=key.by_hand, defaults={"counts": counts}
        )
    return len(found)


def _counted(outbreak: int, first: date, last: date) -> dict[Key, dict[str, float]]:
    found: dict[Key, dict[str, float]] = defaultdict(dict)
    _restrictions(outbreak, found)
    _appeals(outbreak, found)
    for event in events_of("outbreak", outbreak).filter(kind=events.ATTEMPTED):
        one = found[Key(event.at.astimezone(clock.LOCAL).date(), NO_REASON, True)]
        one["barred"] = one.get("barred", 0) + 1
    return {key: counts for key, counts in found.items() if first <= key.day <= last}


def _restrictions(outbreak: int, found: Mapping[Key, dict[str, float]]) -> None:
    rows = Restriction.rows.filter(outbreak=outbreak)
    by = ("reason", "by_hand")
    for day, reason, by_hand, many in _by_day(rows, "starts_at", *by):
        found[Key(day, reason, by_hand)]["assigned"] = many
    for day, reason, by_hand, ended_for, many in _by_day(rows.exclude(ended_at=None), "ended_at", *by, "ended_for"):
        counts = found[Key(day, reason, by_hand)]
        figure = "lapsed" if ended_for == "lapsed" else "cleared"
        counts[figure] = counts.get(figure, 0) + many


def _appeals(outbreak: int, found: Mapping[Key, dict[str, float]]) -> None:
    rows = Appeal.rows.filter(restriction__outbreak=outbreak)
    by = ("restriction__reason", "restriction__by_hand")
    for day, reason, by_hand, many in _by_day(rows, "filed_at", *by):
        found[Key(day, reason, by_hand)]["appealed"] = many
    for day, reason, by_hand, state, many in _by_day(rows.exclude(closed_at=None), "closed_at", *by, "state"):
        found[Key(day, reason, by_hand)][state] = many
    for key, hours in _hours(outbreak).items():
        found[key][HOURS] = round(median(hours), 1)


def _by_day(rows: Any, moment: str, *by: str) -> Any:
    dated = rows.annotate(day=TruncDate(moment)).values_list("day", *by)
    return dated.annotate(many=Count("pk")).order_by("day")


def _hours(outbreak: int) -> dict[Key, list[float]]:
    """Of each day, how long those waited whose last answer came on it."""
    found: dict[Key, list[float]] = defaultdict(list)
    answers = Answer.objects.filter(appeal__restriction__outbreak=outbreak, appeal__closed_at=F("at"))
    columns = ("at", "appeal__filed_at", "appeal__restriction__reason", "appeal__restriction__by_hand")
    for at, filed, reason, by_hand in answers.values_list(*columns):
        found[Key(_day(at), reason, by_hand)].append((at - filed) / timedelta(hours=1))
    return found


def _day(at: datetime) -> date:
    return at.astimezone(clock.LOCAL).date()
