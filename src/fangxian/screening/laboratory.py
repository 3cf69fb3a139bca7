"""What a laboratory found, by tube: each row ends in one place (law 1), a tube's result becomes its people's, and a
pool that is not negative waits for the single re-test of each (law 13)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.db import transaction

from fangxian.ledger import actions as ledger
from fangxian.lib import clock, words
from fangxian.lib.words import Words
from fangxian.screening import events, rules
from fangxian.screening.models import Arrival, LaboratoryFile, Round, Sample, Tube
from fangxian.store import bulk

#: States of tubes that a laboratory has.
_THERE = frozenset({"received", "testing"})
#: Result -> the states in which a tube has it already.
_SAME = {
    "negative": frozenset({"negative"}),
    "invalid": frozenset({"invalid"}),
    "positive": frozenset({"suspect", "positive", "cleared"}),
    "suspect": frozenset({"suspect", "positive", "cleared"}),
}


@cache
def reasons() -> Mapping[str, Words]:
    """Why a laboratory's row waits, and what to do: reason -> words."""
    return words.read(Path(__file__).parent / "laboratory.toml")


@dataclass(frozen=True)
class Said:
    """A row of a laboratory's file: a tube's code, and what was found ('' nothing yet; None: not to be read)."""

    row: int
    barcode: str
    outcome: str | None


@dataclass(frozen=True)
class Sorted:
    """Where the rows went: tubes with their new result, how many say what is known, and [row, reason] of the others."""

    accepted: list[tuple[Tube, str]] = field(default_factory=list)
    duplicate: int = 0
    held: list[tuple[int, str]] = field(default_factory=list)


def sort(round: int, rows: Iterable[Said]) -> Sorted:
    """Where each row of a laboratory's file goes. Writes nothing."""
    rows = list(rows)
    tubes = {one.barcode: one for one in Tube.objects.filter(round=round)}
    accepted: dict[str, tuple[Tube, str]] = {}
    held, duplicate = [], 0
    for one in rows:
        tube = tubes.get(one.barcode)
        known = accepted[one.barcode][1] if one.barcode in accepted else None
        if not one.barcode or tube is None:
            held.append((one.row, "unknown_tube" if one.barcode else "no_code"))
        elif one.outcome is None or one.outcome not in _SAME:
            held.append((one.row, "unread" if one.outcome is None else "no_result"))
        elif known == one.outcome or tube.state in _SAME[one.outcome]:
            duplicate += 1
        elif known is not None or tube.state in {"negative", "suspect", "invalid", "positive", "cleared"}:
            held.append((one.row, "other_result"))
        elif tube.state not in _THERE:
            held.append((one.row, "not_received"))
        else:
            accepted[one.barcode] = (tube, one.outcome)
    return Sorted([accepted[code] for code in sorted(accepted)], duplicate, held)


@transaction.atomic
def returned(
    found: Round, into: Sorted, *, file: str, sha256: str, laboratory: str, arrival: Arrival | None, by: str
) -> LaboratoryFile:
    """Writes what became of a laboratory's file and of the tubes in it. The same file again finds its tubes as they
    are, and changes nothing (law 7)."""
    rows, freed = [], []
    at = clock.now()
    people = _people(tube.pk for tube, _ in into.accepted)
    for tube, outcome in into.accepted:
        state = rules.advanced(rules.TUBE, tube.state, "testing") if tube.state == "received" else tube.state
        for then in rules.resulted(outcome, pool=rules.of_pool(people=people[tube.pk], mode=tube.mode)):
            state = rules.advanced(rules.TUBE, state, then)
        rows.append((tube.pk, state, arrival.pk if arrival else None, at))
        freed.append(tube.pk)
    bulk.update(Tube, ["state", "arrival_id", "resulted_at"], rows)
    _open(freed, open=False)
    _settle_pools(tube.of_id for tube, _ in into.accepted if tube.of_id is not None)
    counts = {"accepted": len(into.accepted), "duplicate": into.duplicate, "held": [list(one) for one in into.held]}
    total = len(into.accepted) + into.duplicate + len(into.held)
    said = {"file": file, "laboratory": laboratory, "rows": total, "by": by, "received_at": at, **counts}
    if into.accepted:
        said["arrival"] = arrival
        payload = {"file": file, "tubes": len(into.accepted), "held": len(into.held)}
        ledger.record(kind=events.TUBES_RETURNED, subject_kind="round", subject=found.pk, by=by, payload=payload)
    made, _ = LaboratoryFile.objects.update_or_create(round=found, sha256=sha256, defaults=said)
    return made


@transaction.atomic
def taken_back(arrival: Arrival) -> int:
    """A laboratory withdraws what it found: its tubes are being tested again; answers how many. The caller's act."""
    tubes = list(Tube.objects.filter(arrival=arrival))
    bulk.update(Tube, ["state", "arrival_id", "resulted_at"], [(one.pk, "testing", None, None) for one in tubes])
    _open([one.pk for one in tubes], open=True)
    pools = {one.of_id for one in tubes if one.of_id is not None}
    Tube.objects.filter(pk__in=pools, state__in=("positive", "cleared")).update(state="suspect")
    return len(tubes)


def _open(tubes: Sequence[int], *, open: bool) -> None:
    rows = Sample.rows.filter(tube__in=tubes).order_by("pk")
    if open:
        # Whoever was sampled again meanwhile is in that tube now.
        rows = rows.exclude(who__in=Sample.rows.filter(round__in=rows.values("round"), open=True).values("who"))
    bulk.update(Sample, ["open"], [(pk, open) for pk in rows.values_list("pk", flat=True)])


def _people(tubes: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for tube in Sample.rows.filter(tube__in=list(tubes)).values_list("tube", flat=True):
        found[tube] += 1
    return found


def _settle_pools(pools: Iterable[int | None]) -> None:
    """What suspect pools become by the single re-tests of their people."""
    for pool in Tube.objects.filter(pk__in=set(pools), state="suspect"):
        found: dict[bytes, str | None] = dict.fromkeys(
            map(bytes, Sample.rows.filter(tube=pool).values_list("who", flat=True))
        )
        singles = Sample.rows.filter(tube__of=pool, tube__resulted_at__isnull=False).order_by("tube__resulted_at", "pk")
        for who, state in singles.values_list("who", "tube__state"):
            if bytes(who) in found:
                found[bytes(who)] = state
        if then := rules.retested(found.values()):
            pool.state = rules.advanced(rules.TUBE, pool.state, then)
            pool.save(update_fields=["state"])
