"""What a round asks of grid workers: all calls from rounds to `fieldwork` stand here.

Only a round that was declared complete asks for who has no sample (law 14): one reminder a dwelling, its people as
lines, of whom nothing is there or in doubt; one verification for each who was sampled and is not expected; and of
whoever was sampled elsewhere alone, whether they live here still. What a later batch settles is cancelled, unless it
is done; a round that is open again asks nothing. Whom a lead holds is asked for at once, until they are tested again,
and anew when the hold has ended without that (law 13).
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from fangxian.exchange.results import Changes
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork import queries as asked_already
from fangxian.fieldwork.rules import REMINDER, RETEST, VERIFICATION, WHEREABOUTS, Line, Spec
from fangxian.lib import clock
from fangxian.registry.queries import all_records
from fangxian.screening import queries
from fangxian.screening.handlers import leads
from fangxian.screening.handlers import origin as named
from fangxian.screening.queries import Round
from fangxian.screening.rules import HOLDING

#: Why, as fieldwork's reasons.toml says it in both languages.
NO_SAMPLE, IN_NO_REGISTER, KNOWN_ELSEWHERE = "no_sample", "in_no_register", "known_elsewhere"
SAMPLED_ELSEWHERE, TO_RETEST, HOLD_ENDED = "sampled_elsewhere", "pool_to_retest", "hold_ended"
ARRIVED_SINCE, RETESTED, OPEN_AGAIN, LATER_ROUND = "arrived_since", "retest_come", "open_again", "later_round"
#: Until a task is due.
DUE = timedelta(hours=24)


def origin(found: Round) -> str:
    """Who asked, as tasks name it."""
    return named(found.pk, found.declared)


def opened(found: Round, *, by: str) -> int:
    """Opens the tasks of a round that is complete, those that are not there yet; answers how many are new."""
    if found.state != Round.State.COMPLETE:
        return 0
    for one in queries.earlier(found):
        # Who was tested since is asked for no more, and who was not is asked for by this round: one list a day.
        fieldwork.cancel(origin=origin(one), reason=LATER_ROUND, by=by)
    return _open(found, specs(found), by)


def followed(found: Round, changes: Changes, *, by: str) -> None:
    """Cancels what a comparison has settled since, and asks for whom it brought; of a round that is open, for those
    alone whom a lead holds."""
    found = queries.one(found.pk)
    people = [person for person, *_ in changes.standings]
    _leads(found, changes, people, by)
    if found.state != Round.State.COMPLETE:
        return
    settled = [person for person, status, *_ in changes.standings if status != "untested"]
    gone = [key.hex() for key in changes.strays_gone]
    if settled:
        fieldwork.cancel(origin=origin(found), persons=settled, kind=REMINDER, reason=ARRIVED_SINCE, by=by)
    if people:
        fieldwork.cancel(origin=origin(found), persons=people, kind=WHEREABOUTS, reason=ARRIVED_SINCE, by=by)
    if gone:
        fieldwork.cancel(origin=origin(found), keys=gone, reason=ARRIVED_SINCE, by=by)
    _open(found, specs(found, changes), by)
    # What is there of somebody by one number is there by the other.
    fieldwork.fold_several(people, by=by)


def reopened(found: Round, *, by: str) -> None:
    """Cancels what is not done of a round that is not complete any more."""
    fieldwork.cancel(origin=origin(found), reason=OPEN_AGAIN, by=by)


def lapsed(found: Round, *, by: str) -> int:
    """Asks for those whose hold has ended without a re-test, unless somebody is asked to go already, whoever asks;
    answers how many tasks are new. They are due at once, and so with the community from the beginning."""
    waiting = asked_already.people_awaited(found.outbreak_id, RETEST)
    rows = [row for row in queries.to_retest(found.pk, lapsed=True) if row[0] not in waiting]
    now = clock.now()
    day = now.astimezone(clock.LOCAL).date().isoformat()
    asked = _retests(found, [(*row[:3], now) for row in rows], why=HOLD_ENDED, prefix=f"{day}/")
    return fieldwork.open_tasks(asked, origin=leads(found.pk), outbreak=found.outbreak_id, by=by)


def specs(found: Round, changes: Changes | None = None) -> Iterator[Spec]:
    """The tasks that a round asks for as it stands; with what a comparison changed, those of whom it changed."""
    due, parameters = clock.now() + DUE, {"round": found.number}
    untested = _who(changes, "untested") if changes else None
    sampled = _who(changes, "tested") if changes else None
    strays = [key for key, *_ in changes.strays] if changes else None
    doors = (
        (REMINDER, NO_SAMPLE, queries.to_remind(found.pk, untested)),
        (WHEREABOUTS, SAMPLED_ELSEWHERE, queries.to_locate(found, sampled)),
    )
    for kind, why, wanted in doors:
        for home, rows in groupby(wanted, key=_home):
            those = list(rows)
            lines = tuple(Line(person) for person, *_ in those)
            yield Spec(kind, home, those[0][2], those[0][1], due, why, parameters, lines)
    for key, dwelling, area, said, away in queries.to_verify(found.pk, strays):
        line, why = Line(None, bytes(said), queries.STRAY), KNOWN_ELSEWHERE if away else IN_NO_REGISTER
        yield Spec(VERIFICATION, bytes(key).hex(), area, dwelling, due, why, parameters, (line,))


def _who(changes: Changes, status: str) -> list[int]:
    return [person for person, now, *_ in changes.standings if now == status]


def _leads(found: Round, changes: Changes, people: Collection[int], by: str) -> None:
    """Asks for a single re-test of those whom a lead holds since; who is held no more is asked for no more."""
    held = {person for person, *_, lead, _ in changes.standings if lead in HOLDING}
    free = [person for person in people if person not in held]
    tested = [person for person, status, *_, lead, _ in changes.standings if status == "tested" and not lead]
    if free:
        fieldwork.cancel(origin=leads(found.pk), persons=free, reason=RETESTED, by=by)
    tested = list(all_records(tested))
    for one in queries.before(found) if tested else ():
        # A sample of a later round that no lead hangs on answers for a re-test.
        if asked_already.people_asked(leads(one.pk)):
            fieldwork.cancel(origin=leads(one.pk), persons=tested, reason=RETESTED, by=by)
    if held:
        rows = queries.to_retest(found.pk, held)
        asked = _retests(found, rows, why=TO_RETEST)
        fieldwork.open_tasks(asked, origin=leads(found.pk), outbreak=found.outbreak_id, by=by)


def _retests(
    found: Round, rows: Iterable[tuple[int, int | None, str, datetime]], *, why: str, prefix: str = ""
) -> Iterator[Spec]:
    """One task a dwelling, due when the first of its holds ends."""
    for home, group in groupby(rows, key=_home):
        those = list(group)
        due, lines = min(until for *_, until in those), tuple(Line(person) for person, *_ in those)
        parameters = {"round": found.number}
        yield Spec(RETEST, f"{prefix}{home}", those[0][2], those[0][1], due, why, parameters, lines)


def _open(found: Round, asked: Iterable[Spec], by: str) -> int:
    return fieldwork.open_tasks(asked, origin=origin(found), outbreak=found.outbreak_id, by=by)


def _home(row: tuple[int, int | None, *tuple[object, ...]]) -> str:
    """One task a dwelling; who has none stands alone."""
    person, dwelling, *_ = row
    return f"dwelling/{dwelling}" if dwelling is not None else f"person/{person}"
