"""A file that a source has to give."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Drawn:
    """A file to be taken in. Afterwards `done` is called: with '' where it is in, else with the sentence for which it
    was refused. Whoever is killed before gets the same file again. `refusable`: it is a file that somebody sent, and
    the next one may be better."""

    path: Path
    done: Callable[[str], None]
    refusable: bool = False
