"""The testing rounds of an outbreak, one after the other, as they would have come: made, their files taken in, declared
complete, and what grid workers found on the day after.

Only under an active outbreak (law 4). A round whose file was taken in is left alone (law 7); of one whose file came
anew, the one before is withdrawn.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fangxian.access.reader import Reader
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork import queries as fieldwork_queries
from fangxian.fieldwork.actions import Found
from fangxian.healthcode import queries as codes
from fangxian.lake.batches import sha256_of
from fangxian.lib import clock
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.queries import active
from fangxian.runs import arrival, tasks
from fangxian.runs.withdrawal import withdraw
from fangxian.screening import queries
from fangxian.screening.actions import VERB
from fangxian.screening.handlers import leads

#: How long after a round's end its last results are there.
LATER = timedelta(hours=6)
#: How long after a round's results the day's visits are reported.
DAY = timedelta(hours=16)
#: What one may do who replays.
MAY = frozenset({VERB, "tasks.work", "people.verify"})
#: (kind of task, name of the line) -> outcome and what was typed, or None where nobody came.
Finding = Callable[[str, str], tuple[str, dict[str, str]] | None]
#: Told of each round as it begins.
Say = Callable[[int], None]


@dataclass(frozen=True)
class RoundFile:
    """The results of a round: its number from 1, its file, its window in local time."""

    number: int
    path: Path
    start: datetime
    end: datetime


def drawn(district: Path) -> Iterator[RoundFile]:
    """The rounds of a drawn district, as its description lists them."""
    said = json.loads((district / "district.json").read_text("utf-8"))
    for one in said["rounds"]:
        start, end = (datetime.fromisoformat(one[name]) for name in ("from", "to"))
        yield RoundFile(one["round"], district / one["results"], start, end)


def replay(
    files: Sequence[RoundFile],
    *,
    area: str,
    by: str,
    finding: Finding | None = None,
    second: Reader | None = None,
    between: Callable[[], object] = lambda: None,
    say: Say = lambda _: None,
) -> list[int]:
    """Takes rounds in, and with `finding` what was found at the doors that each asked for, but the last one's; answers
    the numbers of those whose file was new.

    second   whoever lets through what changes the codes of many
    between  what the clock does meanwhile, before each new round

    Raises NotInForce without an active outbreak in the area, preview.Stopped without a second person, and a Fault for a
    file that cannot be read: those before it are in."""
    standing = active(area)
    if not standing:
        raise NotInForce(
            en="No outbreak is in force here: two people have to activate one before results are compared.",
            zh="本区没有生效的疫情：须先由两人启动疫情，方可比对检测结果。",
        )
    # Whoever replays has the shell: their act, under the outbreak that two people activated.
    actor = Reader(by, areas=(area,), roles=("shell",), may=MAY)
    done = []
    for place, one in enumerate(files, 1):
        if _replayed(one, standing[0].pk, area, actor, second, between, say):
            done.append(one.number)
        if finding is not None and place < len(files):
            _visited(one, standing[0].pk, actor, finding)
    return done


def _replayed(
    one: RoundFile, outbreak: int, area: str, by: Reader, second: Reader | None, between: Callable[[], object], say: Say
) -> bool:
    start, end = (moment.replace(tzinfo=clock.LOCAL) for moment in (one.start, one.end))
    found = queries.numbered(outbreak, one.number)
    # When it was killed between the file and its end, the end is still to be told.
    if found is not None and found.state != found.State.OPEN and queries.arrival_of(found.pk, sha256_of(one.path)):
        return False
    say(one.number)
    if found is None:
        with clock.set_to(start):
            between()
            found = arrival.make(outbreak=outbreak, area=area, starts_at=start, ends_at=end, number=one.number, by=by)
    with clock.set_to(end + LATER):
        earlier = list(queries.arrivals(found.pk, standing=True).exclude(sha256=sha256_of(one.path)))
        arrival.arrive(round=found.pk, path=one.path, by=by.account, second=second)
        for batch in earlier:
            withdraw(round=found.pk, batch=batch.batch, by=by)
        arrival.complete(round=found.pk, by=by)
    return True


def _visited(one: RoundFile, outbreak: int, by: Reader, finding: Finding) -> None:
    """What was found at the doors of a round. Told before, it is not told again (law 7)."""
    found = queries.numbered(outbreak, one.number)
    if found is None:
        return
    with clock.set_to(one.end.replace(tzinfo=clock.LOCAL) + LATER + DAY):
        said = [
            Found(line, told[0], f"{found.pk}/{line}", told[1])
            for asked in (tasks.origin(found), leads(found.pk), *_retests(found))
            for line, kind, key, placed in fieldwork_queries.lines_of(asked)
            if (told := finding(kind, key)) and (placed or told[0] != "new_resident")
        ]
        fieldwork.report_day(said, by=by)


def _retests(found: queries.Round) -> Iterator[str]:
    """Who asks for the re-tests that pools of the rounds before did not get."""
    for one in queries.rounds(found.outbreak_id):
        if one.pk < found.pk:
            yield codes.retests_of(one.pk)
