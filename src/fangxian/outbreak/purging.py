"""What a purge destroys: each room that keeps personal evidence under an outbreak says how its own is counted and
destroyed. A room that forgets fails an example (tests/laws/test_04)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: Destroys what a room keeps under an outbreak (its number) and says how much that was. Called again after a crash,
#: it destroys what is left.
Destroy = Callable[[int], "Destroyed"]


@dataclass(frozen=True)
class Destroyed:
    """What one holder had: rows, and a digest of them (hex) that shows that they were these, without showing them."""

    rows: int
    digest: str

    def data(self) -> dict[str, Any]:
        """For the certificate."""
        return {"rows": self.rows, "digest": self.digest}


_holders: dict[str, Destroy] = {}


def declare(name: str, destroy: Destroy) -> None:
    """Called by a room when it is ready. The name stands in the certificate: 'evidence.inbox', 'lake.test_results'."""
    if _holders.setdefault(name, destroy) is not destroy:
        raise ValueError(f"two rooms call what they keep {name}")


def holders() -> dict[str, Destroy]:
    """Name -> how it is destroyed."""
    return dict(_holders)
