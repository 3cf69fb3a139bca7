"""Whether a view that read people has noted it. A view that forgets fails, and does not leak.

While a view runs, the scoped managers say here that rows of people were read, and the gate that it was noted whose.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Forgotten(RuntimeError):
    """A view read people and noted none. Ours to mend: gate.one, opened, listed, exported, or actions.note_search."""


class Watch:
    """What happened while one view ran."""

    read = False
    noted = False


_current: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched(name: str) -> Iterator[None]:
    """Within the block, people that are read have to be noted too. Raises Forgotten at its end otherwise."""
    watch = Watch()
    token = _current.set(watch)
    try:
        yield
    finally:
        _current.reset(token)
    if watch.read and not watch.noted:
        raise Forgotten(f"{name} read people and noted none of them")


def people_were_read() -> None:
    """Said by the scoped managers."""
    if (watch := _current.get()) is not None:
        watch.read = True


def people_were_noted() -> None:
    """Said by the gate."""
    if (watch := _current.get()) is not None:
        watch.noted = True
