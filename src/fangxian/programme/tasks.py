"""What follow-up asks of those who go: all calls from programmes to `fieldwork` stand here.

One task a door, a duty and a day, its people as lines; asked for again, it is there once. What is not wanting any more
is cancelled, unless it is done.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from fangxian.evidence.rules import findings, kinds
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.rules import FOLLOW_UP, Line, Spec
from fangxian.lib import clock
from fangxian.programme.models import Obligation
from fangxian.store.plans import checked

#: Why, as fieldwork's reasons.toml says it in both languages.
UNMET, AGAINST, DONE_SINCE, NOT_FOLLOWED = "duty_unmet", "finding", "done_since", "not_followed"
_ORIGIN = "follow_up"
#: Until when somebody goes.
DUE = timedelta(hours=24)


def origin(outbreak: int, day: datetime, name: str) -> str:
    """Who asked, as tasks name it: follow-up of an outbreak, for a duty (or a finding) of a day."""
    return f"{_ORIGIN}/{outbreak}/{day.astimezone(clock.LOCAL):%Y%m%d}/{name}"


def asked_by(said: str) -> tuple[int, str] | None:
    """The outbreak and the duty of an origin; None where somebody else asked."""
    kind, *rest = said.split("/")
    return (int(rest[0]), rest[2]) if kind == _ORIGIN and len(rest) == 3 else None


def ask(those: Iterable[Any], *, outbreak: int, by: str) -> None:
    """Asks for what is wanting (settling.Unmet)."""
    for (name, kind), rows in _by_origin(those, outbreak).items():
        words = kinds()[kind]
        specs = _specs(rows, UNMET, {"duty_zh": words.zh, "duty_en": words.en})
        fieldwork.open_tasks(specs, origin=name, outbreak=outbreak, by=by)


def spare(those: Sequence[Any], *, outbreak: int, by: str, reason: str = DONE_SINCE) -> None:
    """Nobody need go for it any more, unless something else of the same duty and day is still wanting of them."""
    others = _still_wanting({one.obligation for one in those}, {one.person for one in those}, outbreak)
    for (name, _), rows in _by_origin(those, outbreak).items():
        free = {one.person for one in rows if (one.person, name) not in others}
        if free:
            fieldwork.cancel(origin=name, persons=free, reason=reason, by=by)


def _still_wanting(but: set[int], people: set[int], outbreak: int) -> set[tuple[int, str]]:
    """(person, origin) of what is wanting of people besides these obligations."""
    found: set[tuple[int, str]] = set()
    for some in batched(sorted(people), 500):
        rows = Obligation.rows.filter(
            checked("enrolment__outbreak_id", outbreak), state=Obligation.State.OVERDUE, fact=None,
            enrolment__person__in=some, enrolment__state__in=("active", "release_due"),
        )  # fmt: skip
        for pk, person, duty, until in rows.values_list("pk", "person", "duty", "until_at"):
            if pk not in but:
                found.add((person, origin(outbreak, until, duty)))
    return found


def warn(finding: str, rows: Iterable[Any], *, outbreak: int, at: datetime, by: str) -> None:
    """Asks somebody to go to people (with person, area_code, dwelling) against whom something was found."""
    words = findings()[finding]
    specs = _specs(list(rows), AGAINST, {"finding_zh": words.zh, "finding_en": words.en})
    fieldwork.open_tasks(specs, origin=origin(outbreak, at, finding), outbreak=outbreak, by=by)


def unwarn(finding: str, people: set[int], *, outbreak: int, at: datetime, by: str) -> None:
    """It was withdrawn: nobody need go for it."""
    name = origin(outbreak, at, finding)
    fieldwork.cancel(origin=name, persons=people, reason=DONE_SINCE, by=by)


def _by_origin(those: Iterable[Any], outbreak: int) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for one in those:
        found[origin(outbreak, one.until_at, one.duty), one.evidence].append(one)
    return found


def _specs(rows: Iterable[Any], why: str, parameters: dict[str, str]) -> list[Spec]:
    homes: dict[str, list[Any]] = defaultdict(list)
    for one in rows:
        homes[f"dwelling/{one.dwelling}" if one.dwelling is not None else f"person/{one.person}"].append(one)
    due = clock.now() + DUE
    return [
        Spec(
            FOLLOW_UP,
            home,
            those[0].area_code,
            those[0].dwelling,
            due,
            why,
            parameters,
            tuple(Line(one) for one in sorted({each.person for each in those})),
        )
        for home, those in homes.items()
    ]
