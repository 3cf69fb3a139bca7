"""What a round asks of grid workers: all calls from rounds to `fieldwork` stand here.

Only a round that was declared complete asks anything (law 14): one reminder a dwelling, its people as lines, of whom
nothing is there or in doubt; one verification for each who is in no register. What a later batch settles is cancelled,
unless it is done; a round that is open again asks nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from itertools import groupby

from fangxian.exchange.results import Changes
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.rules import REMINDER, VERIFICATION, Line, Spec
from fangxian.lib import clock
from fangxian.screening import queries
from fangxian.screening.handlers import origin as named
from fangxian.screening.queries import Round

#: Why, as fieldwork's reasons.toml says it in both languages.
NO_SAMPLE, IN_NO_REGISTER = "no_sample", "in_no_register"
ARRIVED_SINCE, OPEN_AGAIN, LATER_ROUND = "arrived_since", "open_again", "later_round"
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
    """Cancels what a comparison has settled since, and asks for whom it brought; a round that is open asks nothing."""
    found = queries.one(found.pk)
    if found.state != Round.State.COMPLETE:
        return
    settled = [person for person, status, *_ in changes.standings if status != "untested"]
    gone = [key.hex() for key in changes.strays_gone]
    if settled:
        fieldwork.cancel(origin=origin(found), persons=settled, reason=ARRIVED_SINCE, by=by)
    if gone:
        fieldwork.cancel(origin=origin(found), keys=gone, reason=ARRIVED_SINCE, by=by)
    untested = [person for person, status, *_ in changes.standings if status == "untested"]
    _open(found, specs(found, people=untested, strays=[key for key, *_ in changes.strays]), by)


def reopened(found: Round, *, by: str) -> None:
    """Cancels what is not done of a round that is not complete any more."""
    fieldwork.cancel(origin=origin(found), reason=OPEN_AGAIN, by=by)


def specs(
    found: Round, *, people: Collection[int] | None = None, strays: Collection[bytes] | None = None
) -> Iterator[Spec]:
    """The tasks that a round asks for as it stands; with `people` and `strays` (their keys), those of them."""
    due, parameters = clock.now() + DUE, {"round": found.number}
    for home, rows in groupby(queries.to_remind(found.pk, people), key=_home):
        those = list(rows)
        lines = tuple(Line(person) for person, *_ in those)
        yield Spec(REMINDER, home, those[0][2], those[0][1], due, NO_SAMPLE, parameters, lines)
    for key, dwelling, area, said in queries.to_verify(found.pk, strays):
        line = Line(None, bytes(said), queries.STRAY)
        yield Spec(VERIFICATION, bytes(key).hex(), area, dwelling, due, IN_NO_REGISTER, parameters, (line,))


def _open(found: Round, asked: Iterable[Spec], by: str) -> int:
    return fieldwork.open_tasks(asked, origin=origin(found), outbreak=found.outbreak_id, by=by)


def _home(row: tuple[int, int | None, str]) -> str:
    """One task a dwelling; who has none stands alone."""
    person, dwelling, _ = row
    return f"dwelling/{dwelling}" if dwelling is not None else f"person/{person}"
