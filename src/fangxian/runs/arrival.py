"""A testing round: made, its batches arriving one after the other, declared complete. The same file twice changes
nothing (law 7); a run that was killed is finished by the same command (law 10): a comparison is written in one
transaction, and what lies in the lake without it is swept or used by the next.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.boards import coverage
from fangxian.catalogue import actions as catalogue
from fangxian.contracts import Section
from fangxian.exchange import follow_up_rounds, results, turns
from fangxian.exchange.results import Asked, Changes, Compared, Judgement
from fangxian.identity import actions as identity
from fangxian.lake.batches import sha256_of
from fangxian.lib import clock
from fangxian.runs import codes, preview, tasks
from fangxian.screening import actions as screening
from fangxian.screening import queries, rules
from fangxian.screening.queries import DATASET, Arrival, Round

#: Told of each step as it begins.
Say = Callable[[str], None]


def make(
    *, outbreak: int, area: str, starts_at: datetime, ends_at: datetime, by: Reader, name: str = "",
    number: int | None = None, scope: Mapping[str, Any] | None = None,
) -> Round:  # fmt: skip
    """Makes a round; everybody present in the area and in scope is expected, as the registry knows them now.

    scope   `youngest`, `oldest`: years of age at the start; empty: everybody

    Raises a Fault for a window or number that cannot be, NotAllowed, NotInForce, turns.Taken.
    """
    screening.refuse_unless_allowed(by, area)
    screening.refuse_unless_in_force(outbreak, area)
    rules.refuse_unfit(starts_at, ends_at, scope or {})
    born = rules.born_between(scope or {}, starts_at.astimezone(clock.LOCAL).date())
    with turns.turn(), results.expected(outbreak, area=area, born=born) as (snapshot, expected), transaction.atomic():
        made = screening.make(
            outbreak=outbreak,
            number=number or screening.next_number(outbreak),
            name=name,
            area_code=area,
            starts_at=starts_at,
            ends_at=ends_at,
            scope=scope or {},
            snapshot=snapshot,
            expected=expected,
            by=by,
        )
        coverage.build(made.pk)
    return made


def arrive(
    *, round: int, path: Path, by: str, sender: str = "", mapping: Section | None = None, rows: int | None = None,
    outside: bool = False, second: Reader | None = None, say: Say = lambda _: None,
) -> Arrival:  # fmt: skip
    """Takes a file of results into a round; answers the batch it became, or was (law 7).

    rows     how many the sender says it has: a file that was cut off is refused whole
    outside  its samples were taken elsewhere than in the district: whoever has no other may live elsewhere
    second   whoever is there and lets it through, should it change the codes of many

    Raises a Fault for a file that cannot be read, NotInForce without an active outbreak, turns.Taken; preview.Stopped.
    """
    with turns.turn(), catalogue.job("arrival", by=by) as run:
        tell = catalogue.telling(run, say, about=path.name)
        found = queries.one(round)
        screening.refuse_unless_in_force(found.outbreak_id, found.area_code)
        there = queries.arrival_of(round, sha256_of(path)) if path.is_file() else None
        asked = asked_of(found)
        if there is not None:
            results.stands(asked, then=0)
            return there
        compared = results.compare(asked, path, mapping=mapping, rows=rows, say=tell)
        tell("write")
        said = compared.said or {}
        made: list[Arrival] = []

        def enter() -> None:
            made.append(
                screening.arrived(
                    found,
                    number=asked.following,
                    batch=compared.batch,
                    file=said["file"],
                    sha256=said["sha256"],
                    sender=sender,
                    rows=said["rows"],
                    changed=len(compared.changes.standings),
                    by=by,
                    outside=outside,
                )
            )
            write(found, compared, by=by)

        preview.committed(enter, name=f"round/{round}/{said['sha256'][:16]}", by=by, second=second)
        results.stands(asked)
    return made[0]


def complete(*, round: int, by: Reader) -> tuple[Round, int]:
    """Declares a round's results complete, and opens its tasks; answers the round and how many are new. Said again, it
    opens those that a run that was killed did not. Raises as screening.actions.declare_complete."""
    with turns.turn(), transaction.atomic():
        found = screening.declare_complete(round=round, by=by)
        opened = tasks.opened(found, by=by.account)
    return found, opened


def asked_of(found: Round, *, without: int | None = None) -> Asked:
    """What a comparison of the round asks, with the batches that stand (but for the one of that number)."""
    every = list(queries.arrivals(found.pk))
    standing = [(one.number, one.batch) for one in every if one.state == "compared" and one.number != without]
    window = (local(found.starts_at), local(found.ends_at))
    judged = {key: Judgement(person, rest) for key, (person, rest) in queries.judgements(found.outbreak_id).items()}
    following = max((one.number for one in every), default=0) + 1
    return Asked(found.outbreak_id, found.pk, found.snapshot, window, standing, found.compared, judged, following)


def write(found: Round, compared: Compared, *, by: str) -> None:
    """Writes what a comparison changed: standings, strays, doubts, tasks, codes, counts. The caller's transaction."""
    changes = compared.changes
    screening.changed(
        found,
        standings=changes.standings,
        strays=changes.strays,
        strays_gone=changes.strays_gone,
        counts=changes.counts,
    )
    _doubts(found, changes, by)
    tasks.followed(found, changes, by=by)
    follow_up_rounds.bring(found.outbreak_id, [person for person, *_ in changes.standings], by=by)
    codes.followed(found, changes, by=by)
    coverage.build(found.pk)


def local(moment: datetime) -> datetime:
    """A moment as files have it: local, without a zone."""
    return moment.astimezone(clock.LOCAL).replace(tzinfo=None)


def _doubts(found: Round, changes: Changes, by: str) -> None:
    names = dict(queries.arrivals(found.pk).values_list("number", "batch"))
    for number, name in names.items():
        gone = [row for file, row in changes.doubts_gone if file == number]
        if gone:
            identity.drop_doubts(gone, dataset=DATASET, batch=name)
        new = {one.row: (one.reason, one.candidates) for one in changes.doubts if one.number == number}
        areas = {one.row: one.area_code or found.area_code for one in changes.doubts if one.number == number}
        if new:
            identity.doubt_batch(new, dataset=DATASET, batch=name, by=by, areas=areas)
