"""Making a round, writing what a comparison changed, declaring its results complete. Each is one act.

`by` is a Reader: who manages rounds of the area. What a batch changes is written for whoever brought it (`by`: an
account's name), as other batches are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.queries import active
from fangxian.screening import events, moving, rules
from fangxian.screening.boxes import RECEIVE, hand_over, pack, receive, refuse_unless_may_receive, unpack
from fangxian.screening.laboratory import returned, sort, taken_back
from fangxian.screening.models import Arrival, Judgement, Round, Standing, Stray
from fangxian.screening.sampling import MODES, TAKE, bind, open_tube, plan, seal_tube, unbind
from fangxian.screening.tubes import sampled_people
from fangxian.store import bulk

__all__ = [
    "MODES",
    "RECEIVE",
    "TAKE",
    "VERB",
    "arrived",
    "bind",
    "changed",
    "declare_complete",
    "hand_over",
    "judge",
    "make",
    "next_number",
    "open_tube",
    "pack",
    "plan",
    "receive",
    "refuse_unless_allowed",
    "refuse_unless_in_force",
    "refuse_unless_may_receive",
    "returned",
    "seal_tube",
    "settle_standing",
    "settle_standings",
    "settle_strays",
    "sort",
    "taken_back",
    "told",
    "unbind",
    "unjudge",
    "unpack",
    "unsettle_stray",
    "withdrawn",
]

#: What one may do who makes rounds, withdraws batches and declares results complete.
VERB = "rounds.manage"


def refuse_unless_in_force(outbreak: int, area: str) -> None:
    """Raises NotInForce unless the outbreak is active and covers the area (law 4)."""
    if outbreak not in {one.pk for one in active(area)}:
        raise NotInForce(
            en="This outbreak is not in force here: two people have to activate one before results are kept.",
            zh="该疫情在本区未生效：须先由两人启动疫情，方可留存检测结果。",
        )


def refuse_unless_allowed(by: Reader, area: str) -> None:
    """Raises NotAllowed for who may not manage rounds of an area."""
    if not (by.can(VERB) and by.covers(area)):
        raise NotAllowed.of(VERB)


@transaction.atomic
def make(
    *, outbreak: int, number: int, name: str, area_code: str, starts_at: datetime, ends_at: datetime,
    scope: Mapping[str, Any], snapshot: str, expected: Iterable[tuple[int, str, int | None]], by: Reader,
) -> Round:  # fmt: skip
    """Makes a round with a standing for everybody whom it expects: (person, area_code, dwelling). Raises a Fault for a
    number that is taken, NotAllowed, NotInForce."""
    refuse_unless_allowed(by, area_code)
    refuse_unless_in_force(outbreak, area_code)
    rules.refuse_unfit(starts_at, ends_at, scope)
    if Round.objects.filter(outbreak=outbreak, number=number).exists():
        raise Fault(
            en=f"There is a round {number} already: leave the number out, and it takes the next.",
            zh=f"第 {number} 轮已存在：不填轮次即自动取下一轮。",
        )
    made = Round.objects.create(
        outbreak_id=outbreak,
        number=number,
        name=name or f"第 {number} 轮",
        area_code=area_code,
        starts_at=starts_at,
        ends_at=ends_at,
        scope=dict(scope),
        snapshot=snapshot,
        made_by=by.account,
    )
    columns = ["round_id", "person", "area_code", "dwelling", "status", "method", "lead", "outcome"]
    rows = ((made.pk, person, area, dwelling, "untested", "", "", "") for person, area, dwelling in expected)
    made.expected = bulk.insert(Standing, columns, rows)
    made.save(update_fields=["expected"])
    ledger.record(
        kind=events.MADE,
        subject_kind="round",
        subject=made.pk,
        by=by.account,
        payload={"number": number, "expected": made.expected, "snapshot": snapshot, "area": area_code},
    )
    return made


def told(kind: str, found: Round, *, by: Reader, **payload: Any) -> None:
    """Notes what happened to a round that changed nothing in it."""
    ledger.record(kind=kind, subject_kind="round", subject=found.pk, by=by.account, payload=payload)


def next_number(outbreak: int) -> int:
    """The number of an outbreak's next round."""
    last = Round.objects.filter(outbreak=outbreak).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def arrived(
    found: Round, *, number: int, batch: str, file: str, sha256: str, sender: str, rows: int, changed: int, by: str,
    outside: bool = False,
) -> Arrival:  # fmt: skip
    """Enters a batch. The caller's transaction."""
    made = Arrival.objects.create(
        round=found,
        number=number,
        batch=batch,
        file=file,
        sha256=sha256,
        sender=sender,
        rows=rows,
        by=by,
        outside=outside,
    )
    payload = {"batch": batch, "rows": rows, "changed": changed}
    ledger.record(kind=events.ARRIVED, subject_kind="round", subject=found.pk, by=by, payload=payload)
    return made


def withdrawn(found: Round, arrival: Arrival, *, changed: int, by: Reader) -> None:
    """Notes that a batch was withdrawn; a round that was complete is open again. The caller's transaction."""
    arrival.state, arrival.withdrawn_at = Arrival.State.WITHDRAWN, clock.now()
    arrival.save(update_fields=["state", "withdrawn_at"])
    payload = {"batch": arrival.batch, "changed": changed}
    ledger.record(kind=events.WITHDRAWN, subject_kind="round", subject=found.pk, by=by.account, payload=payload)
    if found.state == Round.State.COMPLETE:
        Round.objects.filter(pk=found.pk).update(state=Round.State.OPEN)
        payload = {"number": found.number}
        ledger.record(kind=events.REOPENED, subject_kind="round", subject=found.pk, by=by.account, payload=payload)


def changed(
    found: Round, *, standings: Sequence[tuple[Any, ...]], strays: Sequence[tuple[Any, ...]],
    strays_gone: Sequence[bytes], counts: Mapping[int, Mapping[str, int]],
) -> None:  # fmt: skip
    """Writes what a comparison changed, files by their number (exchange.results.Changes). The caller's transaction."""
    arrivals = dict(Arrival.objects.filter(round=found).values_list("number", "pk"))
    keys = _keys(found.pk, [one[0] for one in standings])
    settled = dict(Standing.rows.filter(round=found).exclude(outcome="").values_list("person", "status"))
    sampled = sampled_people(found.pk)
    rows = []
    for person, status, at, number, row, method, score, lead, until in standings:
        # Whom somebody excused at the door stays excused until there is a sample.
        if status == "untested" and settled.get(person) == "excused":
            status = "excused"
        # Whose sample is in a tube waits for its result (law 14).
        status = "pending" if status == "untested" and person in sampled else status
        rows.append((keys[person], status, at, arrivals.get(number), row, method, score, lead, until))
    columns = ["status", "sampled_at", "batch_id", "row", "method", "score", "lead", "hold_until"]
    bulk.update(Standing, columns, rows)
    _strays(found, strays, strays_gone, arrivals)
    for number, said in counts.items():
        Arrival.objects.filter(round=found, number=number).update(counts=dict(said))
    Round.objects.filter(pk=found.pk).update(compared=found.compared + 1)


def _keys(round: int, people: Sequence[int]) -> dict[int, int]:
    """Person -> the key of their standing."""
    found: dict[int, int] = {}
    for some in batched(people, 5_000):
        with connection.cursor() as cursor:
            # Whole numbers of ours: as many as a statement takes marks for would be too few.
            listed = ", ".join(str(int(person)) for person in some)
            table = connection.ops.quote_name(Standing._meta.db_table)
            cursor.execute(f"SELECT person, id FROM {table} WHERE round_id = %s AND person IN ({listed})", [round])
            found.update(cursor.fetchall())
    return found


def _strays(
    found: Round, strays: Sequence[tuple[Any, ...]], gone: Sequence[bytes], arrivals: Mapping[int, int]
) -> None:
    there = _stray_keys(found.pk, [*(one[0] for one in strays), *gone]) if found.compared else {}
    bulk.delete(Stray, [there[key] for key in gone if key in there])
    columns = ["batch_id", "row", "times", "area_code", "dwelling", "said", "away"]
    new, old = [], []
    settled = _settled_before(found, [one[0] for one in strays if one[0] not in there])
    for key, number, row, times, area, dwelling, said, person in strays:
        values = (arrivals[number], row, times, area or found.area_code, dwelling, said, person is not None)
        if key in there:
            old.append((there[key], *values))
        else:
            new.append((found.pk, key, *values, *settled.get(key, ("open", "", person))))
    bulk.update(Stray, columns, old)
    bulk.insert(Stray, ["round_id", "key", *columns, "state", "outcome", "person"], new)


def _stray_keys(round: int, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Index of what is said of somebody -> the key of their row, of those who are there."""
    found: dict[bytes, int] = {}
    for some in batched(keys, 500):
        known = Stray.rows.filter(round=round, key__in=some)
        found |= {bytes(key): pk for key, pk in known.values_list("key", "pk")}
    return found


def _settled_before(found: Round, keys: Sequence[bytes]) -> dict[bytes, tuple[str, str, int | None]]:
    """Key -> (state, outcome, person) of those whom an earlier round of the outbreak settled: nobody is asked for who
    they are in each round anew."""
    earlier = Stray.rows.filter(round__outbreak=found.outbreak_id, round__number__lt=found.number)
    settled: dict[bytes, tuple[str, str, int | None]] = {}
    for some in batched(keys, 500):
        rows = earlier.filter(key__in=some).order_by("round__number")
        for key, state, outcome, person in rows.values_list("key", "state", "outcome", "person"):
            if state == Stray.State.SETTLED:
                settled[bytes(key)] = (state, outcome, person)
    return settled


@transaction.atomic
def declare_complete(*, round: int, by: Reader) -> Round:
    """Says that all results are here: from now on, and not before, who has none is reminded (law 14). Raises a Fault
    for a round without any results, NotAllowed, NotInForce. Said twice, it is said once (law 7)."""
    found = Round.objects.select_for_update().get(pk=round)
    refuse_unless_allowed(by, found.area_code)
    refuse_unless_in_force(found.outbreak_id, found.area_code)
    if found.state == Round.State.COMPLETE:
        return found
    if not Arrival.objects.filter(round=found, state=Arrival.State.COMPARED).exists():
        raise Fault(
            en="No results of this round have arrived: nobody can be called untested yet.",
            zh="本轮尚未收到任何检测结果：不能认定任何人未检测。",
        )
    found.state = Round.State.COMPLETE
    found.declared += 1
    found.save(update_fields=["state", "declared"])
    payload = {"number": found.number}
    ledger.record(kind=events.COMPLETE, subject_kind="round", subject=found.pk, by=by.account, payload=payload)
    return found


def settle_standing(*, round: int, person: int, outcome: str, status: str | None) -> None:
    """`settle_standings` of one."""
    settle_standings(round=round, said=[(person, outcome, status)])


@transaction.atomic
def settle_standings(*, round: int, said: Collection[tuple[int, str, str | None]]) -> None:
    """What was found at the door of those who are expected: (person, outcome, status); `status` where that changes how
    they stand. Of whom there is a sample already, the sample stands."""
    keys = _keys(round, [person for person, _, _ in said])
    bulk.update(Standing, ["outcome"], [(keys[person], outcome) for person, outcome, _ in said if person in keys])
    wanted = {keys[person]: status for person, _, status in said if status and person in keys}
    for some in batched(wanted, 5_000):
        free = Standing.rows.select_for_update().filter(pk__in=some, status__in=("untested", "excused"))
        rows = list(free.values_list("pk", "area_code", "status"))
        bulk.update(Standing, ["status"], [(pk, wanted[pk]) for pk, *_ in rows])
        moving.tell(round, [(area, was, wanted[pk]) for pk, area, was in rows if was != wanted[pk]])


@transaction.atomic
def settle_strays(*, round: int, said: Collection[tuple[bytes, str, int | None]]) -> None:
    """What was found of those in no register: (key, outcome, person); `person` where they are in it since."""
    there = _stray_keys(round, [key for key, _, _ in said])
    here = [(there[key], outcome, person) for key, outcome, person in said if key in there]
    settled = Stray.State.SETTLED.value
    bulk.update(Stray, ["state", "outcome"], [(pk, settled, outcome) for pk, outcome, _ in here])
    bulk.update(Stray, ["person"], [(pk, person) for pk, _, person in here if person is not None])


@transaction.atomic
def unsettle_stray(*, round: int, key: bytes) -> None:
    """Takes that back."""
    one = Stray.rows.filter(round=round, key=key)
    one.filter(away=False).update(person=None)
    one.update(state=Stray.State.OPEN, outcome="")


@transaction.atomic
def judge(
    *, outbreak: int, key: bytes, person: int | None, not_these: Sequence[int], batch: str, row: int, by: Reader
) -> None:
    """Remembers whose rows are that say the same: this person's, or none of these. The last word counts."""
    values = {"person": person, "not_these": sorted(not_these), "by": by.account, "at": clock.now()}
    Judgement.objects.update_or_create(outbreak_id=outbreak, key=key, defaults=values)
    payload = {"batch": batch, "row": row}
    ledger.record(kind=events.JUDGED, subject_kind="batch", subject=batch, by=by.account, payload=payload)


@transaction.atomic
def unjudge(*, outbreak: int, key: bytes) -> bool:
    """Takes such a word back; answers whether there was one."""
    return bool(Judgement.objects.filter(outbreak=outbreak, key=key).delete()[0])
