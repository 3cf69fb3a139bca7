"""A folder for what lies open while it is worked on: its owner's alone, and gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from fangxian.lake import discard


@contextmanager
def workfolder() -> Iterator[Path]:
    """A folder for a block; what a killed run left goes first (one at a time works: `exchange.turns`)."""
    home: Path = settings.VAR / "work"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in home.glob("exchange-*"):
        discard(left)
    made = Path(tempfile.mkdtemp(prefix="exchange-", dir=home))
    try:
        yield made
    finally:
        discard(made)
