"""From the site to the round: who is sampled is asked for no more; what a laboratory found by tube becomes a batch of
its people's results, compared like any other. A run that was killed is finished by the same file (law 10): a batch
that was taken in is found again, and tubes are written with what became of the file, in one transaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.exchange import laboratory, turns
from fangxian.exchange.workfolders import inbox
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.rules import REMINDER
from fangxian.runs import tasks
from fangxian.runs.arrival import arrive
from fangxian.screening import actions as screening
from fangxian.screening import queries, rules, tubes
from fangxian.screening.queries import Round, Sorted

#: For what a reminder is closed whose person is sampled.
SAMPLED_SINCE = "sampled_since"


@transaction.atomic
def bind(*, tube: int, said: Mapping[str, str], by: Reader) -> int:
    """Puts somebody's sample into a tube, and asks for them no more (law 14: it lifts at sampling, not at the result);
    answers the sample. Raises as screening.actions.bind."""
    made = screening.bind(tube=tube, said=said, by=by)
    if made.person is not None:
        found = queries.one(made.round_id)
        fieldwork.cancel(
            origin=tasks.origin(found), persons=[made.person], kind=REMINDER, reason=SAMPLED_SINCE, by=by.account
        )
        fieldwork.fold_several([made.person], by=by.account)
    return made.pk


def returned(*, round: int, path: Path, laboratory_name: str, by: Reader) -> tubes.LaboratoryFile:
    """Takes in a laboratory's file of tubes: each row ends in one place (law 1), each tube's result becomes its
    people's.

    Raises NotAllowed, NotInForce, turns.Taken, and a Fault for a file that cannot be read.
    """
    screening.refuse_unless_may_receive(by)
    found = queries.one(round)
    screening.refuse_unless_in_force(found.outbreak_id, found.area_code)
    with turns.turn():
        sha256, rows = laboratory.read(path)
    into = screening.sort(round, rows)
    arrival = None
    if into.accepted:
        with inbox(path.name) as written:
            written = written.with_suffix(".csv")
            if laboratory.write(written, _rows(found, into)):
                arrival = arrive(round=round, path=written, by=by.account, sender=laboratory_name)
    return screening.returned(
        found, into, file=path.name, sha256=sha256, laboratory=laboratory_name, arrival=arrival, by=by.account
    )


def _rows(found: Round, into: Sorted) -> Iterator[tuple[Mapping[str, str], datetime, str, int, str, str]]:
    """The people of the tubes that have a result."""
    wanted = {tube.pk: (tube, outcome) for tube, outcome in into.accepted}
    people: dict[int, list[tuple[dict[str, str], datetime]]] = defaultdict(list)
    for key, who, at in tubes.samples_of(found.outbreak_id, list(wanted)):
        people[key].append((who, at))
    for pk, (tube, outcome) in wanted.items():
        pool = len(people[pk]) if tube.household else tube.mode
        pool = max(pool, 2) if rules.of_pool(people=len(people[pk]), mode=tube.mode) else 1
        for who, at in people[pk]:
            yield who, at, outcome, pool, tube.site, tube.barcode
