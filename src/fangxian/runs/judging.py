"""Somebody decides whose a doubtful row of a round is. The word is kept by what the row says, so that later rounds of
the outbreak do not ask again; how people stand follows when the round is compared anew (`follow`), which many decisions
share.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.exchange import results, turns
from fangxian.identity import actions as identity
from fangxian.lib.fault import Fault
from fangxian.linkage.settings import CURRENT
from fangxian.runs.arrival import asked_of, write
from fangxian.screening import actions as screening
from fangxian.screening import queries
from fangxian.screening.queries import DATASET, Arrival


def said(*, doubt: int, by: Reader) -> Mapping[str, Any]:
    """What a doubtful row says as it was written: name, number, phone, address, site, sampled_at, outcome. The caller
    masks and notes it. Raises as identity.actions.waiting, and turns.Taken."""
    waiting = identity.waiting(doubt=doubt, by=by)
    found = _row(_batch(waiting.dataset, waiting.batch), waiting.row)
    return {name: value for name, value in found.items() if not name.startswith("_")}


def same(*, doubt: int, person: int, by: Reader) -> None:
    """The row is this person's. Raises as identity.actions.decide, and turns.Taken."""
    _decide(doubt, person, by)


def nobody(*, doubt: int, by: Reader) -> None:
    """The row is none of its candidates'. Raises as identity.actions.decide, and turns.Taken."""
    _decide(doubt, None, by)


def undo(*, doubt: int, by: Reader) -> None:
    """Takes a decision back: the row waits again, and the word that was kept of it is kept no more. Raises as
    identity.actions.undecide, and turns.Taken."""
    with transaction.atomic():
        found = identity.undecide(doubt=doubt, by=by)
        batch = _batch(found.dataset, found.batch)
        outbreak = batch.round.outbreak_id
        screening.unjudge(outbreak=outbreak, key=results.saying(outbreak, _row(batch, found.row)))


def follow(*, round: int, by: str) -> int:
    """Compares a round anew, as after decisions; answers how many people stand otherwise. Raises turns.Taken."""
    with turns.turn():
        found = queries.one(round)
        screening.refuse_unless_in_force(found.outbreak_id, found.area_code)
        asked = asked_of(found)
        compared = results.compare(asked)
        with transaction.atomic():
            write(found, compared, by=by)
        results.stands(asked)
    return len(compared.changes.standings)


def _decide(doubt: int, person: int | None, by: Reader) -> None:
    waiting = identity.waiting(doubt=doubt, by=by)
    batch = _batch(waiting.dataset, waiting.batch)
    outbreak = batch.round.outbreak_id
    candidates = [one["person"] for one in waiting.candidates]
    key = results.saying(outbreak, _row(batch, waiting.row))
    with transaction.atomic():
        identity.decide(doubt=doubt, person=person, settings=CURRENT, by=by)
        screening.judge(
            outbreak=outbreak,
            key=key,
            person=person,
            not_these=candidates if person is None else [],
            batch=batch.batch,
            row=waiting.row,
            by=by,
        )


def _batch(dataset: str, name: str) -> Arrival:
    found = queries.batch(name) if dataset == DATASET else None
    if found is None:
        raise Fault(
            en=f"{dataset}/{name} is no batch of a testing round: decide about it where its dataset is.",
            zh=f"{dataset}/{name} 不是检测轮次的批次：请在其所属数据集中处理。",
        )
    return found


def _row(batch: Arrival, row: int) -> dict[str, Any]:
    with turns.turn():
        return results.rows_of(batch.round.outbreak_id, batch.batch, [row])[row]
