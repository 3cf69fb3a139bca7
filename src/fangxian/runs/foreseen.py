"""What an act on a round would do, told before it is done (law 11). Nothing is written but what the next comparison
sweeps."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from fangxian.access.reader import Reader
from fangxian.exchange import results, turns
from fangxian.fieldwork import queries as fieldwork
from fangxian.fieldwork.rules import REMINDER, VERIFICATION, WHEREABOUTS
from fangxian.runs import tasks, withdrawal
from fangxian.runs.arrival import asked_of
from fangxian.runs.preview import Preview, preview
from fangxian.screening import queries
from fangxian.screening.queries import Arrival, Round


@dataclass(frozen=True)
class Asking:
    """What declaring a round complete would ask for: doors with their people, doors of people who were sampled
    elsewhere, and people who are not expected. `earlier` tasks of rounds before would be closed."""

    doors: int
    people: int
    elsewhere: int
    strays: int
    earlier: int


@dataclass(frozen=True)
class TakingBack:
    """What withdrawing a batch would do: how people would stand who stand otherwise now, how many in no register were
    sampled in it alone, and how many open tasks would be cancelled as the round is open again. `would`: what follows
    for codes and for follow-up."""

    rows: int
    statuses: Mapping[str, int]
    strays: int
    tasks: int
    would: Preview

    @property
    def people(self) -> int:
        """All who would stand otherwise."""
        return sum(self.statuses.values())


def completing(round: int) -> Asking:
    """What `runs.arrival.complete` would open."""
    found = queries.one(round)
    asked, people = Counter[str](), 0
    for spec in tasks.specs(found):
        asked[spec.kind] += 1
        people += len(spec.lines) if spec.kind == REMINDER else 0
    earlier = sum(_open(one) for one in queries.earlier(found))
    return Asking(asked[REMINDER], people, asked[WHEREABOUTS], asked[VERIFICATION], earlier)


def withdrawing(round: int, arrival: Arrival, *, by: Reader) -> TakingBack:
    """What `runs.withdrawal.withdraw` would do. Raises turns.Taken, NotAllowed."""
    found = queries.one(round)
    with turns.turn():
        asked = asked_of(found, without=arrival.number)
        compared = results.compare(asked)
        would = preview(lambda: withdrawal.written(found, arrival, compared, by=by))
        results.stands(asked, then=0)
    changes = compared.changes
    statuses = Counter(status for _, status, *_ in changes.standings)
    return TakingBack(arrival.rows, dict(statuses), len(changes.strays_gone), _open(queries.one(round)), would)


def _open(found: Round) -> int:
    counted = fieldwork.of_origin(tasks.origin(found))
    return sum(many for (_, state), many in counted.items() if state == "open")
