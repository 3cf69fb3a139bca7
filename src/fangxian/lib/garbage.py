"""The collector of unreachable cycles, left out where there are none: it looks through every object that is held, again
and again as more come, and rows by the hundred thousand hold no cycles. What nobody refers to is freed all the same."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Holds the collector back for a block, in the whole process."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
