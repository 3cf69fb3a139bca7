"""A held row is mended: somebody writes its cells anew, and it goes as a file of one row through the same contract and
the same load as all others. What is held again is told and changes nothing.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fangxian import contracts
from fangxian.access.reader import Reader
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.catalogue.queries import HeldRow
from fangxian.catalogue.settling import NotSettled, waiting
from fangxian.contracts import library
from fangxian.exchange import held
from fangxian.exchange.workfolders import inbox
from fangxian.lake import batches
from fangxian.pipelines.clean import clean


def cells(row: HeldRow) -> dict[str, str]:
    """Field -> cell of a held row as it came. The caller masks them and notes that they were read."""
    return held.cells(batches.opened(settings.LAKE, row.batch.dataset_id, row.batch.name), row.row)


def refuse_unfit(row: HeldRow) -> None:
    """Raises NotSettled for a row that cannot be mended, with the sentence that says why."""
    dataset = row.batch.dataset_id
    if dataset not in library.registers() or any(one.term == "polygon" for one in contracts.load(dataset).fields):
        raise NotSettled(
            en="This row is no line of a table: ask the sender for another file.",
            zh="该行不是表格数据，不能在此更正：请报送单位重报。",
        )
    if row.batch.state != row.batch.State.PROMOTED:
        raise NotSettled(
            en="The batch is not in the registry yet: mend its rows when it is.",
            zh="所属批次尚未入库：入库后才能更正其中的行。",
        )
    if queries.is_overtaken(row.batch):
        raise NotSettled(
            en="A later list of everybody has come since: what this row says may be old. Settle it as not needed, or "
            "send it back.",
            zh="此后已有新的全量文件入库，该行内容可能已过时：请标为无需处理，或退回报送单位。",
        )


def mend(*, row: int, said: Mapping[str, str], by: Reader) -> None:
    """Writes some cells of a held row anew; the others stay as they came. The correction waits to be loaded
    (runs.loading.go_on).

    Raises NotAllowed, NotSettled (settled meanwhile, or as refuse_unfit), and the Fault of the row where it is
    held again.
    """
    found = waiting(row=row, by=by)
    refuse_unfit(found)
    correction = _corrected(found, cells(found) | dict(said))
    with transaction.atomic():
        entry = held.mirrored(correction, by=by.account)
        catalogue.mended(row=row, correction=entry, by=by)


def _corrected(row: HeldRow, said: Mapping[str, str]) -> batches.Batch:
    """The batch of one row that a row becomes."""
    batch = row.batch
    fields = contracts.load(batch.dataset_id).fields
    with inbox(f"{Path(batch.file).stem}-{row.row}.csv") as path:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([one.label for one in fields])
            writer.writerow([said.get(one.name, "") for one in fields])
        manifest = clean(
            path,
            dataset=batch.dataset_id,
            lake=settings.LAKE,
            sender=batch.sender,
            mapping={one.name: one.label for one in fields},
            none_held=True,
        )
    return batches.opened(settings.LAKE, batch.dataset_id, manifest.batch)
