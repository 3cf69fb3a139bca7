"""One act of one person, of many steps in several rooms: all of it happens or none, and what cannot change meanwhile is
asked of the database once. A small act takes as long as it has statements."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, cast

from django.db import connection, transaction

_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)
#: Of more at once than this nothing is remembered.
FEW = 50


@contextmanager
def act() -> Iterator[None]:
    """Within it, what was asked `once` is not asked again, and steps that are `atomic` need no savepoint: what fails
    takes the whole act back. Not for acts that change what is asked once."""
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        with transaction.atomic():
            yield
    finally:
        _known.reset(token)


def once[T](question: Hashable, ask: Callable[[], T]) -> T:
    """The answer to a question, asked once in an act; outside of one, each time."""
    known = _known.get()
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    return cast(T, known[question])


def atomic[**P, T](step: Callable[P, T]) -> Callable[P, T]:
    """A step that happens wholly or not at all: by itself a transaction, in an act a part of that."""
    alone = transaction.atomic(step)

    @wraps(step)
    def done(*args: P.args, **said: P.kwargs) -> T:
        joins = _known.get() is not None and connection.in_atomic_block
        return step(*args, **said) if joins else alone(*args, **said)

    return done
