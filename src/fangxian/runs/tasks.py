"""What a round asks of grid workers: all calls from rounds to `fieldwork` stand here.

Only a round that was declared complete asks anything (law 14): one reminder a dwelling, its people as lines, of whom
nothing is there or in doubt; one verification for each who is in no register. What a later batch settles is cancelled,
unless it is done; a round that is open again asks nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Protocol

from fangxian.exchange.results import Changes
from fangxian.lib import clock
from fangxian.screening import queries
from fangxian.screening.queries import Round

REMINDER, VERIFICATION = "reminder", "verification"
#: Why, as fieldwork's reasons.toml says it in both languages.
NO_SAMPLE, IN_NO_REGISTER, ARRIVED_SINCE, OPEN_AGAIN = "no_sample", "in_no_register", "arrived_since", "open_again"
#: Hours until a task is due.
DUE = timedelta(hours=24)


@dataclass(frozen=True)
class Line:
    """One of the people of a task; `details` is sealed under the outbreak's key (exchange.results)."""

    person: int | None
    why: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    details: bytes = b""


@dataclass(frozen=True)
class Spec:
    """A task to open; `key` is unique in its origin and kind."""

    kind: str
    key: str
    area_code: str
    dwelling: int | None
    due_at: datetime
    why: str
    parameters: Mapping[str, Any]
    lines: tuple[Line, ...]


class Fieldwork(Protocol):
    """What is asked of the room below."""

    def open_tasks(self, specs: Iterable[Spec], *, origin: str, by: str, at: datetime) -> int: ...

    def cancel(
        self, *, origin: str, keys: Collection[str] | None, persons: Collection[int] | None, reason: str, by: str
    ) -> int: ...


#: The room, once it is there.
_fieldwork: list[Fieldwork] = []


def ask(room: Fieldwork) -> Callable[[], None]:
    """Says who takes the tasks; answers what takes that back."""
    _fieldwork.append(room)
    return lambda: _fieldwork.remove(room)


def origin(found: Round) -> str:
    """Who asked, as tasks name it: a round, and how often it was declared complete."""
    return f"round/{found.pk}/{found.declared}"


def opened(found: Round, *, by: str) -> int:
    """Opens the tasks of a round that is complete, those that are not there yet; answers how many are new."""
    if found.state != Round.State.COMPLETE:
        return 0
    return sum(room.open_tasks(specs(found), origin=origin(found), by=by, at=clock.now()) for room in _fieldwork)


def followed(found: Round, changes: Changes, *, by: str) -> None:
    """Cancels what a comparison has settled since, and asks for whom it brought; a round that is open asks nothing."""
    found = queries.one(found.pk)
    if found.state != Round.State.COMPLETE:
        return
    people = [person for person, status, *_ in changes.standings if status != "untested"]
    gone = [key.hex() for key in changes.strays_gone]
    for room in _fieldwork:
        said: dict[str, Any] = {"origin": origin(found), "reason": ARRIVED_SINCE, "by": by}
        room.cancel(persons=people, keys=None, **said)
        room.cancel(persons=None, keys=gone, **said)
    opened(found, by=by)


def reopened(found: Round, *, by: str) -> None:
    """Cancels what is not done of a round that is not complete any more."""
    for room in _fieldwork:
        room.cancel(origin=origin(found), keys=None, persons=None, reason=OPEN_AGAIN, by=by)


def specs(found: Round) -> Iterator[Spec]:
    """The tasks that a round asks for as it stands."""
    due = clock.now() + DUE
    parameters = {"round": found.number}
    for home, people in groupby(queries.to_remind(found.pk), key=_home):
        rows = list(people)
        lines = tuple(Line(person, NO_SAMPLE, parameters) for person, *_ in rows)
        yield Spec(REMINDER, home, rows[0][2], rows[0][1], due, NO_SAMPLE, parameters, lines)
    for key, dwelling, area, said in queries.to_verify(found.pk):
        line = Line(None, IN_NO_REGISTER, parameters, bytes(said))
        yield Spec(VERIFICATION, bytes(key).hex(), area, dwelling, due, IN_NO_REGISTER, parameters, (line,))


def _home(row: tuple[int, int | None, str]) -> str:
    """One task a dwelling; who has none stands alone."""
    person, dwelling, _ = row
    return f"dwelling/{dwelling}" if dwelling is not None else f"person/{person}"
