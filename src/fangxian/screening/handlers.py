"""A round learns what was found at the door of those whom it asked for (fieldwork.events), in the same transaction.

What was found excuses nobody from a test but whom it takes out of the round: somebody who has moved away, does not live
here, or cannot be tested. A sample that comes all the same counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork import events, queries
from fangxian.fieldwork.rules import REMINDER, outcomes
from fangxian.ledger import listeners
from fangxian.screening import actions
from fangxian.screening import queries as queries_of_rounds
from fangxian.screening.models import Standing

_ROUND = "round"
#: Of whom a sample is no longer expected.
EXCUSING = frozenset({"moved_away", "not_a_resident", "cannot_be_tested"})


def origins(round: int) -> str:
    """With what the origins of a round's tasks begin, however often it was declared complete."""
    return f"{_ROUND}/{round}/"


def origin(round: int, declared: int) -> str:
    """Who asked, as tasks name it: a round, and how often it was declared complete."""
    return f"{origins(round)}{declared}"


def leads(round: int) -> str:
    """Who asks for those whom a lead holds: the round, whether it is complete or not."""
    return f"{origins(round)}leads"


def found(event: Any) -> None:
    """An outcome that settles somebody settles how they stand in the round."""
    said = event.payload
    if not outcomes()[said["outcome"]].again:
        _settle([(said["origin"], said["kind"], said["key"], said["outcome"], said["person"], said["entered"])])


def found_many(event: Any) -> None:
    """A day's visits settle many, as each would have."""
    _settle(queries.settled(event.payload["first"], event.payload["last"]))


def _settle(lines: Iterable[tuple[str, str, str, str, int | None, int | None]]) -> None:
    """Lines as fieldwork.queries.settled has them."""
    people: dict[int, list[tuple[int, str, str | None]]] = defaultdict(list)
    strays: dict[int, list[tuple[bytes, str, int | None]]] = defaultdict(list)
    for asked, _, key, outcome, person, entered in lines:
        round = _round(asked)
        if round is None:
            continue
        if person is not None:
            status = Standing.Status.EXCUSED.value if outcome in EXCUSING else None
            people[round].append((person, outcome, status))
        else:
            strays[round].append((bytes.fromhex(key), outcome, entered))
    for round, said in people.items():
        actions.settle_standings(round=round, said=said)
    for round, known in strays.items():
        actions.settle_strays(round=round, said=known)


def taken_back(event: Any) -> None:
    """As if it had not been found."""
    said = event.payload
    round = _round(said["origin"])
    if round is None or outcomes()[said["outcome"]].again:
        return
    if said["person"] is not None:
        actions.settle_standing(round=round, person=said["person"], outcome="", status=Standing.Status.UNTESTED.value)
    else:
        actions.unsettle_stray(round=round, key=bytes.fromhex(said["key"]))


def spared(asked: str, kind: str, records: Collection[int]) -> set[int]:
    """Those of a person's records of whom a reminder need not ask: a sample, a doubt, a lead or what was found at a
    door is there of them. Whoever has that by one number is not sought by another (law 14)."""
    round = _round(asked)
    return queries_of_rounds.accounted_for(round, records) if round is not None and kind == REMINDER else set()


def connect() -> None:
    """Listens, and says of whom a round need not ask."""
    fieldwork.spare_others(_ROUND, spared)
    listeners.listen(events.OUTCOME, name="screening.found", handle=found)
    listeners.listen(events.DAY, name="screening.found_many", handle=found_many)
    listeners.listen(events.UNDONE, name="screening.taken_back", handle=taken_back)


def _round(asked: str) -> int | None:
    kind, *rest = asked.split("/")
    return int(rest[0]) if kind == _ROUND else None
