"""Tells whoever counts a round that somebody stands otherwise since: single acts, in their own transaction. A
comparison moves thousands, and what is counted of it is counted anew."""

from collections.abc import Callable, Sequence

#: (area, how they stood, how they stand) of each.
Moves = Sequence[tuple[str, str, str]]
Hear = Callable[[int, Moves], None]

_heard: dict[str, Hear] = {}


def listen(name: str, hear: Hear) -> None:
    """Called by a room when it is ready. The same again changes nothing."""
    _heard[name] = hear


def tell(round: int, moves: Moves) -> None:
    """Tells all of them."""
    if moves:
        for hear in _heard.values():
            hear(round, moves)
