"""Restrictions end: by themselves when their time is over, and by whatever asked for them. Each ends once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet

from fangxian.healthcode import care, events, keeping, retests, rules
from fangxian.healthcode.colouring import recolour
from fangxian.healthcode.models import Appeal, Restriction
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.store import acts, blocks, bulk

LAPSED, REPLACED, CLOSED = "lapsed", "replaced", "outbreak_closed"
_STRIDE = 500


@acts.atomic
def end(
    *,
    ended_for: str,
    by: str,
    source: str = "",
    people: Collection[int] | None = None,
    keys: Collection[int] | None = None,
) -> int:
    """Ends restrictions that stand: those of a source (of these people, or all of it), or those of these keys. Answers
    how many. `ended_for` is a name of endings.toml."""
    found = _chosen(source, people, keys)
    end_rows([pk for pk, *_ in found], ended_for=ended_for)
    keeping.ended(found, ended_for=ended_for, by=by)
    _follow([one[:4] for one in found], ended_for=ended_for, by=by)
    return len(found)


@acts.atomic
def end_each(why: Mapping[int, str], *, by: str) -> int:
    """The same of restrictions each for its own reason: key -> name of endings.toml."""
    reasons: dict[str, list[int]] = {}
    for pk, ended_for in why.items():
        reasons.setdefault(ended_for, []).append(pk)
    return sum(end(ended_for=ended_for, keys=keys, by=by) for ended_for, keys in sorted(reasons.items()))


@transaction.atomic
def expire(people: Collection[int] | None = None) -> int:
    """Ends what has reached its end, of some people or of all; answers how many. A code is right before this has run,
    too (queries.shown): it writes down what is already so, and asks for the re-tests that did not come (law 13)."""
    over = Restriction.rows.filter(ended_at=None, expires_at__lte=clock.now()).order_by("pk")
    columns = ("pk", "person", "outbreak_id", "source", "expires_at")
    parts = [over] if people is None else [over.filter(person__in=some) for some in batched(people, _STRIDE)]
    found = [row for part in parts for row in blocks.rows(part.values_list(*columns))]
    if not found:
        return 0
    bulk.update(Restriction, ["ended_at", "ended_for"], ((pk, ends, LAPSED) for pk, *_, ends in found))
    retests.overdue([(person, outbreak, source) for _, person, outbreak, source, _ in found])
    _follow([one[:4] for one in found], ended_for=LAPSED, by=ledger.SYSTEM)
    return len(found)


def end_rows(keys: Iterable[int], *, ended_for: str) -> None:
    """Writes that restrictions end now. The caller says so and recolours."""
    if ended_for not in rules.endings():
        raise ValueError(f"{ended_for} is not in endings.toml")
    at = clock.now()
    bulk.update(Restriction, ["ended_at", "ended_for"], ((pk, at, ended_for) for pk in keys))


def _chosen(
    source: str, people: Collection[int] | None, keys: Collection[int] | None
) -> list[tuple[int, int, int, str, str]]:
    """(key, person, outbreak, source, effect) of those that stand."""
    columns = ("pk", "person", "outbreak_id", "source", "effect")
    standing: QuerySet[Restriction] = Restriction.rows.filter(ended_at=None, expires_at__gt=clock.now())
    if keys is not None:
        return [row for some in batched(keys, _STRIDE) for row in standing.filter(pk__in=some).values_list(*columns)]
    found = list(blocks.rows(standing.filter(source=source).order_by("pk").values_list(*columns)))
    wanted = None if people is None else set(people)
    return [row for row in found if wanted is None or row[1] in wanted]


def _follow(found: Collection[tuple[int, int, int, str]], *, ended_for: str, by: str) -> None:
    """What an end brings with it: it is told, appeals about it need no answer, care and colour follow."""
    words = rules.endings()[ended_for]
    outbreaks: dict[int, set[int]] = {}
    for _, person, outbreak, _ in found:
        outbreaks.setdefault(outbreak, set()).add(person)
    if ended_for != "overturned":
        _moot([pk for pk, *_ in found], clock.now())
    for outbreak, people in outbreaks.items():
        payload = {"outbreak": outbreak, "people": len(people), "why_zh": words.zh, "why_en": words.en}
        ledger.record_batch(kind=events.ENDED, batch=f"outbreak/{outbreak}", by=by, payload=payload)
        care.closed(people, outbreak=outbreak)
        recolour(people, outbreak=outbreak, by=by)


def _moot(keys: Collection[int], at: datetime) -> None:
    for some in batched(keys, _STRIDE):
        waiting = Appeal.rows.filter(restriction__in=some, closed_at=None)
        waiting.update(state=Appeal.State.MOOT, closed_at=at)
