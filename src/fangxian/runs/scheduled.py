"""Open rounds ask libraries by themselves: one that is asked by time, piece by piece, for what has come since the
last; one that is asked by numbers, after the round has ended, for those who are missing.

How far a round has come with a library stands in the catalogue: until when it is taken in, and until when it was
asked. A piece that was stopped is asked for again, and goes on where it was (law 10).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from fangxian.access.reader import Reader
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries as reached
from fangxian.exchange import turns
from fangxian.intake.library import Upstream, libraries
from fangxian.intake.library.connection import bearer
from fangxian.ledger.actions import SYSTEM
from fangxian.lib import clock
from fangxian.outbreak.queries import active
from fangxian.runs.arrival import local
from fangxian.runs.fetching import Window, fetch_round
from fangxian.screening import queries
from fangxian.screening.actions import VERB
from fangxian.screening.queries import Round

#: What is younger may still be on its way into the library.
SETTLES = timedelta(minutes=2)
#: So long after its end a round goes on asking.
LATE = timedelta(days=2)
#: The minute's work waits for no library: it is asked again a minute later.
TRIES = 2


def ask() -> int:
    """Asks every library whose turn it is; answers how many batches came. One that fails is told when the others have
    been asked; what it gave is kept. Raises its Fault."""
    taken, failed = 0, None
    for upstream in _described():
        for found in _open():
            try:
                taken += _asked(found, upstream)
            except turns.Taken:
                return taken
            except Exception as fault:
                failed = failed or fault
    if failed is not None:
        raise failed
    return taken


def _described() -> list[Upstream]:
    if settings.LIBRARIES is None:
        return []
    known = libraries(Path(settings.LIBRARIES)).values()
    return [replace(one, limits=replace(one.limits, tries=TRIES)) for one in known if one.every]


def _open() -> Iterator[Round]:
    now = clock.now()
    for outbreak in active():
        for found in queries.rounds(outbreak.pk):
            if found.state == Round.State.OPEN and found.starts_at <= now <= found.ends_at + LATE:
                yield found


def _asked(found: Round, upstream: Upstream) -> bool:
    """Whether a batch came."""
    cursor = f"round/{found.pk}/{upstream.name}"
    last = reached.reached_at(cursor)
    if last is not None and clock.now() - last < timedelta(minutes=upstream.every):
        return False
    if upstream.asks == "numbers":
        if clock.now() < found.ends_at + SETTLES or not any(queries.to_remind(found.pk)):
            return False
        batch, until = _fetch(found, upstream, None), 0
    else:
        until = _until(found, cursor)
        since = reached.position(cursor)
        if until <= since:
            return False
        catalogue.reached(f"{cursor}/asked", until)
        begins = local(found.starts_at)
        part = (begins + timedelta(seconds=since), begins + timedelta(seconds=until))
        batch = _fetch(found, upstream, part)
    catalogue.reached(cursor, until)
    return batch


def _until(found: Round, cursor: str) -> int:
    """Until when the next piece reaches, in seconds since the round's beginning: as it was asked for, if that was
    stopped."""
    asked = reached.position(f"{cursor}/asked")
    if asked > reached.position(cursor):
        return asked
    end = min(clock.now() - SETTLES, found.ends_at)
    return int((end - found.starts_at).total_seconds())


def _fetch(found: Round, upstream: Upstream, part: Window | None) -> bool:
    by = Reader(SYSTEM, areas=(found.area_code,), roles=(SYSTEM,), may=frozenset({VERB}))
    token = bearer(Path(upstream.token_file)) if upstream.token_file else ""
    # Who is missing changes from one time to the next: what was asked before is asked no more.
    afresh = part is None
    return fetch_round(round=found.pk, upstream=upstream, by=by, token=token, part=part, afresh=afresh) is not None
