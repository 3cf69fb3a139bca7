"""Whether a block of the audit chain is as it was sealed, and if not, which entry tells. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fangxian.ledger.rules import Said, block_digest, entry_digest

What = Literal["changed", "removed", "inserted", "order"]


@dataclass(frozen=True)
class Break:
    """Where the chain is broken: an entry of a block, or (entry None) the block itself."""

    block: int
    entry: int | None
    what: What


@dataclass(frozen=True)
class Found:
    """An entry as it lies in the database now."""

    said: Said
    digest: bytes
    block: int | None


@dataclass(frozen=True)
class Block:
    """A block as it lies in the database now."""

    number: int
    members: Sequence[int]
    before: bytes
    digest: bytes


def breaks(block: Block, found: Mapping[int, Found]) -> list[Break]:
    """What is wrong with a block. `found`: its members that are there, and whatever else says it belongs to it."""
    number = block.number
    wrong = [Break(number, key, "removed") for key in block.members if key not in found]
    wrong += [Break(number, key, "inserted") for key in found if key not in set(block.members)]
    wrong += [Break(number, key, what) for key, what in _misfits(block, found).items()]
    last = found.get(block.members[-1]) if block.members else None
    if not wrong and (last is None or block_digest(block.before, number, block.members, last.digest) != block.digest):
        wrong.append(Break(number, None, "changed"))
    return wrong


def _misfits(block: Block, found: Mapping[int, Found]) -> dict[int, What]:
    """Members that do not follow from the one before them: changed, or in the wrong place."""
    suspects: list[int] = []
    before = {block.before}
    for key in block.members:
        entry = found.get(key)
        if entry is None:
            before = set()  # whatever came after it cannot be held against it
            continue
        follows = {entry_digest(digest, entry.said) for digest in before}
        if (before and entry.digest not in follows) or entry.block != block.number:
            suspects.append(key)
        # Of an entry whose digest alone was changed, the next still follows from what the digest should be.
        before = {entry.digest, *follows}
    if not suspects:
        return {}
    places = _places(block, found, suspects)
    judged: dict[int, What] = {}
    for key in suspects:
        if key not in places:
            judged[key] = "changed"
        elif places[key] != block.members.index(key):
            judged[key] = "order"
    return judged


def _places(block: Block, found: Mapping[int, Found], suspects: Sequence[int]) -> dict[int, int]:
    """Where in the block each suspect was sealed, for those that are whole: after the one that it follows from."""
    owners = {found[key].digest: key for key in block.members if key in found} | {block.before: None}
    followed: dict[int, int | None] = {}
    for key in suspects:
        entry = found[key]
        for digest, owner in owners.items():
            if entry.block == block.number and entry_digest(digest, entry.said) == entry.digest:
                followed[key] = owner
                break
    index = {key: place for place, key in enumerate(block.members)}
    places = {}
    for key in followed:
        steps, at = 0, key
        while at in followed and followed[at] is not None:
            steps, at = steps + 1, followed[at]  # type: ignore[assignment]
        places[key] = steps if at in followed else index[at] + steps
    return places
