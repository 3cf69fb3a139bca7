"""A held row is mended: somebody writes its cells anew, and it goes as a file of one row through the same contract and
the same load as all others. What is held again is told and changes nothing.
"""

import csv
import tempfile
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
from fangxian.lake import batches
from fangxian.pipelines.clean import clean


def cells(row: HeldRow) -> dict[str, str]:
    """Field -> cell of a held row as it came. The caller masks them and notes that they were read."""
    return held.cells(batches.opened(settings.LAKE, row.batch.dataset_id, row.batch.name), row.row)


def can_be_mended(row: HeldRow) -> bool:
    """Whether a row of this dataset can be written as a line: an outline cannot."""
    dataset = row.batch.dataset_id
    if dataset not in library.REGISTERS or row.batch.state != row.batch.State.PROMOTED:
        return False
    return not any(one.term == "polygon" for one in contracts.load(dataset).fields)


def mend(*, row: int, said: Mapping[str, str], by: Reader) -> None:
    """Writes some cells of a held row anew; the others stay as they came. The correction waits to be loaded
    (runs.loading.go_on).

    Raises NotAllowed, NotSettled (settled meanwhile; overtaken by a later list), and the Fault of the row where it is
    held again.
    """
    found = waiting(row=row, by=by)
    if not can_be_mended(found):
        raise NotSettled(
            en="This row cannot be mended here: its batch is not in the registry, or it is no line of a table.",
            zh="该行不能在此更正：所属批次尚未入库，或不是表格数据。",
        )
    if queries.is_overtaken(found.batch):
        raise NotSettled(
            en="A later list of everybody has come since: what this row says may be old. Settle it as not needed, or "
            "send it back.",
            zh="此后已有新的全量文件入库，该行内容可能已过时：请标为无需处理，或退回报送单位。",
        )
    correction = _corrected(found, cells(found) | dict(said))
    with transaction.atomic():
        entry = held.mirrored(correction, by=by.account)
        catalogue.mended(row=row, correction=entry, by=by)


def _corrected(row: HeldRow, said: Mapping[str, str]) -> batches.Batch:
    """The batch of one row that a row becomes."""
    batch = row.batch
    fields = contracts.load(batch.dataset_id).fields
    home: Path = settings.VAR / "work"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="mending-", dir=home) as folder:
        path = Path(folder) / f"{Path(batch.file).stem}-{row.row}.csv"
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
