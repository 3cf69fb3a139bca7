"""What an act on a round would do, told before it is done (law 11). Nothing is written but what the next comparison
sweeps."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from fangxian.exchange import results, turns
from fangxian.fieldwork import queries as fieldwork
from fangxian.fieldwork.rules import REMINDER, VERIFICATION
from fangxian.runs import tasks
from fangxian.runs.arrival import asked_of
from fangxian.screening import queries
from fangxian.screening.handlers import origins
from fangxian.screening.queries import Arrival, Round


@dataclass(frozen=True)
class Asking:
    """What declaring a round complete would ask for: doors with their people, and people in no register. `earlier`
    tasks of rounds before would be closed."""

    doors: int
    people: int
    strays: int
    earlier: int


@dataclass(frozen=True)
class TakingBack:
    """What withdrawing a batch would do: how people would stand who stand otherwise now, how many in no register were
    sampled in it alone, and how many open tasks would be cancelled as the round is open again."""

    rows: int
    statuses: Mapping[str, int]
    strays: int
    tasks: int

    @property
    def people(self) -> int:
        """All who would stand otherwise."""
        return sum(self.statuses.values())


def completing(round: int) -> Asking:
    """What `runs.arrival.complete` would open."""
    found = queries.one(round)
    reminders, people, strays = 0, 0, 0
    for spec in tasks.specs(found):
        if spec.kind == REMINDER:
            reminders, people = reminders + 1, people + len(spec.lines)
        else:
            strays += spec.kind == VERIFICATION
    return Asking(reminders, people, strays, sum(_open(one) for one in queries.earlier(found)))


def withdrawing(round: int, arrival: Arrival) -> TakingBack:
    """What `runs.withdrawal.withdraw` would do. Raises turns.Taken."""
    found = queries.one(round)
    with turns.turn():
        asked = asked_of(found, without=arrival.number)
        changes = results.compare(asked).changes
        results.stands(asked, then=0)
    statuses = Counter(status for _, status, *_ in changes.standings)
    return TakingBack(arrival.rows, dict(statuses), len(changes.strays_gone), _open(found))


def _open(found: Round) -> int:
    counted = fieldwork.of_origin(origins(found.pk))
    return sum(many for (_, state), many in counted.items() if state == "open")
