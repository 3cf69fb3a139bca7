"""A folder for what lies open while it is worked on: its owner's alone, and gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from fangxian.lake import discard


def work() -> Path:
    """Where an installation's work lies open: its owner's alone."""
    home: Path = settings.VAR / "work"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def fetching(outbreak: int) -> Path:
    """Where pages of libraries lie while they are fetched for an outbreak's rounds; the purge removes what is left."""
    return work() / f"fetch-{outbreak}"


@contextmanager
def workfolder() -> Iterator[Path]:
    """A folder for a block; what a killed run left goes first (one at a time works: `exchange.turns`)."""
    home = work()
    for left in home.glob("exchange-*"):
        discard(left)
    made = Path(tempfile.mkdtemp(prefix="exchange-", dir=home))
    try:
        yield made
    finally:
        discard(made)


@contextmanager
def inbox(name: str) -> Iterator[Path]:
    """The path at which a file that came may lie under its own name for a block: its owner's alone, and gone after."""
    made = Path(tempfile.mkdtemp(prefix="inbox-", dir=work()))
    try:
        yield made / (Path(name.replace("\\", "/")).name or "file")
    finally:
        discard(made)
