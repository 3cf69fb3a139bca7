"""Evidence as it lands: a batch of the lake, a round's comparison; and its withdrawal. Each is one transaction with
what follows from it: what is due, what speaks against somebody, releases, tasks, codes.

A single fact needs no call: it is carried on as it is recorded (exchange.handlers).
"""

from collections.abc import Collection

import pyarrow as pa
from django.db import transaction

from fangxian.evidence import actions as evidence
from fangxian.evidence import queries
from fangxian.evidence.actions import Applied
from fangxian.exchange import follow_up


@transaction.atomic
def take(table: pa.Table, *, outbreak: int, batch: str, by: str) -> Applied:
    """Takes a batch of evidence in (evidence.actions.apply_batch), and brings follow-up to it. Raises as that."""
    made = evidence.apply_batch(table, outbreak=outbreak, batch=batch, by=by)
    if made.recorded:
        people = set(table["person"].unique().to_pylist())
        follow_up.land(outbreak, people, by=by, kinds=set(table["kind"].unique().to_pylist()))
    return made


@transaction.atomic
def withdraw(*, outbreak: int, batch: str, by: str) -> int:
    """Withdraws a batch of evidence, and with it whatever followed from it (law 8); answers how many facts."""
    people = queries.people_of_batch(outbreak, batch)
    gone = evidence.withdraw_batch(outbreak=outbreak, batch=batch, by=by)
    if gone:
        follow_up.land(outbreak, people, by=by)
    return gone


@transaction.atomic
def bring(outbreak: int, people: Collection[int], *, by: str) -> int:
    """Brings people's follow-up to the facts that stand, as after they were enrolled; answers how many obligations
    changed."""
    return follow_up.land(outbreak, people, by=by)
