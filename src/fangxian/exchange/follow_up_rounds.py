"""Samples of rounds as evidence of those who are followed: what rounds say now of somebody is what stands of them.

Whose a row is may change with each comparison (law 2): the fact before is withdrawn, and the row is another's. Law 14
lifts at sampling: a sample whose result is not there, or is a tube's that several shared (law 13), is `awaited`.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import pyarrow as pa

from fangxian.evidence import actions as evidence
from fangxian.evidence import queries as facts
from fangxian.lib import clock
from fangxian.programme.queries import followed
from fangxian.registry.queries import all_records
from fangxian.screening import queries as screening

TEST = "test"
_FINDINGS = {"single_positive": "positive", "suspect": "suspect", "pool_hold": "awaited"}
_COLUMNS = ("person", "row", "finding", "at")


def bring(outbreak: int, people: Collection[int], *, by: str) -> int:
    """Brings the facts of these people that come from rounds to how they stand there; answers how many came or went.
    The caller's transaction."""
    those = all_records(followed(outbreak, all_records(people)))
    if not those:
        return 0
    wanted = {
        (batch, person): (row, _finding(status, lead), at)
        for person, batch, row, at, status, lead in screening.samples(outbreak, those)
    }
    gone, stand = [], set()
    for fact, person, batch, row, finding, at in facts.in_batches(outbreak, screening.batches(outbreak), those):
        if wanted.get((batch, person)) == (row, finding, at):
            stand.add((batch, person))
        else:
            gone.append(fact)
    new: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (batch, person), said in wanted.items():
        if (batch, person) not in stand:
            new[batch].append(dict(zip(_COLUMNS, (person, *said), strict=True)) | {"kind": TEST})
    if not gone and not new:
        return 0
    tables = {batch: _table(rows) for batch, rows in new.items()}
    evidence.bring(tables, outbreak=outbreak, label=f"rounds/{outbreak}", gone=gone, by=by)
    return len(gone) + sum(len(rows) for rows in new.values())


def _finding(status: str, lead: str) -> str:
    return _FINDINGS.get(lead, "awaited" if status == "pending" else "")


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    for one in rows:
        one["at"] = one["at"].astimezone(clock.LOCAL).replace(tzinfo=None)
    return pa.Table.from_pylist(rows)
