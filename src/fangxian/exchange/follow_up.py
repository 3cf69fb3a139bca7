"""The way of evidence to what is due: tables out of the operational rooms, through the engine, and back.

Small questions and large ones take the same way. Nothing lies open on a disk: the tables hold keys, kinds and times,
and stay in the engine's memory.
"""

import os
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pyarrow as pa

from fangxian.evidence import queries as evidence
from fangxian.exchange.workfolders import work
from fangxian.lake import engines
from fangxian.lib import clock
from fangxian.programme import actions as programme
from fangxian.programme import queries
from fangxian.programme.actions import Settled
from fangxian.reconcile import obligations
from fangxian.registry.queries import all_records

#: So many rows are a small question.
_SMALL = 2_000
_kept = threading.local()


def land(outbreak: int, people: Collection[int], *, by: str, kinds: Collection[str] | None = None) -> int:
    """Brings these people's follow-up to the facts that stand: what speaks against them, what is due of them; answers
    how many obligations changed. The caller's transaction. `kinds`: only evidence of these kinds came or went."""
    people = all_records(people)
    # What speaks against somebody may change what is due of them, of whatever kind.
    kinds = None if programme.follow(outbreak, people, by=by) else kinds
    rows = decided(outbreak, people, kinds=kinds)
    return programme.settle(rows, outbreak=outbreak, by=by, people=people)


def decided(
    outbreak: int, people: Collection[int] | None = None, *, kinds: Collection[str] | None = None
) -> list[Settled]:
    """What the facts that stand make of what is due now, of those where that is another than what is written."""
    expected = queries.expected_table(outbreak, people, kinds=kinds)
    if expected.num_rows == 0:
        return []
    known = evidence.facts_table(outbreak, people, kinds=set(expected["evidence"].unique().to_pylist()))
    return [_settled(row) for row in _changed(expected, known, clock.now())]


def as_of(outbreak: int, people: Collection[int], at: datetime) -> dict[int, tuple[str, int | None]]:
    """Obligation -> (state, fact) of what was due of these people, by what was known at a moment (law 12)."""
    expected = queries.expected_table(outbreak, people, at=at)
    known = evidence.facts_table(outbreak, people, withdrawn=True)
    with engines.open_engine(workdir=work()) as engine:
        _load(engine, expected, known)
        obligations.reconcile(engine, at=local(at))
        rows = engine.rows("SELECT obligation, state, fact FROM outcomes")
    return {pk: (state, fact) for pk, state, fact in rows}


def local(moment: datetime) -> datetime:
    """A moment as the engine has it: local, without a zone."""
    return moment.astimezone(clock.LOCAL).replace(tzinfo=None)


def _changed(expected: pa.Table, known: pa.Table, at: datetime) -> list[tuple[Any, ...]]:
    with _engine(expected.num_rows + known.num_rows) as engine:
        _load(engine, expected, known)
        obligations.reconcile(engine, at=local(at))
        return obligations.changed(engine)


@contextmanager
def _engine(rows: int) -> Iterator[engines.Engine]:
    """An engine: for a small question the one that this thread has already. Opening one takes longer than asking it."""
    if rows > _SMALL:
        with engines.open_engine(workdir=work()) as engine:
            yield engine
        return
    if getattr(_kept, "process", None) != os.getpid():
        _kept.process, _kept.engine = os.getpid(), engines.open_engine(workdir=work(), small=True)
    engine = _kept.engine
    try:
        yield engine
    except BaseException:
        _kept.process = None
        engine.close()
        raise
    engine.steps.clear()


def _load(engine: engines.Engine, expected: pa.Table, known: pa.Table) -> None:
    engine.load_table("expected", expected)
    engine.load_table("known", known)


def _settled(row: tuple[Any, ...]) -> Settled:
    obligation, state, fact, met_at, *rest = row
    return Settled(obligation, state, fact, met_at and met_at.replace(tzinfo=clock.LOCAL), *rest)
