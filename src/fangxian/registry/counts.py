"""What applying a batch did."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Counts:
    """Rows by what became of them; `conflicts` counts fields in which a weaker source differs and was not followed."""

    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    conflicts: int = 0

    def data(self) -> dict[str, int]:
        """For an event or a summary."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class Stamp:
    """Where what is applied comes from: dataset/batch, who applies it, and when it is recorded. `by_hand`: somebody
    vouches for it themselves, and did not load a file."""

    source: str
    by: str
    at: datetime
    by_hand: bool = False

    @property
    def dataset(self) -> str:
        """The part of the source that authority.toml knows."""
        return self.source.split("/")[0]
