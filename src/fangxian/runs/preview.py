"""What an act would do, found by doing it and taking it back (law 11): codes that change, tasks that open and close,
people who are enrolled and freed. It cannot say other than what happens.

An act after which too many codes would show something else stops, and waits for a second person (`committed`).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.fieldwork import queries as fieldwork
from fangxian.healthcode import queries as codes
from fangxian.healthcode import stopping
from fangxian.healthcode.rules import GREEN, HELD, UNKNOWN
from fangxian.lib import clock, keyring
from fangxian.lib.fault import Fault
from fangxian.programme import queries as programme

#: Changes of an enrolment by which somebody comes under a programme, by which they are free of it, and by which they go
#: elsewhere or come under another version.
_STARTED, _FREED = frozenset({"enrolled"}), frozenset({"released", "ended", "withdrawn"})
_MOVED = frozenset({"transferred", "moved", "moved_back"})


@dataclass(frozen=True)
class Preview:
    """What an act would do; people by key, tasks as fieldwork tells them. `turns`: (person, was, now) of the codes that
    would change."""

    turns: tuple[tuple[int, str, str], ...] = ()
    opened: tuple[Any, ...] = ()
    closed: tuple[Any, ...] = ()
    started: tuple[int, ...] = ()
    freed: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    counts: Mapping[tuple[str, str], int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", dict(Counter((was, now) for _, was, now in self.turns)))

    @property
    def would(self) -> dict[str, int]:
        """As a stop keeps it: how many people's colour would change (a hold is none), and from what to what."""
        coloured = sum(_colour(was) != _colour(now) for _, was, now in self.turns)
        return {"people": coloured} | {f"{was}>{now}": many for (was, now), many in self.counts.items()}


class Stopped(Fault):
    """Too many codes would change: a second person has to let the act go on, which is then run again. `stop`: what
    waits for them."""

    def __init__(self, stop: int, many: int) -> None:
        super().__init__(
            en=f"The colour of {many:,} people would change: a second person has to confirm; then do it again.",
            zh=f"将改变 {many:,} 人的健康码：须由另一人确认，确认后重新执行。",
        )
        self.stop = stop


class _TakenBack(Exception):
    """Undoes a transaction."""


def preview(act: Callable[[], object]) -> Preview:
    """What an act would do, in a transaction that is undone; keys that it makes are forgotten. Raises what the act
    raises."""
    try:
        with keyring.only_tried(), transaction.atomic():
            found = _watched(act)
            raise _TakenBack
    except _TakenBack:
        return found


def committed(act: Callable[[], object], *, name: str, by: str, second: Reader | None = None) -> Preview:
    """Does an act; answers what it did. Where too many codes would change, it is undone and waits (`stopping`); run
    again by its name after a second person let it through, it is done. With `second`, they let it through at once.
    Raises Stopped, as stopping.confirm, and what the act raises."""
    found = Preview()
    try:
        with transaction.atomic():
            found = _watched(act)
            if codes.too_many(found.would["people"]) and not stopping.may_go_on(name, found.would):
                if second is None:
                    raise _TakenBack
                waits = stopping.stopped(act=name, would=found.would, by=by)
                stopping.confirm(stop=waits.pk, by=second)
            stopping.done(name)
    except _TakenBack:
        waits = stopping.stopped(act=name, would=found.would, by=by)
        raise Stopped(waits.pk, found.would["people"]) from None
    return found


def _colour(state: str) -> str:
    # A hold is no colour; and who had no code yet was restricted by nothing.
    return GREEN if state in (HELD, UNKNOWN) else state


def _watched(act: Callable[[], object]) -> Preview:
    turn, task, change = codes.last_turn(), fieldwork.last_task(), programme.last_change()
    at = clock.now()
    with clock.set_to(at):
        act()
    turned: dict[int, tuple[str, str]] = {}
    for one in codes.turns(turn + 1, codes.last_turn()):
        turned[one.person] = (turned.get(one.person, (one.was, ""))[0], one.now)
    changes = list(programme.changes(change + 1, programme.last_change()))
    return Preview(
        turns=tuple((person, was, now) for person, (was, now) in sorted(turned.items()) if was != now),
        opened=tuple(fieldwork.opened_since(task)),
        closed=tuple(fieldwork.closed_at(at)),
        started=_whose(changes, _STARTED),
        freed=_whose(changes, _FREED),
        moved=_whose(changes, _MOVED),
    )


def _whose(changes: Iterable[programme.Changed], what: Collection[str]) -> tuple[int, ...]:
    return tuple(sorted({one.person for one in changes if one.what in what}))
