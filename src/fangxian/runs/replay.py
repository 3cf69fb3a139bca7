"""The testing rounds of an outbreak, one after the other: each held against the registry, its counts kept by area.

Only under an active outbreak (law 4). A round that was counted from the same file is left alone (law 7).
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fangxian.boards import actions as boards
from fangxian.boards.measures import ROUND
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.exchange import rounds, turns
from fangxian.lake.batches import sha256_of
from fangxian.lib import clock
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.queries import active

#: Told of each round as it begins.
Say = Callable[[int], None]


@dataclass(frozen=True)
class RoundFile:
    """The results of a round: its number from 1, its file, its window in local time."""

    number: int
    path: Path
    start: datetime
    end: datetime

    @property
    def measure(self) -> str:
        """What its counts are called, up to the status."""
        return f"{ROUND}{self.number:02}"


def drawn(district: Path) -> Iterator[RoundFile]:
    """The rounds of a drawn district, as its description lists them."""
    said = json.loads((district / "district.json").read_text("utf-8"))
    for one in said["rounds"]:
        start, end = (datetime.fromisoformat(one[name]) for name in ("from", "to"))
        yield RoundFile(one["round"], district / one["results"], start, end)


def replay(files: Sequence[RoundFile], *, area: str, by: str, say: Say = lambda _: None) -> list[int]:
    """Counts rounds; answers the numbers of those that were not counted before. Raises NotInForce without an active
    outbreak in the area, and a Fault for a file that cannot be read: those before it are counted."""
    if not active(area):
        raise NotInForce(
            en="No outbreak is in force here: two people have to activate one before results are compared.",
            zh="本区没有生效的疫情：须先由两人启动疫情，方可比对检测结果。",
        )
    counted = []
    with turns.turn(), catalogue.job("replay", by=by) as run:
        for place, one in enumerate(files):
            # As much of the hash as the position holds.
            mark = int(sha256_of(one.path)[:15], 16)
            if queries.position(one.measure) == mark:
                continue
            catalogue.step(run, one.measure, place, len(files))
            say(one.number)
            with clock.set_to(max(clock.now(), one.end.replace(tzinfo=clock.LOCAL))):
                found = rounds.count(one.path, start=one.start, end=one.end)
            boards.keep(one.measure, {(f"{one.measure}.{status}", grid): n for (status, grid), n in found.items()})
            catalogue.reached(one.measure, mark)
            counted.append(one.number)
    return counted
