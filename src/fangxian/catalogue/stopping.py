"""A load that was stopped waits for a second person, who lets it through or refuses it (law 11).

Who asked is an account, or whoever has the shell; who confirms is an account, independent of theirs, with the verb
`batches.confirm` and every street in which something would change. Refusing takes one person: it changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from django.db import transaction

from fangxian.access import queries as access
from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.catalogue.models import Batch, Stop
from fangxian.ledger import actions as ledger
from fangxian.ledger import kinds
from fangxian.lib import clock, words
from fangxian.lib.fault import Fault
from fangxian.lib.words import Words

VERB = "batches.confirm"
STOPPED = kinds.declare(
    "catalogue.load_stopped",
    zh="{actor} 提请入库的全量文件 {subject} 与上次相差过大，已暂停：本次 {rows} 行，上次 {before} 行",
    en="{subject}, loaded by {actor}, lists {rows} where {before} were before: it was stopped",
)
UNLIKE = kinds.declare(
    "catalogue.delivery_stopped",
    zh="{actor} 提请入库的 {subject} 与以往不同，已暂停：本次 {rows} 行，以往 {before} 行，{columns} 列有变",
    en="{subject}, loaded by {actor}, was stopped: {rows} rows where {before} were before, {columns} columns unlike "
    "before",
)
CONFIRMED = kinds.declare(
    "catalogue.stop_confirmed",
    zh="{actor} 确认 {subject} 照此入库：本次 {rows} 行，上次 {before} 行，{asked_by} 提请",
    en="{actor} confirmed that {subject} goes in: {rows} rows where {before} were before, asked for by {asked_by}",
)
REFUSED = kinds.declare(
    "catalogue.stop_refused",
    zh="{actor} 退回了 {subject}，未入库",
    en="{actor} refused {subject}: nothing of it went in",
)
kinds.retire(
    "catalogue.short_list_let_through",
    zh="{actor} 放行了明显变短的全量文件 {subject}：{rows} 行，上次 {before} 行",
    en="{actor} let {subject} through, which lists everybody in {rows} rows where {before} were before",
    since="2026-11-24: it was one person's word; since then two decide (catalogue.stop_confirmed)",
)


class WhyRefused(Fault):
    """A reason that is none of the closed list."""


class Decided(Fault):
    """Somebody decided meanwhile, or the registry has gone on: what was shown no longer holds."""


@cache
def measures() -> Mapping[str, Words]:
    """What may change of a column (changes.toml)."""
    return words.read(Path(__file__).parent / "changes.toml")


@cache
def refusals() -> Mapping[str, Words]:
    """Why a batch is refused: the closed list (refusals.toml)."""
    return words.read(Path(__file__).parent / "refusals.toml")


def stopped(
    batch: Batch,
    *,
    why: str,
    usual: int,
    day: date,
    would: Mapping[str, Mapping[str, int]],
    by: str,
    whole: bool = False,
    changes: Sequence[Mapping[str, str]] = (),
) -> Stop:
    """Keeps a load that was stopped, with what it would do (Stop.would) and the columns that changed (Stop.changes).
    One that stands already stays. Called in the transaction that mirrors the batch."""
    asked = {"why": why, "usual": usual, "day": day, "would": would, "asked_by": by, "whole": whole}
    asked["changes"] = list(changes)
    made, is_new = Stop.objects.get_or_create(batch=batch, state=Stop.State.WAITING, defaults=asked)
    # One that was refused and is loaded again waits again.
    Batch.objects.filter(pk=batch.pk, state=Batch.State.REFUSED).update(state=Batch.State.RECEIVED)
    if is_new:
        kind = STOPPED if why in (Stop.Why.SHORTER, Stop.Why.LONGER) else UNLIKE
        _record(kind, made, by, columns=len(changes))
    return made


@transaction.atomic
def confirm(*, stop: int, by: Reader) -> Stop:
    """The second person's act: the load may go on. The same again changes nothing. Raises NotAllowed, NotTwoPeople,
    Decided."""
    again = Stop.objects.filter(pk=stop, state=Stop.State.CONFIRMED, decided_by=by.account).first()
    if again is not None:
        return again
    found = _waiting(stop, by)
    refuse_if_overtaken(found)
    if access.accounts().filter(username=found.asked_by).exists():
        refuse_unless_two(found.asked_by, by.account)
    _decide(found, Stop.State.CONFIRMED, by)
    _record(CONFIRMED, found, by.account, asked_by=found.asked_by)
    return found


@transaction.atomic
def refuse(*, stop: int, why: str, by: Reader) -> Stop:
    """The load does not go on; the batch stays in the lake, and nothing of it in the registry. `why`: of the closed
    list. Raises NotAllowed, WhyRefused, Decided."""
    if why not in refusals():
        raise WhyRefused(en="Say why it is refused: choose one of the reasons.", zh="请选择退回的原因。")
    found = _waiting(stop, by)
    found.refused_for = why
    _decide(found, Stop.State.REFUSED, by)
    Batch.objects.filter(pk=found.batch_id, state=Batch.State.RECEIVED).update(state=Batch.State.REFUSED)
    _record(REFUSED, found, by.account, why=why)
    return found


def refuse_if_overtaken(stop: Stop) -> None:
    """Raises Decided if another batch of the dataset went in after it was worked out what this one would do."""
    if Batch.objects.filter(dataset=stop.batch.dataset_id, promoted_at__gt=stop.asked_at).exists():
        raise Decided(
            en="Another file of this dataset went in since, so what was shown no longer holds: refuse this one, and "
            "load it again.",
            zh="此后同一数据集已有其他文件入库，所示影响不再准确：请先退回，再重新入库。",
        )


def covers(stop: Stop, reader: Reader) -> bool:
    """Whether all of what would change lies in a reader's areas."""
    return all(reader.covers(street) for street in stop.would)


def _waiting(stop: int, by: Reader) -> Stop:
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    found = Stop.objects.select_for_update(of=("self",)).select_related("batch").filter(pk=stop).first()
    if found is None or found.state != Stop.State.WAITING:
        raise Decided(
            en=f"No stop {stop} waits: it was decided meanwhile, or there is none.",
            zh=f"没有待确认的暂停 {stop}：可能已有人处理，或编号有误。",
        )
    if not covers(found, by):
        raise NotAllowed(
            en="This reaches beyond your areas: somebody of the whole district has to decide.",
            zh="影响范围超出您的辖区：须由全区岗位的人员处理。",
        )
    return found


def _decide(stop: Stop, state: Stop.State, by: Reader) -> None:
    stop.state, stop.decided_by, stop.decided_at = state, by.account, clock.now()
    stop.save(update_fields=["state", "decided_by", "decided_at", "refused_for"])


def _record(kind: str, stop: Stop, by: str, **more: object) -> None:
    payload = {"rows": stop.batch.usable, "before": stop.usual, "stop": stop.pk, **more}
    ledger.record_batch(kind=kind, batch=f"{stop.batch.dataset_id}/{stop.batch.name}", by=by, payload=payload)
